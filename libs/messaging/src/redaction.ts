import { isSealed } from '@drydock/contracts';

const removed = '[removed]';
/** Deeper nesting has no contract. */
const deepest = 100;

/** Names of fields that hold a secret, whatever their value is. */
const secretName =
  /pass(word|phrase|wd)?$|pwd$|secret|token|credential|community|cookie|authori[sz]ation|keystone|user_?data|(^|[_-])key$|[a-z]Key$|^v3$/i;
const space = /(\s+)/;

/**
 * The body of a message without its plain secrets, for keeping: JSON loses the value of every field that is secret by
 * its name, unless it is sealed, and texts lose accounts before an @. Of a body that is not JSON nothing is kept but its length.
 */
export function withoutSecrets(body: string): string {
  const parsed = parseJson(body);
  if (!parsed.ok) return `[not JSON: ${Buffer.byteLength(body)} bytes, which are not kept: they may hold a secret]`;
  return JSON.stringify(redacted(parsed.value, 0));
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactedText(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return removed;
  if (Array.isArray(value)) return value.map((entry: unknown) => redacted(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      secretName.test(name) ? redactedSecret(field) : redacted(field, depth + 1),
    ]),
  );
}

/** What is sealed is no secret, and a retry needs it. */
const redactedSecret = (value: unknown): unknown =>
  value === null || (isSealed(value) && looksSealed.test(value.sealed)) ? value : removed;

const looksSealed = /^[\w-]+(\.[\w-]*){4}$/;

/** Texts may hold JSON in their turn, or half of it. */
function redactedText(text: string, depth: number): string {
  const parsed = parseJson(text);
  if (parsed.ok && typeof parsed.value === 'object') return JSON.stringify(redacted(parsed.value, depth + 1));
  if (/["{[]/.test(text) && mentionsSecret(text)) return removed;
  return text.includes('@') ? text.split(space).map(withoutAccount).join('') : text;
}

/** Without what stands before an @, in a URL, in an address without a scheme, in a word. */
function withoutAccount(word: string): string {
  const at = word.lastIndexOf('@');
  return at < 0 ? word : `${removed}${word.slice(at)}`;
}

const mentionsSecret = (text: string): boolean => text.split(/[^A-Za-z0-9_-]+/).some((word) => secretName.test(word));

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

const openHeaders: ReadonlySet<string> = new Set(['drydock-task', 'traceparent', 'content-type', 'nats-msg-id']);

/** The headers that messages of Drydock have; a stranger's may be anything, an authorization too. */
export const knownHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => {
      const written = name.toLowerCase();
      return openHeaders.has(written) || written.startsWith('ce-');
    }),
  );
