import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The services that can be started on their own, in the order in which they are started. */
export const serviceNames = ['bootstrapper', 'oob', 'node', 'network', 'orchestrator'] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface Flags {
  readonly services: readonly ServiceName[];
  readonly lab: 'started' | 'left-out';
  readonly demo: 'run' | 'left-out';
  /** The orchestrator's port; the others lie at fixed distances from it. */
  readonly portBase: number;
  /** Everything that is kept between runs is below it: absolute. */
  readonly data: string;
  readonly output: 'text' | 'json';
  /** Where `file://` references may lead: absolute. */
  readonly designRoot?: string;
}

/** A flag that cannot be meant. The message is for the operator. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

export const usage = `npm start                         everything, with the sample site deployed
npm start -- [flags]
  --services ${serviceNames.join(',')}
                                  only these, and the Postgres and NATS that they need
  --no-lab                        no simulated rack, and so no demo
  --no-demo                       do not deploy the sample site
  --port-base 9000                the orchestrator's port; the others follow at fixed distances
  --data DIR                      keep everything below DIR (default .drydock)
  --design-root DIR               allow file:// references below DIR
  --json                          JSON lines on standard output, logs on standard error
  --help                          this text
Environment: NATS_URL, DATABASE_URL, DATABASE_URL_<SERVICE>, DRYDOCK_LOG_LEVEL, DRYDOCK_LAB_PACE (0.1: ten times as fast)`;

const options = {
  services: { type: 'string' },
  'no-lab': { type: 'boolean', default: false },
  'no-demo': { type: 'boolean', default: false },
  'port-base': { type: 'string', default: '9000' },
  data: { type: 'string' },
  'design-root': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws FlagError, or answers 'help' when that was asked for. Paths are taken from `directory`. */
export function parseFlags(args: readonly string[], directory: string): Flags | 'help' {
  const values = read(args);
  if (values.help) return 'help';
  const services = values.services === undefined ? serviceNames : readServices(values.services);
  const lab = values['no-lab'] ? 'left-out' : 'started';
  const everything = lab === 'started' && services.length === serviceNames.length;
  return {
    services,
    lab,
    demo: everything && !values['no-demo'] ? 'run' : 'left-out',
    portBase: readPortBase(values['port-base']),
    data: resolve(directory, values.data ?? '.drydock'),
    output: values.json ? 'json' : 'text',
    ...(values['design-root'] === undefined ? {} : { designRoot: resolve(directory, values['design-root']) }),
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FlagError(`${said.split('. ')[0]}; --help lists the flags`, { cause });
  }
}

function readServices(list: string): ServiceName[] {
  const wanted = list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = wanted.find((name) => !serviceNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new FlagError(`--services: there is no service "${unknown}"; there are ${serviceNames.join(', ')}`);
  }
  if (wanted.length === 0) throw new FlagError(`--services names none of ${serviceNames.join(', ')}`);
  return serviceNames.filter((name) => wanted.includes(name));
}

/** The bootstrapper and the lab lie furthest from the base: +80 and +90. */
const highestBase = 65_535 - 90;

function readPortBase(text: string): number {
  const base = Number(text);
  if (/^\d+$/.test(text) && base >= 1 && base <= highestBase) return base;
  throw new FlagError(`--port-base is a port from 1 to ${highestBase}, not "${text}"`);
}
