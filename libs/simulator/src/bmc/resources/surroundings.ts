import { paths, type BmcState, type Tree } from '../endpoint.js';
import { chassisSerialNumber, shownPower } from '../identity.js';
import { collection, link } from '../json.js';
import { networkAdapters, networkAdaptersLink } from './network-adapters.js';
import { members } from './system-devices.js';
import { taskService } from './tasks.js';

const enabled = { State: 'Enabled', Health: 'OK' };

/** What stands around the system: its chassis, its BMC, and the services that each BMC has. */
export const surroundings = (bmc: BmcState): Tree => ({
  ...chassis(bmc),
  ...manager(bmc),
  ...taskService(bmc),
  ...networkAdapters(bmc),
  ...updateService(bmc),
});

function chassis(bmc: BmcState): Tree {
  const { hardware } = bmc.node;
  return members('ChassisCollection', `${paths.root}/Chassis`, {
    [bmc.personality.chassisId]: () => ({
      '@odata.type': '#Chassis.v1_23_0.Chassis',
      Name: 'Chassis',
      ChassisType: 'RackMount',
      Manufacturer: hardware.manufacturer,
      Model: hardware.model,
      SerialNumber: chassisSerialNumber(bmc),
      PowerState: shownPower(bmc),
      Status: enabled,
      ...networkAdaptersLink(bmc),
      Links: { ComputerSystems: [link(paths.system(bmc))], ManagedBy: [link(paths.manager(bmc))] },
    }),
  });
}

function manager(bmc: BmcState): Tree {
  const { hardware } = bmc.node;
  const path = paths.manager(bmc);
  return {
    ...members('ManagerCollection', `${paths.root}/Managers`, {
      [bmc.personality.managerId]: () => ({
        '@odata.type': '#Manager.v1_19_0.Manager',
        Name: 'Manager',
        ManagerType: 'BMC',
        Manufacturer: hardware.manufacturer,
        Model: bmc.personality.maker?.bmcModel ?? 'Simulated BMC',
        UUID: hardware.systemUuid,
        FirmwareVersion: hardware.bmcVersion,
        PowerState: 'On',
        Status: enabled,
        EthernetInterfaces: link(`${path}/EthernetInterfaces`),
        Links: {
          ManagerForServers: [link(paths.system(bmc))],
          ManagerForChassis: [link(paths.chassis(bmc))],
        },
      }),
    }),
    [`${path}/EthernetInterfaces`]: {
      read: () => collection('EthernetInterfaceCollection', `${path}/EthernetInterfaces`, []),
    },
  };
}

function updateService({ node: { hardware } }: BmcState): Tree {
  const path = `${paths.root}/UpdateService`;
  const firmware = (name: string, version: string) => () => ({
    '@odata.type': '#SoftwareInventory.v1_10_0.SoftwareInventory',
    Name: name,
    Version: version,
    Updateable: false,
    Status: enabled,
  });
  return {
    [path]: {
      read: () => ({
        '@odata.id': path,
        '@odata.type': '#UpdateService.v1_13_0.UpdateService',
        Id: 'UpdateService',
        Name: 'Update Service',
        ServiceEnabled: false,
        FirmwareInventory: link(`${path}/FirmwareInventory`),
      }),
    },
    ...members('SoftwareInventoryCollection', `${path}/FirmwareInventory`, {
      BIOS: firmware('System BIOS', hardware.biosVersion),
      BMC: firmware('BMC', hardware.bmcVersion),
    }),
  };
}
