import { HardwareConfig, parse, type ConfigureHardwareParameters, type NodeTarget } from '@drydock/contracts';
import {
  again,
  done,
  DriverError,
  risk,
  would,
  type ActionContext,
  type Command,
  type DriverActions,
} from '@drydock/driver';
import { BootstrapperClient } from './bootstrapper.client.js';
import { askFor, failureOf, pollSeconds, progressOf, withdraw } from './node-work.js';
import { disksOf } from './node-settings.js';
import { raidDisksOf, type RaidDisks } from './raid-disks.js';
import { fieldsOf } from './views.js';

/** The agent sets what the profile says and reads it back; the bootstrapper checks the rest against the inventory. */
export const ConfigureHardware: DriverActions<'node'>['ConfigureHardware'] = async (command, context) => {
  const { id, target, node, parameters } = command;
  const { profile, allowDataLoss = false } = parameters;
  const found = context.signal.aborted ? {} : await raidDisks(command, context);
  if (context.dryRun) return wouldConfigure(await profileNamed(target, profile, context.signal), node);
  const asked = { target, node, kind: 'configurations', id, body: { profile, allowDataLoss, ...found } } as const;
  if (context.signal.aborted) return withdraw(asked);

  const work = await askFor(asked, context.signal);
  if (work.state === 'open') return again(pollSeconds, ...progressOf(node, work));
  if (work.state !== 'succeeded') throw failureOf(node, work);
  return done({ items: work.items });
};

/** Looked up once: the agent may be making the volumes already when it is asked for again. */
async function raidDisks(
  { target, node, parameters }: Command<ConfigureHardwareParameters, NodeTarget>,
  context: ActionContext,
): Promise<{ raidDisks: RaidDisks }> {
  const known = readRaidDisks(context.checkpointed);
  if (known !== undefined) return known;
  const { raid } = await profileNamed(target, parameters.profile, context.signal);
  const devices = raid?.devices ?? [];
  const disks = devices.length === 0 ? [] : await disksOf({ target, node }, context);
  const found = { raidDisks: await raidDisksOf({ target, node }, { devices, disks }, context.signal) };
  if (!context.dryRun) await context.checkpoint(found);
  return found;
}

function readRaidDisks(checkpointed: unknown): { raidDisks: RaidDisks } | undefined {
  if (checkpointed === undefined || checkpointed === null) return undefined;
  const entries = Object.entries(fieldsOf(fieldsOf(checkpointed, 'checkpoint').raidDisks, 'checkpoint'));
  return { raidDisks: Object.fromEntries(entries.map(([alias, name]) => [alias, String(name)])) };
}

async function profileNamed(target: NodeTarget, name: string, signal: AbortSignal): Promise<HardwareConfig> {
  const client = new BootstrapperClient(target, signal);
  const answer = await client.get(`/api/v1/site/hardware-profiles/${encodeURIComponent(name)}`);
  const parsed = parse(HardwareConfig, fieldsOf(answer, 'profile').content, 'ignore');
  if (parsed.ok) return parsed.value;
  throw new DriverError('internal', `the hardware profile ${name} of the bootstrapper cannot be read`);
}

function wouldConfigure(
  { firmware = [], biosSettings = {}, raid, drivers = [], checks = [] }: HardwareConfig,
  node: string,
) {
  const volumes = raid?.volumes ?? [];
  const settings = Object.entries(biosSettings);
  const changes = [
    ...firmware.map(({ component, version }) => `bring the firmware of ${component} to ${version}`),
    ...settings.map(([name, value]) => `set the BIOS setting ${name} to ${String(value)}`),
    ...volumes.map(({ name, level }) => `make the RAID volume ${name} of level ${level}`),
    ...drivers.map(({ name }) => `install the driver ${name}`),
    ...checks.map(({ name }) => `check: ${name}`),
  ];
  const resets = firmware.length + settings.length > 0 ? [risk('reset', `${node} restarts to take new settings`)] : [];
  const losses = volumes.map(({ name }) =>
    risk('data-loss', `the disks of the RAID volume ${name} lose their content`),
  );
  return would(changes, [...resets, ...losses]);
}
