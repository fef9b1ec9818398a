import {
  BuildDataDocument,
  parse,
  type ApplyNodeNetworkingParameters,
  type DeviceAlias,
  type NodeTarget,
} from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { largestLshwBytes, resolveAliases, UnreadableDetails } from '@drydock/hardware-details';
import { gunzipSync } from 'node:zlib';
import { BootstrapperClient } from './bootstrapper.client.js';
import type { DesignedDisk } from './disk-choice.js';
import { pathOf, readBootstrapperNode } from './node-work.js';
import { fieldsOf, listOf } from './views.js';

export interface NodeAtBootstrapper {
  readonly target: NodeTarget;
  readonly node: string;
}

/** Alias → kernel name, for those aliases that lshw found a device for on the node. None where its agent sent no lshw. */
export async function kernelNames(
  at: NodeAtBootstrapper,
  aliases: readonly DeviceAlias[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (aliases.length === 0) return new Map();
  const lshw = (await detailsOf(at, signal)).find(({ generator }) => generator === 'lshw');
  if (lshw?.data === undefined) return new Map();
  try {
    const xml = gunzipSync(Buffer.from(lshw.data, 'base64'), { maxOutputLength: largestLshwBytes }).toString();
    return resolveAliases(xml, Object.fromEntries(aliases.map(({ name, ...bus }) => [name, bus])));
  } catch (cause) {
    const reason = cause instanceof UnreadableDetails ? cause.message : 'what its agent sent of lshw is no gzip';
    throw new DriverError('rejected', `the devices of ${at.node} cannot be told apart: ${reason}`, {
      advice: 'Correct the device aliases of the hardware profile, or see what lshw -xml says on the node.',
      cause,
    });
  }
}

/** The disks that are told by where they are plugged in. */
export const busAliases = (disks: readonly DesignedDisk[]): DeviceAlias[] =>
  disks.flatMap(({ name, selector }) => (selector?.bus ? [{ name, ...selector.bus }] : []));

/** What the agent sent beside its inventory. */
export async function detailsOf({ target, node }: NodeAtBootstrapper, signal: AbortSignal) {
  const answer = await new BootstrapperClient(target, signal).get(`${pathOf(node)}/details`);
  return listOf(fieldsOf(answer, 'details').items, 'items').flatMap((item) => {
    const parsed = parse(BuildDataDocument, item, 'ignore');
    return parsed.ok ? [parsed.value] : [];
  });
}

/** The networking with kernel names in place of aliases. An alias that is no interface, or the same as another, is `rejected`. */
export async function withKernelNames(
  at: NodeAtBootstrapper,
  { devices = [], ...networking }: ApplyNodeNetworkingParameters,
  signal: AbortSignal,
): Promise<ApplyNodeNetworkingParameters> {
  if (devices.length === 0) return networking;
  const found = await kernelNames(at, devices, signal);
  const { inventory } = await readBootstrapperNode(at.target, at.node, signal);
  const there = (inventory?.interfaces ?? []).map(({ name }) => name);
  const names = new Map<string, string>();
  for (const { name: alias, address } of devices) {
    const name = found.get(alias) ?? there.find((each) => each === alias);
    if (name === undefined) throw noInterface(alias, address, there);
    const rival = [...names].find(([, taken]) => taken === name)?.[0];
    if (rival !== undefined) throw sameInterface([rival, alias], name);
    names.set(alias, name);
  }
  const interfaces = networking.interfaces.map((each) => ({
    ...each,
    members: each.members.map((member) => names.get(member) ?? member),
  }));
  return { ...networking, interfaces };
}

const noInterface = (alias: string, address: string, there: readonly string[]): DriverError =>
  new DriverError('rejected', `the alias ${alias} must be an interface, and none is found at ${address}`, {
    evidence: [`found ${there.join(', ') || 'no interfaces'}`],
    advice: 'Correct the address of the alias in the hardware profile, or see that the agent of the node sends lshw.',
  });

const sameInterface = (aliases: readonly string[], name: string): DriverError =>
  new DriverError('rejected', `the aliases ${aliases.join(' and ')} are both the interface ${name}`, {
    advice: 'Make the addresses of the aliases in the hardware profile tell the interfaces apart.',
  });
