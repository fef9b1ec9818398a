import type { BootedHardware, DiskContent, NodeLife, SimulatedDisk } from '../node/boot-environment.js';
import { formatLines, listOf, type Fields } from './agent-lines.js';
import type { BoardSettings } from './board-settings.js';
import { downloadImage, ImageError } from './image-download.js';

/** What it takes to do work on a node. */
export interface WorkPlace {
  readonly hardware: BootedHardware;
  readonly life: NodeLife;
  readonly settings: BoardSettings;
  /** Tells the bootstrapper how far the work is; throws `WorkWithdrawn` when it is not wanted any more. */
  readonly tell: (message: string, percent: number) => Promise<void>;
}

/** How work came out, as the lines that follow its id. */
export type Outcome = readonly (readonly [string, string])[];

const succeeded = ['outcome', 'succeeded'] as const;
const failed = (message: string): Outcome => [
  ['outcome', 'failed'],
  ['message', message],
];

const settingMilliseconds = 2_000;
const restartMilliseconds = 8_000;

/** Sets what is not as it should be, reads it back and says of each item what it was and is. */
export async function configure(order: Fields, { settings, life, tell }: WorkPlace): Promise<Outcome> {
  const mayLoseData = order.get('allow_data_loss') === 'yes';
  const lines: [string, string][] = [];
  const items = listOf(order, 'item');
  for (const [index, item] of items.entries()) {
    const [kind = '', name = '', value = ''] = ['kind', 'name', 'value'].map((field) => item.get(field));
    const before = settings.get(`${kind} ${name}`) ?? null;
    const changes = before !== value;
    await tell(`${kind} ${name}`, (100 * index) / items.length);
    if (changes && kind === 'raid' && !mayLoseData) {
      return failed(`the RAID volume ${name} can only be changed with the loss of its data, which was not allowed`);
    }
    if (changes) {
      await life.pause(settingMilliseconds + (needsRestart(kind) ? restartMilliseconds : 0));
      settings.set(`${kind} ${name}`, value);
    }
    const after = settings.get(`${kind} ${name}`) ?? '';
    const reported: Record<string, string> = {
      kind,
      name,
      ...(before !== null && { before }),
      after,
      changed: changes ? 'yes' : 'no',
      verified: after === value ? 'yes' : 'no',
      resets: changes && needsRestart(kind) ? '1' : '0',
      data_lost: changes && kind === 'raid' ? 'yes' : 'no',
    };
    for (const [field, text] of Object.entries(reported)) lines.push([`item.${index}.${field}`, text]);
  }
  return [succeeded, ...lines];
}

const needsRestart = (kind: string): boolean => kind === 'firmware' || kind === 'bios';

const writeMilliseconds = 6_000;
const readBackMilliseconds = 2_000;

/** Downloads the image, compares its checksum, writes it with its config drive and reads that back. */
export async function deploy(order: Fields, { hardware, life, tell }: WorkPlace): Promise<Outcome> {
  const disk = diskOf(hardware, order.get('disk_serial') ?? '', order.get('disk_name') ?? '');
  if (!disk) return failed(`there is no disk ${order.get('disk_serial') ?? order.get('disk_name') ?? ''}`);
  const image = {
    url: order.get('image_url') ?? '',
    sha256: order.get('image_sha256') ?? '',
    bytes: Number(order.get('image_bytes') ?? 0),
  };
  const configDrive: unknown = JSON.parse(Buffer.from(order.get('config_drive') ?? '', 'base64').toString());
  if (!isRecord(configDrive)) return failed('the config drive cannot be read');
  try {
    await tell('downloading the image', 0);
    await downloadImage(image, life, async (percent) => {
      await tell(`writing the image to ${disk.name}`, 0.8 * percent);
      await life.pause(writeMilliseconds / 5);
    });
  } catch (error) {
    if (error instanceof ImageError) return failed(error.message);
    throw error;
  }
  await tell('writing the config drive', 85);
  const content: DiskContent = { imageSha256: image.sha256, configDrive };
  disk.write(content);
  await tell(`reading ${disk.name} back`, 90);
  await life.pause(readBackMilliseconds);
  const written = disk.content?.imageSha256;
  return written === image.sha256 ? [succeeded] : failed(`${disk.name} reads back ${written ?? 'nothing'}`);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const eraseMilliseconds: Readonly<Record<string, number>> = { quick: 1_000, full: 10_000 };

/** Erases the disks and says of each whether it reads back as empty. */
export async function erase(order: Fields, { hardware, life, tell }: WorkPlace): Promise<Outcome> {
  const method = order.get('method') ?? '';
  const duration = eraseMilliseconds[method];
  if (duration === undefined) return failed(`erasing by ${method} is not known here`);
  const lines: [string, string][] = [];
  const disks = listOf(order, 'disk');
  for (const [index, entry] of disks.entries()) {
    const serial = entry.get('serial') ?? '';
    const disk = diskOf(hardware, serial, entry.get('name') ?? '');
    if (!disk) return failed(`there is no disk ${serial}`);
    await tell(`erasing ${disk.name}`, (100 * index) / disks.length);
    await life.pause(duration);
    disk.erase();
    lines.push([`disk.${index}.serial`, serial]);
    lines.push([`disk.${index}.method`, method === 'full' ? 'overwrite' : 'wipe-labels']);
    lines.push([`disk.${index}.verified`, disk.content === null ? 'yes' : 'no']);
  }
  return [succeeded, ...lines];
}

/** By its serial number; by its name only where it has none. */
const diskOf = ({ disks }: BootedHardware, serial: string, name: string): SimulatedDisk | undefined =>
  serial === '' ? disks.find((disk) => disk.name === name) : disks.find((disk) => disk.serial === serial);

export const formatResult = (id: string, outcome: Outcome): string => formatLines([['id', id], ...outcome]);
