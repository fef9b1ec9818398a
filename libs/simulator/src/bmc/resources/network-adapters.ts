import { paths, type BmcState, type Tree } from '../endpoint.js';
import { interfaceId, shownMac } from '../identity.js';
import { link, type JsonObject } from '../json.js';
import { members } from './system-devices.js';

const adaptersPath = (bmc: BmcState): string => `${paths.chassis(bmc)}/NetworkAdapters`;

const hasAdapters = ({ personality }: BmcState): boolean => personality.deviations.interfaces === 'adapters';

export const networkAdaptersLink = (bmc: BmcState): JsonObject =>
  hasAdapters(bmc) ? { NetworkAdapters: link(adaptersPath(bmc)) } : {};

/** One network adapter with a function for each interface, where interfaces stand there. */
export function networkAdapters(bmc: BmcState): Tree {
  if (!hasAdapters(bmc)) return {};
  const functions = `${adaptersPath(bmc)}/Adapter1/NetworkDeviceFunctions`;
  const bodies = bmc.node.hardware.nics.map(({ name, mac }, place): [string, () => JsonObject] => [
    interfaceId(bmc, name, place),
    () => ({
      '@odata.type': '#NetworkDeviceFunction.v1_9_0.NetworkDeviceFunction',
      Name: 'Network Device Function',
      NetDevFuncType: 'Ethernet',
      Ethernet: { MACAddress: shownMac(bmc, mac), PermanentMACAddress: shownMac(bmc, mac) },
    }),
  ]);
  return {
    ...members('NetworkAdapterCollection', adaptersPath(bmc), {
      Adapter1: () => ({
        '@odata.type': '#NetworkAdapter.v1_9_0.NetworkAdapter',
        Name: 'Network Adapter',
        NetworkDeviceFunctions: link(functions),
      }),
    }),
    ...members('NetworkDeviceFunctionCollection', functions, Object.fromEntries(bodies)),
  };
}
