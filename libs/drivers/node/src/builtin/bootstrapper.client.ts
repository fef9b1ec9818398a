import type { NodeTarget } from '@drydock/contracts';
import { DriverError, type DriverErrorDetails } from '@drydock/driver';
import { Agent, request, type Dispatcher } from 'undici';

const requestMilliseconds = 30_000;
const largestAnswerBytes = 16 * 1024 * 1024;

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** The REST API of a built-in bootstrapper. Every call is safe to repeat; failures come as `DriverError`s. */
export class BootstrapperClient {
  private readonly token: string;
  private readonly base: string;

  constructor(
    private readonly target: NodeTarget,
    private readonly signal: AbortSignal,
  ) {
    this.token = tokenOf(target);
    this.base = target.address.replace(/\/+$/, '');
  }

  get(path: string): Promise<unknown> {
    return this.send('GET', path);
  }

  /** Null when there is no such thing. */
  async find(path: string): Promise<unknown> {
    try {
      return await this.send('GET', path);
    } catch (error) {
      if (error instanceof DriverError && error.kind === 'not-found') return null;
      throw error;
    }
  }

  put(path: string, body: object): Promise<unknown> {
    return this.send('PUT', path, body);
  }

  post(path: string, body: object): Promise<unknown> {
    return this.send('POST', path, body);
  }

  delete(path: string): Promise<unknown> {
    return this.send('DELETE', path);
  }

  private async send(method: Method, path: string, body?: object): Promise<unknown> {
    const call = `${method} ${path}`;
    const dispatcher = dispatcherFor(this.target);
    try {
      const response = await request(`${this.base}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(requestMilliseconds)]),
        dispatcher,
      });
      const answer = await readJson(response, call);
      if (response.statusCode >= 400) throw refused(response, answer, call);
      return answer;
    } catch (error) {
      throw this.signal.aborted || error instanceof DriverError ? error : this.unreachable(error, call);
    } finally {
      await dispatcher?.close();
    }
  }

  private unreachable(cause: unknown, call: string): DriverError {
    const isSlow = cause instanceof Error && /timeout/i.test(cause.name);
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    return new DriverError(
      isSlow ? 'timed-out' : 'unreachable',
      `the bootstrapper at ${this.base} does not answer: ${reason}`,
      { evidence: [`${call} → ${reason}`], cause },
    );
  }
}

function tokenOf({ credential }: NodeTarget): string {
  if (credential && 'token' in credential && typeof credential.token === 'string') return credential.token;
  throw new DriverError('unauthorized', 'a built-in bootstrapper needs the credential { token }', {
    advice: 'Give the bootstrapper of the design a credential with a token.',
  });
}

/** Only where TLS is special; else the connections that all calls share are used. */
function dispatcherFor({ verifyTls = true, caCertificate }: NodeTarget): Agent | undefined {
  if (verifyTls && caCertificate === undefined) return undefined;
  return new Agent({ connect: { rejectUnauthorized: verifyTls, ca: caCertificate } });
}

async function readJson({ body, headers }: Dispatcher.ResponseData, call: string): Promise<unknown> {
  if (Number(headers['content-length'] ?? 0) > largestAnswerBytes) {
    throw new DriverError('internal', 'the bootstrapper answers more than can be right', { evidence: [call] });
  }
  const text = await body.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DriverError('internal', 'the bootstrapper does not answer JSON', {
      evidence: [`${call} → ${text.slice(0, 200)}`],
      advice: 'Check that the address is that of a Drydock bootstrapper.',
      cause,
    });
  }
}

function refused({ statusCode, headers }: Dispatcher.ResponseData, answer: unknown, call: string): DriverError {
  const detail = detailOf(answer) ?? `it answers ${statusCode}`;
  const retryAfter = Number(headers['retry-after']);
  const details: DriverErrorDetails = {
    evidence: [`${call} → ${statusCode}`],
    ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }),
  };
  if (statusCode === 401 || statusCode === 403) {
    const advice = 'Give the bootstrapper of the design a token that is valid and may change things.';
    return new DriverError('unauthorized', `the bootstrapper refuses the token: ${detail}`, { ...details, advice });
  }
  if (statusCode === 404) return new DriverError('not-found', detail, details);
  if (statusCode === 422) return new DriverError('unsupported', detail, details);
  if (statusCode === 429 || statusCode >= 500) {
    return new DriverError('busy', `the bootstrapper cannot do it now: ${detail}`, details);
  }
  return new DriverError('rejected', detail, details);
}

const detailOf = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'detail' in answer && typeof answer.detail === 'string'
    ? answer.detail
    : undefined;
