import { createHmac, randomBytes } from 'node:crypto';
import { readOrCreateSecretFile } from './secret-file.js';

const shortestKey = 32;

/**
 * What stands in place of a secret where two have to be compared: equal for equal values, and of no use to anybody
 * without the key. Losing the key loses no work: what is compared across the loss counts as different.
 */
export class SecretHmac {
  private constructor(private readonly key: string) {}

  /** Reads the key that lies beside a service's seal keys, or makes it. */
  static async open(sealKeyFile: string): Promise<SecretHmac> {
    const path = `${sealKeyFile}.hmac`;
    const { content } = await readOrCreateSecretFile(path, () => randomBytes(32).toString('base64url'));
    if (content.trim().length < shortestKey) {
      throw new Error(`The key in ${path} is too short: it must have at least ${shortestKey} characters.`);
    }
    return new SecretHmac(content);
  }

  /** Of a JSON value, whatever the order of its fields; in hex. */
  of(value: unknown): string {
    return this.ofText(JSON.stringify(value ?? null, withFieldsInOrder));
  }

  ofText(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex');
  }
}

const withFieldsInOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
