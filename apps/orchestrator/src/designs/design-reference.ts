import { Problem } from '@drydock/service';
import { readDocuments, readFiles, type Documents } from '@drydock/site-design';
import { open, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
import { filesInArchive } from './design-archive.js';
import { filesIn, isBelow } from './design-directory.js';
import type { DesignIngest } from './design-ingest.js';

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const fetchWithinMilliseconds = 30_000;

export interface DesignReferenceSettings {
  /** Where `file://` references may lead; null for nowhere. */
  readonly root: string | null;
  readonly limitBytes: number;
}

/** Finds the design that a reference means: one that is kept, or documents to be fetched, taken in and kept. */
export class DesignReferences {
  private readonly agent: Agent;

  constructor(
    private readonly designs: DesignStore,
    private readonly ingest: DesignIngest,
    private readonly settings: DesignReferenceSettings,
  ) {
    this.agent = new Agent({ maxResponseSize: settings.limitBytes });
  }

  /** Throws a `Problem` of the caller's: an unknown design, a reference that is not allowed, a design with errors. */
  async resolve(reference: string, by: string): Promise<DesignRow> {
    const id = reference.replace(/^design:/, '');
    if (uuid.test(id)) {
      const design = await this.designs.find(id);
      if (design) return design;
      throw wrong(`there is no design ${id}`);
    }
    // It is kept with the task, and quoted in answers.
    if (withoutUser(reference) !== reference) throw wrong('a reference must not hold an account or a password');
    const ingested = await this.ingest.ingest({ ...(await this.read(reference)), by });
    if (ingested.ok) return ingested.design;
    const errors = ingested.findings
      .filter(({ level }) => level === 'error')
      .map(({ rule, message, path }) => ({ path: path === '' ? 'design' : path, message: `${rule}: ${message}` }));
    throw new Problem(400, 'The design has errors', `The design ${reference} has ${errors.length} errors.`).naming(
      errors,
    );
  }

  private async read(reference: string): Promise<Documents> {
    const scheme = /^([a-z0-9+.-]+):/i.exec(reference)?.[1]?.toLowerCase();
    switch (scheme) {
      case 'file':
        return this.readFile(reference);
      case 'http':
      case 'https':
        return readDocuments(await this.get(reference));
      case 'deckhand+http':
      case 'deckhand+https':
        return readDocuments(await this.get(reference.replace(/^deckhand\+/, '')));
      default:
        throw wrong(`"${reference}" is not design:<id>, http(s)://…, deckhand+http(s)://… or file://…`);
    }
  }

  /** A file of documents, a tar of such files, or a directory with them. */
  private async readFile(reference: string): Promise<Documents> {
    const { root, limitBytes } = this.settings;
    if (root === null) throw wrong('file:// references are switched off here: DRYDOCK_DESIGN_ROOT is not set');
    const outside = wrong(`${reference} is not a file or directory below the directory for designs`);
    try {
      const base = await realpath(root);
      const path = await realpath(resolve(base, fileURLToPath(reference)));
      if (!isBelow(base, path)) throw outside;
      const file = await open(path);
      try {
        const found = await file.stat();
        if (found.isDirectory()) return readFiles(await filesIn(path, { root: base, limitBytes }));
        if (found.size > limitBytes) throw wrong(`${reference} is larger than ${limitBytes} bytes`);
        const bytes = await file.readFile();
        const isArchive = /\.(tar|tar\.gz|tgz)$/.test(path);
        return isArchive ? readFiles(await filesInArchive(bytes, limitBytes)) : readDocuments(bytes.toString('utf8'));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw error instanceof Problem ? error : outside;
    }
  }

  private async get(url: string): Promise<string> {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.agent,
        signal: AbortSignal.timeout(fetchWithinMilliseconds),
      });
      if (statusCode !== 200) {
        await body.dump();
        throw wrong(`${withoutUser(url)} answered ${statusCode}`);
      }
      return await body.text();
    } catch (error) {
      throw error instanceof Problem
        ? error
        : wrong(`${withoutUser(url)} cannot be fetched: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const withoutUser = (url: string): string => url.replace(/\/\/[^/?#]*@/, '//');

const wrong = (message: string): Problem =>
  new Problem(400, 'The design cannot be had', message).naming([{ path: 'design', message }]);
