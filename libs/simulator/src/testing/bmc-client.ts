import { request } from 'undici';
import { isObject } from '../bmc/json.js';

const asRoot = { authorization: `Basic ${Buffer.from('root:calvin-lab').toString('base64')}` };

type Method = 'GET' | 'PATCH' | 'POST' | 'DELETE';

interface Sent {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks a BMC as its account, unless other headers say otherwise. */
export async function askBmc(method: Method, url: string, { json, headers = asRoot }: Sent = {}) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await request(url, { method, headers: { ...content, ...headers }, body });
  const text = await answer.body.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return { status: answer.statusCode, headers: answer.headers, text, body: isObject(parsed) ? parsed : {} };
}

export const withTag = (tag: string): Readonly<Record<string, string>> => ({ ...asRoot, 'if-match': tag });
