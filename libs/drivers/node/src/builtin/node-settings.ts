import type { InventoryDisk, NodeTarget } from '@drydock/contracts';
import { done, DriverError, risk, would, type ActionContext, type Command, type DriverActions } from '@drydock/driver';
import { isDeepStrictEqual } from 'node:util';
import { BootstrapperClient } from './bootstrapper.client.js';
import { chooseDisks, shownChoice } from './disk-choice.js';
import { busAliases, kernelNames, withKernelNames } from './found-devices.js';
import { applyTo, readBootstrapperNode } from './node-work.js';
import { refuseTooLarge } from './storage-fit.js';

type SettingActions = Pick<DriverActions<'node'>, 'ApplyNodeNetworking' | 'ApplyNodeStorage' | 'ApplyNodePlatform'>;

/** What the next deployment gives a node. The bootstrapper keeps it; nothing is sent to the node yet. */
export const settingActions: SettingActions = {
  async ApplyNodeNetworking(command, context) {
    const content = await withKernelNames(command, command.parameters, context.signal);
    const setting = { what: 'networking', content } as const;
    if (context.dryRun) return would(await wouldApply(command, setting, context));
    return done({ changed: await applyTo(command, setting, context.signal) });
  },

  async ApplyNodeStorage(command, context) {
    const { target, node, parameters } = command;
    const { storage } = parameters;
    const disks = await disksOf(command, context);
    const found = await kernelNames(command, busAliases(storage.devices), context.signal);
    const devices = chooseDisks(storage.devices, { disks, kernelNames: found });
    refuseTooLarge(storage, new Map(devices.map(({ alias, name }) => [alias, sizeOf(name, disks)])));
    const setting = { what: 'storage', content: { storage, disks: devices } } as const;
    const destroys = devices.map((device) => shownChoice(device, disks));
    if (context.dryRun) {
      const risks = destroys.map((disk) => risk('data-loss', `deploying ${node} replaces what is on ${disk}`));
      return would(await wouldApply({ target, node }, setting, context), risks);
    }
    return done({ changed: await applyTo(command, setting, context.signal), devices, destroys });
  },

  async ApplyNodePlatform(command, context) {
    const setting = { what: 'platform', content: command.parameters } as const;
    const { image } = command.parameters;
    const client = new BootstrapperClient(command.target, context.signal);
    if ((await client.find(`/api/v1/images/${encodeURIComponent(image)}`)) === null) {
      throw new DriverError('rejected', `the bootstrapper has no image ${image}`, {
        advice: 'Name an image in the host profile that the region defines, and run prepare_site.',
      });
    }
    if (context.dryRun) return would(await wouldApply(command, setting, context));
    return done({ changed: await applyTo(command, setting, context.signal) });
  },
};

type NodeCommand = Pick<Command<object, NodeTarget>, 'target' | 'node'>;

async function wouldApply(
  { target, node }: NodeCommand,
  { what, content }: { what: 'networking' | 'storage' | 'platform'; content: object },
  { signal }: ActionContext,
): Promise<string[]> {
  const { raw } = await readBootstrapperNode(target, node, signal);
  const isThere = isDeepStrictEqual(raw[what], JSON.parse(JSON.stringify(content)));
  return isThere ? [] : [`change the ${what} that ${node} is deployed with`];
}

const sizeOf = (name: string | undefined, disks: readonly InventoryDisk[]): number =>
  disks.find((disk) => disk.name === name)?.sizeBytes ?? 0;

export async function disksOf(
  { target, node }: NodeCommand,
  { signal }: ActionContext,
): Promise<readonly InventoryDisk[]> {
  const { inventory } = await readBootstrapperNode(target, node, signal);
  if (inventory) return inventory.disks;
  throw new DriverError('rejected', `the disks of ${node} are not known: its agent has not been seen`, {
    advice: 'Run prepare_nodes for this node first.',
  });
}
