import { whyNotJson } from '@drydock/contracts';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Log } from './log.js';
import { Problem } from './problem.js';

/** As much of a response as the filter needs. */
interface Response {
  readonly headersSent: boolean;
  status(code: number): Response;
  type(mediaType: string): Response;
  set(header: string, value: string): Response;
  send(body: string): void;
}

/** Answers every error as `application/problem+json`. What is not the caller's fault is logged, and its cause stays here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const { method, originalUrl } = http.getRequest<{ method: string; originalUrl: string }>();
      this.log.problem('a request failed', error, { method, path: originalUrl.split('?')[0] });
    }
    if (response.headersSent) return;
    const { status, title, detail, errors } = problem;
    const body = { type: 'about:blank', title, status, detail, ...(errors.length > 0 && { errors }) };
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.status(status).type('application/problem+json').send(JSON.stringify(body));
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return refusedByFramework(error);
  const refused = refusedByParser(error) ?? refusedByDatabase(error);
  if (refused) return refused;
  return new Problem(
    500,
    'Internal error',
    'Something failed that should not have; the log of this service says what.',
  );
}

/** Nest wraps what Express's parser says of JSON that cannot be read. */
function refusedByFramework(error: HttpException): Problem {
  const status = error.getStatus();
  const detail = error.cause instanceof SyntaxError ? `The body ${whyNotJson(error.cause)}` : error.message;
  const problem = new Problem(status, titleOf(status), detail);
  return bodyRefusals.has(status) ? problem.naming([{ path: '', message: detail }]) : problem;
}

/** Errors of Express's body parsers carry a type and a status of their own. */
function refusedByParser(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('type' in error) || !('status' in error) || typeof error.status !== 'number')
    return undefined;
  if (error.status < 400 || error.status > 499) return undefined;
  const detail = error.type === 'entity.parse.failed' ? `The body ${whyNotJson(error)}` : error.message;
  return new Problem(error.status, titleOf(error.status), detail).naming([{ path: '', message: detail }]);
}

/** A character that Postgres keeps in no text: what is read of a body is seen to have none, but paths and queries come as they are. */
const unkeepableCharacter = '22021';

function refusedByDatabase(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== unkeepableCharacter) return undefined;
  return new Problem(400, titleOf(400), 'It has a NUL character in it, which no name or text has.');
}

const bodyRefusals: ReadonlySet<number> = new Set([400, 413, 415]);

const titles: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'A token is needed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'The body is too large',
  415: 'The body is of a kind that is not taken',
};
const titleOf = (status: number): string =>
  titles[status] ?? (status >= 500 ? 'Internal error' : 'The request is refused');
