import { paths, type BmcState, type Tree } from '../endpoint.js';
import { collection, link } from '../json.js';
import { members } from './system-devices.js';

const enabled = { State: 'Enabled', Health: 'OK' };

/** What stands around the system: its chassis, its BMC, and the services that each BMC has. */
export const surroundings = (bmc: BmcState): Tree => ({
  ...chassis(bmc),
  ...manager(bmc),
  ...taskService,
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
      SerialNumber: hardware.serialNumber,
      PowerState: bmc.node.power,
      Status: enabled,
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
        Model: 'Simulated BMC',
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

/** Nothing takes so long here that it becomes a task; clients look for the service all the same. */
const taskService: Tree = {
  [`${paths.root}/TaskService`]: {
    read: () => ({
      '@odata.id': `${paths.root}/TaskService`,
      '@odata.type': '#TaskService.v1_2_1.TaskService',
      Id: 'TaskService',
      Name: 'Task Service',
      ServiceEnabled: true,
      CompletedTaskOverWritePolicy: 'Oldest',
      Status: enabled,
      Tasks: link(`${paths.root}/TaskService/Tasks`),
    }),
  },
  [`${paths.root}/TaskService/Tasks`]: {
    read: () => collection('TaskCollection', `${paths.root}/TaskService/Tasks`, []),
  },
};

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
