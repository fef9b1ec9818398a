import type { BiosAttributes } from '../node/bios-settings.js';
import type { BmcState } from './endpoint.js';
import { interfaceId } from './identity.js';
import { putFirst } from './shown-boot-options.js';

/** The BIOS attributes as they hold, with those that only this BIOS has as they were delivered. */
export function attributesAsDelivered(bmc: BmcState, current: BiosAttributes): BiosAttributes {
  const { pxeDevices, pxeSupport } = bmc.personality.deviations;
  const [first] = bmc.node.hardware.nics;
  return {
    ...(pxeDevices === 'attributes' && {
      PxeDev1EnDis: 'Enabled',
      PxeDev1Interface: first === undefined ? '' : interfaceId(bmc, first.name, 0),
      PxeDev1Protocol: 'IPv4',
      PxeDev1VlanEnDis: 'Disabled',
      PxeDev1VlanId: 1,
    }),
    ...(pxeSupport === 'by-suffixed-name' && { IPv4PXESupport_00F4: 'Enabled' }),
    ...current,
  };
}

/** Lets the interface that the BIOS names be the first of the network in the boot order, from the start that it holds for. */
export function followPxeDevice(bmc: BmcState): () => void {
  const { node, personality } = bmc;
  if (personality.deviations.pxeDevices === 'none') return () => undefined;
  let followed = node.bios.state.current.PxeDev1Interface;
  return node.onChange(() => {
    const chosen = node.bios.state.current.PxeDev1Interface;
    if (chosen === followed) return;
    followed = chosen;
    const { nics } = node.hardware;
    const nic = nics.find(({ name }, place) => interfaceId(bmc, name, place) === chosen);
    const own = node.boot.options.filter(({ attempt }) => attempt.kind === 'network' && attempt.mac === nic?.mac);
    putFirst(
      bmc,
      own.map(({ reference }) => reference),
    );
  });
}
