import type { JsonObject } from '../wire.js';

const link = (path: string) => ({ '@odata.id': path });
const collection = (...paths: readonly string[]) => ({ Members: paths.map(link) });

export const systemPath = '/redfish/v1/Systems/Host.1';

/** The resources of an ordinary server that is off: one host, two interfaces with PXE boot options, one drive. */
export function plainTree(): Record<string, JsonObject> {
  return {
    '/redfish/v1/': {
      Id: 'RootService',
      Systems: link('/redfish/v1/Systems'),
      UpdateService: link('/redfish/v1/UpdateService'),
      Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
    },
    '/redfish/v1/Systems': collection(systemPath),
    [systemPath]: system,
    ...processors,
    ...interfaces,
    ...bootOptions,
    [`${systemPath}/Storage`]: collection(`${systemPath}/Storage/1`),
    [`${systemPath}/Storage/1`]: { Drives: [link(`${systemPath}/Storage/1/Drives/0`)] },
    [`${systemPath}/Storage/1/Drives/0`]: {
      Name: 'Disk 0',
      Model: 'EXOS 7E10',
      SerialNumber: 'ZA1',
      CapacityBytes: 480_000_000_000,
      MediaType: 'SSD',
      Identifiers: [{ DurableNameFormat: 'NAA', DurableName: '5000c500a1b2c3d4' }],
    },
    '/redfish/v1/Managers/BMC': { FirmwareVersion: '6.10.30' },
    '/redfish/v1/Chassis/1': { Manufacturer: 'Chassis Maker', NetworkAdapters: link('/redfish/v1/Chassis/1/Adapters') },
    '/redfish/v1/UpdateService': { FirmwareInventory: link('/redfish/v1/UpdateService/Firmware') },
    '/redfish/v1/UpdateService/Firmware': collection('/redfish/v1/UpdateService/Firmware/BIOS'),
    '/redfish/v1/UpdateService/Firmware/BIOS': { Id: 'BIOS', Name: 'System BIOS', Version: '1.8.2' },
  };
}

const system: JsonObject = {
  Id: 'Host.1',
  PowerState: 'Off',
  Manufacturer: ' Dell Inc. ',
  Model: 'PowerEdge R750',
  SerialNumber: 'CN0001',
  SKU: 'ABC1234',
  UUID: '4C4C4544-0042-4310-8031-C2C04F4D5332',
  BiosVersion: '1.8.2',
  Status: { HealthRollup: 'OK', Health: 'Warning' },
  MemorySummary: { TotalSystemMemoryGiB: 512 },
  ProcessorSummary: { Count: 40, Model: 'Xeon Gold 6330' },
  Processors: link(`${systemPath}/Processors`),
  EthernetInterfaces: link(`${systemPath}/EthernetInterfaces`),
  Storage: link(`${systemPath}/Storage`),
  Links: { ManagedBy: [link('/redfish/v1/Managers/BMC')], Chassis: [link('/redfish/v1/Chassis/1')] },
  Boot: {
    BootSourceOverrideTarget: 'None',
    'BootSourceOverrideTarget@Redfish.AllowableValues': ['None', 'Pxe', 'Hdd', 'Cd', 'BiosSetup', 'UefiTarget'],
    BootSourceOverrideEnabled: 'Disabled',
    BootSourceOverrideMode: 'UEFI',
    BootOptions: link(`${systemPath}/BootOptions`),
    BootOrder: ['Boot0003', 'Boot0001', 'Boot0002'],
  },
  Actions: {
    '#ComputerSystem.Reset': {
      target: `${systemPath}/Actions/ComputerSystem.Reset`,
      'ResetType@Redfish.AllowableValues': ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart', 'GracefulRestart'],
    },
  },
};

