import { Log, problemOf, ProblemFilter } from '@drydock/service';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

interface Response {
  readonly headersSent: boolean;
  status(code: number): Response;
  json(body: unknown): void;
}

/** The v1.0 routes answer errors as Drydock did: `{ type, message, retry }`. */
@Catch()
export class V1ErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, detail } = problemOf(error);
    const message = status === 500 ? 'Unknown error' : detail;
    if (!response.headersSent) response.status(status).json({ type: 'error', message, retry: status >= 500 });
  }
}

/** Errors from before a route was found (a body that is not JSON, a path that is not there), in the shape of the API that was meant. */
@Catch()
export class ApiErrorsFilter implements ExceptionFilter {
  private readonly problems: ProblemFilter;
  private readonly v1 = new V1ErrorsFilter();

  constructor(log: Log) {
    this.problems = new ProblemFilter(log);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const { originalUrl } = host.switchToHttp().getRequest<{ originalUrl: string }>();
    (originalUrl.startsWith('/api/v1.0/') ? this.v1 : this.problems).catch(error, host);
  }
}
