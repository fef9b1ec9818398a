import { randomInt } from 'node:crypto';

/** The seed that was asked for, or one by chance; it is printed, so that a plan can be had again. */
export const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(1, 1_000_000));

/** What everything that is started inherits, and where nats-server is looked for. */
export const searchPath = process.env['PATH'] ?? '';

/** `CHAOS_KEEP=1` keeps logs and databases of a run that went well too. */
export const keepsData = process.env['CHAOS_KEEP'] === '1';