const processors: Record<string, JsonObject> = {
  [`${systemPath}/Processors`]: collection(
    `${systemPath}/Processors/1`,
    `${systemPath}/Processors/2`,
    `${systemPath}/Processors/3`,
    `${systemPath}/Processors/4`,
  ),
  [`${systemPath}/Processors/1`]: { ProcessorType: 'CPU', Model: 'Xeon Gold 6330' },
  [`${systemPath}/Processors/2`]: { ProcessorType: 'CPU', Model: 'Xeon Gold 6330' },
  [`${systemPath}/Processors/3`]: { ProcessorType: 'GPU', Model: 'A100' },
  [`${systemPath}/Processors/4`]: { ProcessorType: 'CPU', Status: { State: 'Absent' } },
};

const interfaces: Record<string, JsonObject> = {
  [`${systemPath}/EthernetInterfaces`]: collection(
    `${systemPath}/EthernetInterfaces/NIC.1`,
    `${systemPath}/EthernetInterfaces/ToManager`,
  ),
  [`${systemPath}/EthernetInterfaces/NIC.1`]: {
    Id: 'NIC.1',
    PermanentMACAddress: '70:B5:E8:F0:52:DC',
    LinkStatus: 'LinkUp',
    SpeedMbps: 1000,
  },
  [`${systemPath}/EthernetInterfaces/ToManager`]: { Id: 'ToManager', MACAddress: '9A:5A:9F:00:00:01' },
  '/redfish/v1/Chassis/1/Adapters': collection('/redfish/v1/Chassis/1/Adapters/A'),
  '/redfish/v1/Chassis/1/Adapters/A': { NetworkDeviceFunctions: link('/redfish/v1/Chassis/1/Adapters/A/Functions') },
  '/redfish/v1/Chassis/1/Adapters/A/Functions': collection('/redfish/v1/Chassis/1/Adapters/A/Functions/NIC.2'),
  '/redfish/v1/Chassis/1/Adapters/A/Functions/NIC.2': { Id: 'NIC.2', Ethernet: { MACAddress: '70-b5-e8-f0-52-dd' } },
};

const bootOption = (reference: string, name: string, devicePath: string): JsonObject => ({
  Id: reference,
  BootOptionReference: reference,
  DisplayName: name,
  UefiDevicePath: devicePath,
  BootOptionEnabled: true,
});

const bootOptions: Record<string, JsonObject> = {
  [`${systemPath}/BootOptions`]: collection(
    `${systemPath}/BootOptions/1`,
    `${systemPath}/BootOptions/2`,
    `${systemPath}/BootOptions/3`,
    `${systemPath}/BootOptions/4`,
    `${systemPath}/BootOptions/5`,
  ),
  [`${systemPath}/BootOptions/1`]: bootOption(
    'Boot0001',
    'PXE Device 1',
    'PciRoot(0x0)/Pci(0x1,0x0)/MAC(70B5E8F052DC,0x1)/IPv4(0.0.0.0)',
  ),
  [`${systemPath}/BootOptions/2`]: bootOption(
    'Boot0002',
    'UEFI PXEv4 (MAC:70B5E8F052DD)',
    'PciRoot(0x0)/Pci(0x1,0x1)/MAC(70B5E8F052DD,0x1)/IPv4(0.0.0.0)',
  ),
  [`${systemPath}/BootOptions/3`]: bootOption('Boot0003', 'Hard drive', 'HD(1,GPT,5E2F)/\\EFI\\BOOT\\BOOTX64.EFI'),
  [`${systemPath}/BootOptions/4`]: bootOption(
    'Boot0004',
    'PXE Device 1',
    'PciRoot(0x0)/Pci(0x1,0x0)/MAC(70B5E8F052DC,0x1)/IPv6(::)',
  ),
  [`${systemPath}/BootOptions/5`]: bootOption(
    'Boot0005',
    'PXE Device 1',
    'PciRoot(0x0)/Pci(0x1,0x0)/MAC(70B5E8F052DC,0x1)/IPv4(0.0.0.0)/Uri()',
  ),
};
