import { ConfigError } from '@drydock/service';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The certificates in a file, in PEM; null where no file is named. A file that has none stops the start. */
export async function readAuthorities(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    const text = await readFile(path, 'utf8');
    new X509Certificate(text);
    return text;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`DRYDOCK_DESIGN_CA: ${path} is no file with certificates in PEM: ${reason}`, { cause });
  }
}
