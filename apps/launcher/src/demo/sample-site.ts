import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMap, isScalar, parseAllDocuments, type Document } from 'yaml';

const directory = resolve(import.meta.dirname, '../../../../examples/sites/sample');

/** What differs from one start to the next. */
export interface ThisRun {
  readonly bootstrapperUrl: string;
  /** Lets the node service use the bootstrapper. */
  readonly bootstrapperToken: string;
  /** Where the simulated BMCs and switches listen, each on an address of its own. */
  readonly labPort: number;
}

/** The sample site as one YAML text, for this run. */
export async function readSampleSite(run: ThisRun): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return adaptSite(texts.join('\n---\n'), run);
}

/** Puts this run's bootstrapper, token and lab port where the documents have examples of them; the rest stays as written. */
export function adaptSite(yaml: string, { bootstrapperUrl, bootstrapperToken, labPort }: ThisRun): string {
  const documents = parseAllDocuments(yaml);
  if (!Array.isArray(documents)) return yaml;
  for (const document of documents) {
    switch (document.get('schema')) {
      case 'drydock/Region/v1':
        document.setIn(['data', 'bootstrapper', 'address'], bootstrapperUrl);
        document.setIn(['data', 'bootstrapper', 'credential', 'token'], bootstrapperToken);
        for (const image of namesIn(document, ['data', 'images'])) {
          moveTo(document, ['data', 'images', image, 'url'], bootstrapperUrl);
        }
        break;
      case 'drydock/Rack/v1':
        for (const name of namesIn(document, ['data', 'tor_switches'])) {
          document.setIn(['data', 'tor_switches', name, 'port'], labPort);
        }
        break;
      case 'drydock/HostProfile/v1':
        if (document.hasIn(['data', 'oob', 'port'])) document.setIn(['data', 'oob', 'port'], labPort);
        break;
    }
  }
  return documents.map((document) => document.toString({ directives: false })).join('---\n');
}

type Place = readonly string[];

function namesIn(document: Document, place: Place): string[] {
  const map = document.getIn(place);
  return isMap(map) ? map.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
}

/** The same path on another server. */
function moveTo(document: Document, place: Place, server: string): void {
  const url = new URL(String(document.getIn(place)));
  document.setIn(place, `${server}${url.pathname}${url.search}`);
}
