import { Problem } from '@drydock/service';
import { open, realpath } from 'node:fs/promises';
import { relative, resolve, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import type { DesignStore } from '../persistence/design.store.js';
import type { DesignRow } from '../persistence/entities.js';
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
    const ingested = await this.ingest.ingest({ format: 'yaml', content: await this.fetch(reference) }, by);
    if (ingested.ok) return ingested.design;
    const errors = ingested.findings
      .filter(({ level }) => level === 'error')
      .map(({ rule, message, path }) => ({ path: path === '' ? 'design' : path, message: `${rule}: ${message}` }));
    throw new Problem(400, 'The design has errors', `The design ${reference} has ${errors.length} errors.`).naming(
      errors,
    );
  }

  private async fetch(reference: string): Promise<string> {
    const scheme = /^([a-z0-9+.-]+):/i.exec(reference)?.[1]?.toLowerCase();
    switch (scheme) {
      case 'file':
        return this.readFile(reference);
      case 'http':
      case 'https':
        return this.get(reference);
      case 'deckhand+http':
      case 'deckhand+https':
        return this.get(reference.replace(/^deckhand\+/, ''));
      default:
        throw wrong(`"${reference}" is not design:<id>, http(s)://…, deckhand+http(s)://… or file://…`);
    }
  }

  private async readFile(reference: string): Promise<string> {
    const { root, limitBytes } = this.settings;
    if (root === null) throw wrong('file:// references are switched off here: DRYDOCK_DESIGN_ROOT is not set');
    const outside = wrong(`${reference} is not a file below the directory for designs`);
    try {
      const base = await realpath(root);
      const path = await realpath(resolve(base, fileURLToPath(reference)));
      const below = relative(base, path);
      if (below === '' || below.startsWith('..') || isAbsolute(below)) throw outside;
      const file = await open(path);
      try {
        if ((await file.stat()).size > limitBytes) throw wrong(`${reference} is larger than ${limitBytes} bytes`);
        return await file.readFile('utf8');
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
