import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

const neverShown = [
  'password',
  'credential',
  'community',
  'token',
  'authorization',
  'privateKey',
  'apiKey',
  'userData',
];

/** Facts with fields, one JSON line each, on standard error. Also what Nest logs through. */
export class Log implements LoggerService {
  private constructor(private readonly logger: Logger) {}

  static create(service: string, level: string): Log {
    const paths = neverShown.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
    const redact = { paths, censor: '[removed]' };
    return new Log(
      pino(
        { level, base: { service }, redact, formatters: { level: (label) => ({ level: label }) } },
        pino.destination(2),
      ),
    );
  }

  /** A log whose every line carries these fields: task, node, action id. */
  with(fields: LogFields): Log {
    return new Log(this.logger.child({ ...fields }));
  }

  info(message: string, fields: LogFields = {}): void {
    this.logger.info(fields, message);
  }

  problem(message: string, error: unknown, fields: LogFields = {}): void {
    this.logger.error({ ...fields, err: error }, message);
  }

  log(message: unknown): void {
    this.logger.debug(String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    const [fields] = rest;
    this.logger.warn(typeof fields === 'object' && fields !== null ? fields : {}, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ detail: rest.map(String) }, String(message));
  }

  debug(message: unknown): void {
    this.logger.trace(String(message));
  }
}
