import { actionNames, type ActionService } from '@drydock/contracts';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Driver } from './driver.js';
import { registry, type DriverRegistry } from './registry.js';

export interface DriverChoice<S extends ActionService> {
  readonly service: S;
  /** Types of built-in drivers and names of packages, as the environment lists them; null means all built-in ones. */
  readonly names: readonly string[] | null;
  readonly builtIn: DriverRegistry<S>;
  /** The directory in whose `node_modules`, or above, packages are looked for. */
  readonly directory: string;
}

/** The drivers that a service was told to have. Throws when a name is unknown, a package has no driver, or two are of one type. */
export async function chosenDrivers<S extends ActionService>({
  service,
  names,
  builtIn,
  directory,
}: DriverChoice<S>): Promise<DriverRegistry<S>> {
  if (names === null) return builtIn;
  const drivers: Driver<S>[] = [];
  for (const name of names) {
    const known = builtIn.get(name);
    drivers.push(...(known ? [known] : await driversOf(name, { service, builtIn, directory })));
  }
  return registry(...drivers);
}

type Place<S extends ActionService> = Pick<DriverChoice<S>, 'service' | 'builtIn' | 'directory'>;

/** Every driver of the service that a package exports. */
async function driversOf<S extends ActionService>(name: string, { service, builtIn, directory }: Place<S>) {
  const exported: unknown = await import(pathToFileURL(fileOf(name, { service, builtIn, directory })).href);
  const values: unknown[] = typeof exported === 'object' && exported !== null ? Object.values(exported) : [];
  const drivers = [...new Set(values)].filter((value) => isDriverOf(service, value));
  if (drivers.length > 0) return drivers;
  throw new Error(
    `The package ${name} exports no ${service} driver: one has service, type, description, settings, traits, noops, reach, probe and the actions ${actionNames(service).join(', ')}.`,
  );
}

function fileOf<S extends ActionService>(name: string, { service, builtIn, directory }: Place<S>): string {
  try {
    return createRequire(join(directory, 'package.json')).resolve(name);
  } catch (cause) {
    const types = [...builtIn.keys()].join(', ');
    throw new Error(
      `There is no ${service} driver ${name}: it is none of the built-in ones (${types}), and no package of that name is installed in ${directory}.`,
      { cause },
    );
  }
}

/** Whether a value from outside has all that a driver of the service needs. */
function isDriverOf<S extends ActionService>(service: S, value: unknown): value is Driver<S> {
  if (!isRecord(value) || value.service !== service) return false;
  const { actions } = value;
  return (
    [value.type, value.description].every((text) => typeof text === 'string' && text !== '') &&
    [value.settings, value.traits, value.noops].every(isRecord) &&
    [value.reach, value.probe].every((method) => typeof method === 'function') &&
    isRecord(actions) &&
    actionNames(service).every((action) => typeof actions[action] === 'function')
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
