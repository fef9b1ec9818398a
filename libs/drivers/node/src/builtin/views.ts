import {
  bootstrapStates,
  ErasedDisk,
  HardwareItem,
  NodeInventory,
  parse,
  type BootstrapState,
  type ChosenDisk,
} from '@drydock/contracts';
import { DriverError } from '@drydock/driver';

/** A node as the bootstrapper shows it, as far as the driver needs it. */
export interface BootstrapperNode {
  readonly id: string;
  readonly state: BootstrapState;
  readonly agent: 'alive' | 'absent';
  readonly found: FoundNode | null;
  readonly inventory: NodeInventory | null;
  readonly disks: readonly Pick<ChosenDisk, 'alias' | 'serial'>[];
  readonly deployed: { readonly digest: string; readonly deploymentId: string } | null;
  readonly failure: string | null;
  /** The whole answer, for comparisons. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface FoundNode {
  readonly macs: readonly string[];
  readonly serialNumber: string | null;
  readonly systemUuid: string | null;
}

export interface BootstrapperWork {
  readonly state: 'open' | 'succeeded' | 'failed' | 'withdrawn';
  readonly progress: { readonly message: string; readonly percent: number | null } | null;
  readonly items: HardwareItem[];
  readonly erased: ErasedDisk[];
  readonly failure: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly phonedHomeAt: string | null;
}

export interface IdentityMatch {
  readonly matchedBy: readonly string[];
  readonly contradictions: readonly string[];
  readonly isSameNode: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unreadable(field: string): never {
  throw new DriverError('internal', `the bootstrapper's answer has no readable ${field}`, {
    advice: 'Check that the bootstrapper is of a release that this one works with.',
  });
}

export const fieldsOf = (value: unknown, field: string): Fields => (isFields(value) ? value : unreadable(field));

export const listOf = (value: unknown, field: string): readonly unknown[] =>
  Array.isArray(value) ? value : unreadable(field);

const textOf = (fields: Fields, field: string): string => textOrNull(fields, field) ?? unreadable(field);

function textOrNull(fields: Fields, field: string): string | null {
  const value = fields[field] ?? null;
  return value === null || typeof value === 'string' ? value : unreadable(field);
}

export function flagOf(fields: Fields, field: string): boolean {
  const value = fields[field];
  return typeof value === 'boolean' ? value : unreadable(field);
}

const wordOf = <T extends string>(fields: Fields, field: string, words: readonly T[]): T =>
  words.find((word) => word === fields[field]) ?? unreadable(field);

function shapeOf<T extends object>(shape: new () => T, value: unknown, field: string): T {
  const parsed = parse(shape, value, 'ignore');
  return parsed.ok ? parsed.value : unreadable(field);
}

export function readNode(answer: unknown): BootstrapperNode {
  const raw = fieldsOf(answer, 'node');
  const { found, inventory, storage, deployed } = raw;
  const seen = isFields(found) ? found : null;
  const installed = isFields(deployed) ? deployed : null;
  return {
    id: textOf(raw, 'id'),
    state: wordOf(raw, 'state', bootstrapStates),
    agent: wordOf(raw, 'agent', ['alive', 'absent']),
    found: seen && {
      macs: listOf(seen.macs, 'found.macs').map(String),
      serialNumber: textOrNull(seen, 'serialNumber'),
      systemUuid: textOrNull(seen, 'systemUuid'),
    },
    inventory: inventory === null ? null : shapeOf(NodeInventory, inventory, 'inventory'),
    disks: isFields(storage) ? listOf(storage.disks, 'storage.disks').map(readDisk) : [],
    deployed: installed && { digest: textOf(installed, 'digest'), deploymentId: textOf(installed, 'deploymentId') },
    failure: textOrNull(raw, 'failure'),
    raw,
  };
}

const readDisk = (value: unknown): Pick<ChosenDisk, 'alias' | 'serial'> => {
  const disk = fieldsOf(value, 'disk');
  return { alias: textOf(disk, 'alias'), serial: textOrNull(disk, 'serial') };
};

export function readWork(answer: unknown): BootstrapperWork {
  const fields = fieldsOf(answer, 'work');
  const result = isFields(fields.result) ? fields.result : {};
  const progress = isFields(fields.progress) ? fields.progress : null;
  return {
    state: wordOf(fields, 'state', ['open', 'succeeded', 'failed', 'withdrawn']),
    progress: progress && {
      message: textOf(progress, 'message'),
      percent: typeof progress.percent === 'number' ? progress.percent : null,
    },
    items: listOf(result.items ?? [], 'items').map((item) => shapeOf(HardwareItem, item, 'item')),
    erased: listOf(result.erased ?? [], 'erased').map((disk) => shapeOf(ErasedDisk, disk, 'erased disk')),
    failure: textOrNull(fields, 'failure'),
    createdAt: textOf(fields, 'createdAt'),
    endedAt: textOrNull(fields, 'endedAt'),
    phonedHomeAt: textOrNull(fields, 'phonedHomeAt'),
  };
}

export function readMatch(answer: unknown): IdentityMatch {
  const fields = fieldsOf(answer, 'match');
  return {
    matchedBy: listOf(fields.matchedBy, 'matchedBy').map(String),
    contradictions: listOf(fields.contradictions, 'contradictions').map(String),
    isSameNode: flagOf(fields, 'isSameNode'),
  };
}

export interface BootstrapperImage {
  readonly name: string;
  readonly state: 'fetching' | 'available' | 'failed';
  readonly failure: string | null;
  readonly raw: Fields;
}

export function readImage(answer: unknown): BootstrapperImage {
  const raw = fieldsOf(answer, 'image');
  return {
    name: textOf(raw, 'name'),
    state: wordOf(raw, 'state', ['fetching', 'available', 'failed']),
    failure: textOrNull(raw, 'failure'),
    raw,
  };
}
