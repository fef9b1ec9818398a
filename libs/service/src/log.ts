import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

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
  private constructor(
    private readonly logger: Logger,
    /** Looks for no secrets, which copies all fields: for lines that can have none. Null where those of all its lines might. */
    private readonly quick: Logger | null,
  ) {}

  static create(service: string, level: string, destination: DestinationStream = pino.destination(2)): Log {
    const paths = neverShown.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
    const redact = { paths, censor: '[removed]' };
    const options = { level, base: { service }, formatters: { level: (label: string) => ({ level: label }) } };
    return new Log(pino({ ...options, redact }, destination), pino(options, destination));
  }

  /** A log whose every line carries these fields: task, node, action id. */
  with(fields: LogFields): Log {
    const quick = canHoldSecrets(fields) ? null : this.quick;
    return new Log(this.logger.child({ ...fields }), quick?.child({ ...fields }) ?? null);
  }

  info(message: string, fields: LogFields = {}): void {
    const logger = (canHoldSecrets(fields) ? null : this.quick) ?? this.logger;
    logger.info(fields, message);
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

const secretNames: ReadonlySet<string> = new Set(neverShown);

/** What has no field below another is seen at a glance. */
const canHoldSecrets = (fields: LogFields): boolean =>
  Object.entries(fields).some(
    ([name, value]) => secretNames.has(name) || (typeof value === 'object' && value !== null),
  );
