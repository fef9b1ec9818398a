import type { OverrideTarget } from '../node/boot-settings.js';
import type { ResetType, SimulatedNode } from '../node/simulated-node.js';
import type { Chassis } from './chassis-door.js';

/** Boot devices in the words of ipmi_sim, which tells neither how long one is to last nor the boot mode. */
const targets: Readonly<Record<string, OverrideTarget>> = {
  none: 'None',
  pxe: 'Pxe',
  default: 'Hdd',
  cdrom: 'Cd',
  bios: 'BiosSetup',
};

const resets: Readonly<Record<string, ResetType>> = {
  'power 1': 'On',
  'power 0': 'ForceOff',
  'reset 1': 'ForceRestart',
  'shutdown 1': 'GracefulShutdown',
};

/** A simulated node as the chassis of an IPMI BMC. Its boot devices are for one start, as IPMI has it by default. */
export const chassisOf = (node: SimulatedNode): Chassis => ({
  read(name) {
    if (name === 'power') return node.power === 'On' || node.power === 'PoweringOff' ? '1' : '0';
    const { target } = node.boot.state.override;
    return Object.keys(targets).find((word) => targets[word] === target) ?? 'none';
  },

  write(name, value) {
    const reset = resets[`${name} ${value}`];
    if (reset !== undefined) return node.reset(reset);
    if (name === 'identify') return true;
    const target = name === 'boot' ? targets[value] : undefined;
    if (target === undefined) return false;
    node.counters.bootOverrideSets += 1;
    const enabled = target === 'None' ? 'Disabled' : 'Once';
    node.boot.change({ override: { target, enabled, mode: 'UEFI', uefiTarget: null, bootNext: null } });
    return true;
  },
});
