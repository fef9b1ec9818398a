import { Problem } from '@drydock/service';
import { isSecretOption, type DesignFile } from '@drydock/site-design';
import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCACertificates } from 'node:tls';
import { Agent, request } from 'undici';
import { filesIn, isBelow } from './design-directory.js';

export interface DesignSourceSettings {
  /** Where `file://` references may lead; null for nowhere. */
  readonly root: string | null;
  /** In PEM, trusted beside the usual ones; null for these alone. */
  readonly authorities: string | null;
  readonly limitBytes: number;
  /** For a whole answer over HTTP. */
  readonly withinMilliseconds: number;
}

const longestReference = 2_000;

/** Fetches what a reference leads to: the bytes of a file or an answer, or the files of a directory. Whatever goes wrong is a `Problem` of the caller's, who gave the reference. */
export class DesignSource {
  private readonly agent: Agent;

  constructor(private readonly settings: DesignSourceSettings) {
    const { authorities, limitBytes } = settings;
    this.agent = new Agent({
      maxResponseSize: limitBytes,
      ...(authorities !== null && { connect: { ca: [...getCACertificates('default'), authorities] } }),
    });
  }

  async fetch(reference: string): Promise<Buffer | DesignFile[]> {
    if (reference.length > longestReference) throw cannotBeHad(`it has more than ${longestReference} characters`);
    // It is kept with the task, and quoted in answers.
    if (holdsSecret(reference)) throw cannotBeHad('a reference must not hold an account, a password or a token');
    const scheme = /^([a-z0-9+.-]+):/i.exec(reference)?.[1]?.toLowerCase();
    switch (scheme) {
      case 'file':
        return this.readFile(reference);
      case 'http':
      case 'https':
        return this.get(reference);
      case 'deckhand+http':
      case 'deckhand+https':
        return this.get(reference.slice('deckhand+'.length));
      default:
        throw cannotBeHad(
          `a reference is design:<id>, http(s)://…, deckhand+http(s)://… or file://…, not ${scheme ?? 'without a scheme'}`,
        );
    }
  }

  private async readFile(reference: string): Promise<Buffer | DesignFile[]> {
    const { root, limitBytes } = this.settings;
    if (root === null) throw cannotBeHad('file:// references are switched off here: DRYDOCK_DESIGN_ROOT is not set');
    const outside = cannotBeHad(`${reference} is not a file or directory below the directory for designs`);
    try {
      const base = await realpath(root);
      const path = await realpath(resolve(base, fileURLToPath(reference)));
      if (!isBelow(base, path)) throw outside;
      // Before it is opened: opening a pipe waits for somebody to write.
      const found = await stat(path);
      if (found.isDirectory()) return await filesIn(path, { root: base, limitBytes });
      if (!found.isFile()) throw outside;
      if (found.size > limitBytes) throw cannotBeHad(`${reference} is larger than ${limitBytes} bytes`);
      return await readFile(path);
    } catch (error) {
      throw error instanceof Problem ? error : outside;
    }
  }

  private async get(url: string): Promise<Buffer> {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.agent,
        signal: AbortSignal.timeout(this.settings.withinMilliseconds),
      });
      if (statusCode === 200) return Buffer.from(await body.arrayBuffer());
      await body.dump();
      throw cannotBeHad(`${url} answered ${statusCode}${adviceOn(statusCode)}`);
    } catch (error) {
      throw error instanceof Problem ? error : cannotBeHad(`${url} cannot be fetched: ${reasonOf(error)}`);
    }
  }
}

/** A redirect could lead anywhere, also to what only this service can reach. */
function adviceOn(status: number): string {
  if (status >= 300 && status < 400) return ': redirects are not followed, give the address that it leads to';
  if (status === 401 || status === 403) return ': no token is sent with a reference; submit the documents instead';
  return '';
}

/** Read as it will be asked for, not as it looks: `http:me:secret@host` has an account too. */
function holdsSecret(reference: string): boolean {
  if (/\/\/[^/?#]*@/.test(reference)) return true;
  const url = URL.parse(reference.replace(/^deckhand\+/i, ''));
  if (url === null) return false;
  return url.username !== '' || url.password !== '' || [...url.searchParams.keys()].some(isSecretParameter);
}

const isSecretParameter = (name: string): boolean => isSecretOption(name) || /signature$|^sig$/i.test(name);

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isAboutTrust = 'code' in error && /CERT|SELF_SIGNED|UNABLE_TO_/.test(String(error.code));
  return isAboutTrust ? `${error.message}; name its authority in DRYDOCK_DESIGN_CA` : error.message;
}

export const cannotBeHad = (message: string): Problem =>
  new Problem(400, 'The design cannot be had', message).naming([{ path: 'design', message }]);
