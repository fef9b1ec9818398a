import { paths, type BmcState, type Tree } from '../endpoint.js';
import { inStandby } from '../hardware-refusals.js';
import { link, type JsonObject } from '../json.js';

interface OtherSystem {
  readonly listed: Tree;
  readonly unlisted: Tree;
}

/** A second system behind the same BMC. Whoever does something to it has mistaken it for the node. */
export function otherSystem(bmc: BmcState): OtherSystem {
  switch (bmc.personality.deviations.otherSystem) {
    case 'none':
      return { listed: {}, unlisted: {} };
    case 'baseboard': {
      const path = `${paths.root}/Systems/HGX_Baseboard_0`;
      const body = { ...common(path, 'HGX_Baseboard_0'), Model: 'GPU Baseboard', SerialNumber: 'HGX0001' };
      return { listed: { [path]: { read: () => body } }, unlisted: {} };
    }
    case 'host':
      return otherHost(bmc);
  }
}

/** It is off, and has the same serial number: only its id tells it from the node. */
function otherHost(bmc: BmcState): OtherSystem {
  const path = `${paths.root}/Systems/Node1`;
  const target = `${path}/Actions/ComputerSystem.Reset`;
  const body: JsonObject = {
    ...common(path, 'Node1'),
    SerialNumber: bmc.node.hardware.serialNumber,
    UUID: '',
    PowerState: 'Off',
    Boot: { BootOrder: [] },
    Links: { Chassis: [link(paths.chassis(bmc))], ManagedBy: [link(paths.manager(bmc))] },
    Actions: {
      '#ComputerSystem.Reset': { target, 'ResetType@Redfish.AllowableValues': ['On', 'Off', 'ForceOff'] },
    },
  };
  const refuse = (): never => {
    throw inStandby();
  };
  return { listed: { [path]: { read: () => body } }, unlisted: { [target]: { post: refuse } } };
}

const common = (path: string, id: string): JsonObject => ({
  '@odata.id': path,
  '@odata.type': '#ComputerSystem.v1_20_1.ComputerSystem',
  Id: id,
  Name: id,
  SystemType: 'Physical',
  Status: { State: 'Enabled', Health: 'OK' },
});
