import type { Finding } from '../finding.js';
import { limits } from './limits.js';
import { Measures } from './measure.js';
import { tooLargeText, unreadableText, type Documents } from './reading.js';
import { readDocuments } from './yaml-documents.js';

export interface DesignFile {
  /** Relative to what was submitted, with `/`; shown in findings, never opened. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files and folders whose name begins with a dot are tools' own: `.git`, `.zuul.yaml`, what macOS adds to archives. */
export const isDesignFile = (name: string): boolean => /\.ya?ml$/i.test(name) && !/(^|\/)\.(?!\.?\/)/.test(name);

/**
 * Reads the YAML files of a design, in the order of their names. Documents and findings know their file, and lines are
 * counted in it. A file that cannot be read is a finding, and the others are still read. Never throws.
 */
export function readFiles(files: readonly DesignFile[]): Documents {
  const chosen = files.filter(({ name }) => isDesignFile(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (chosen.length === 0)
    return { documents: [], findings: [unreadableText('there is no file *.yaml or *.yml', null)] };
  const length = chosen.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (chosen.length > limits.files || length > limits.textLength) {
    const message = `the design has ${chosen.length} files of ${length} bytes together`;
    return { documents: [], findings: [tooLargeText(message, null)] };
  }
  return together(chosen);
}

function together(files: readonly DesignFile[]): Documents {
  const all: Documents = { documents: [], findings: [] };
  const measures = new Measures();
  let values = 0;
  for (const file of files) {
    const { documents, findings } = readFile(file);
    all.findings.push(...findings.map((finding): Finding => ({ ...finding, file: file.name })));
    for (const document of documents) {
      values += measures.of(document.content).values;
      if (values > limits.values || all.documents.length === limits.documents) {
        all.findings.push({ ...tooLargeText('the files are too large together', null), file: file.name });
        return all;
      }
      all.documents.push({ ...document, file: file.name });
    }
  }
  return all;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readFile({ bytes }: DesignFile): Documents {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { documents: [], findings: [unreadableText('the file is not text in UTF-8', null)] };
  }
  return readDocuments(text);
}
