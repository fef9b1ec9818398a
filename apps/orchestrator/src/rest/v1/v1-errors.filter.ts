import { Problem } from '@drydock/service';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';

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
    const { status, message } = described(error);
    if (!response.headersSent) response.status(status).json({ type: 'error', message, retry: status >= 500 });
  }
}

function described(error: unknown): { status: number; message: string } {
  if (error instanceof Problem) return { status: error.status, message: error.detail };
  if (error instanceof HttpException) return { status: error.getStatus(), message: error.message };
  return { status: 500, message: 'Unknown error' };
}
