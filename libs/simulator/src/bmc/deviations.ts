/**
 * How BMCs deviate from one that does what the specification says: each deviation is a switch with the settings that it
 * takes, the first of which is off. Each names where it was seen: a capture of real hardware, or a client that copes with
 * it; where neither is named it is within the specification. What a maker's BMC does is a set of them.
 */
export const deviationSettings = {
  // — The wire —

  /** Links end with a slash. Captured HPE iLO 5: `/redfish/v1/systems/1/bios/`. */
  links: ['plain', 'slash-at-end'],
  /** Tags are weak, weak but taken only in their strong form, or missing. sushy and its ladder of tags. */
  etags: ['strong', 'weak', 'weak-but-taken-strong', 'none'],
  /** A change without `If-Match` is refused with 428. MAAS and Ironic on Lenovo XCC; captured AMI MegaRAC. */
  ifMatch: ['optional', 'required'],
  /** What a change is answered with: the resource, 204, or 202 and a task. DSP0266 allows them all. */
  changeAnswer: ['resource', 'nothing', 'task'],
  /** A reset is answered with 202 and a task, as DSP0266 allows. */
  resetAnswer: ['nothing', 'task'],
  /** What is refused in a change is answered with 200 and the error in the body. Not of a capture: to try clients with. */
  refusalStatus: ['as-it-should', 200],
  /** Numbers are texts. Not of a capture: to try clients with. */
  numbers: ['numbers', 'texts'],
  /** Only the password with every request is taken (sushy falls back to it), or only a session. */
  login: ['any', 'basic-only', 'session-only'],

  // — Power —

  /** Where the reset types stand: `@Redfish.ActionInfo` is with Supermicro X13, AMI, OpenBMC and Cray; nowhere where it is 404. */
  resetTypesTold: ['inline', 'action-info', 'nowhere'],
  /** A reset into the power state that is already there. Ironic: 400 or 409 count as done; iDRAC and iLO answer so. */
  samePower: ['accepted', 400, 409],
  /** A graceful shutdown is accepted, and the node stays on: it takes an operating system that listens. Ironic, MAAS. */
  gracefulShutdown: ['asks', 'ignored'],
  /** What is shown while power changes: null (Ironic and MAAS on HPE Gen11), or still what was before. */
  powerWhileChanging: ['told', 'null', 'as-before'],

  // — Boot —

  /** There is only a boot order. Captured Cray EX. */
  bootOverride: ['full', 'absent'],
  /** An override lasts for one start only. Captured Lenovo XCC; Ironic sends it again before each start. */
  continuousOverride: ['offered', 'refused'],
  /** Where the values of the override stand: not those of `Enabled` (Dell, HPE), a list of old (iLO 4), the settings object (AMI). */
  overrideValuesTold: ['inline', 'without-enabled', 'supported-list', 'settings-object'],
  /** The mode is shown and cannot be changed (captured iLO 5, bmclib on DL160), or not shown at all (iDRAC 8, iLO 4). */
  bootMode: ['writable', 'read-only', 'absent'],
  /** An override that does not come whole is accepted and dropped. Ironic on Supermicro; bmclib PR #459 on AMI. */
  overrideRequest: ['any', 'needs-enabled', 'needs-all'],
  /** A new target turns the mode to legacy. Ironic and sushy on Supermicro. */
  modeAfterTarget: ['kept', 'legacy'],
  /** Pxe is shown as UefiBootNext. Captured Supermicro X13. */
  pxeShownAs: ['itself', 'UefiBootNext'],
  /** What of `Boot` is changed at the settings object: iDRAC 9 from 6.10 on, Lenovo XCC, AMI MegaRAC and NVIDIA OpenBMC. */
  bootSettings: ['none', 'mode-and-order', 'order', 'everything'],
  /** Changes of boot settings are refused while the firmware starts. HPE: `UnableToModifyDuringSystemPOST`. */
  bootChangesDuringPost: ['taken', 'refused'],
  /** Named (Cray: `ME0-PXE-IP4`), in groups (Lenovo: `Network`, `HardDisk`), or not there (Supermicro X10, Intel). */
  bootOptions: ['numbered', 'named', 'groups', 'absent'],
  /** Where a boot option has the MAC: captured Supermicro and AMI have it in the name; with Dell it is nowhere. */
  bootOptionMac: ['in-path', 'in-name', 'nowhere'],
  /** The boot order is shown, and answered with PropertyUnknown when written. Captured Supermicro X13. */
  bootOrder: ['writable', 'unknown-when-written'],
  /** The boot order of the maker's own: Supermicro, Lenovo, HPE. NVIDIA libredfish writes each of them. */
  oemBootOrder: ['none', 'FixedBootOrder', 'BootOrderNext', 'PersistentBootConfigOrder'],

  // — BIOS —

  /** BIOS attributes choose the interface to boot from: `PxeDev1Interface`. Dell iDRAC; Ironic and sushy-oem-idrac. */
  pxeDevices: ['none', 'attributes'],
  /** A change of the BIOS becomes a job, one at a time, that waits for the next start. Dell iDRAC. */
  biosJobs: ['none', 'one-at-a-time'],
  /** A global switch for network boot, with a suffix that differs by BIOS. Captured Supermicro: `IPv4PXESupport_00F4`. */
  pxeSupport: ['by-plain-name', 'by-suffixed-name'],

  // — What the node is —

  /** Dell's is the board's, the service tag is SKU; OpenBMC has it at the chassis; white boxes leave it to be filled in. */
  serialNumber: ['system', 'sku', 'chassis', 'placeholder'],
  /** Empty (captured Cray EX), or with its first fields in SMBIOS's byte order. */
  uuid: ['told', 'empty', 'other-byte-order'],
  /** How MACs are spelt. */
  macs: ['upper-case', 'lower-case', 'bare'],
  /** Interfaces stand below the network adapters of the chassis alone, or nowhere: captured Cisco. */
  interfaces: ['system', 'adapters', 'nowhere'],
  /** `NIC.Slot.1-1-1`: location, port, partition. Dell. */
  interfaceIds: ['as-built', 'by-location'],
  /** The interface between node and BMC stands among the node's own. Captured Lenovo, AMI and OpenBMC. */
  hostInterface: ['hidden', 'listed'],
  /** `ProcessorSummary.Count`: cores on captured Supermicro X10, 0 with OpenBMC. */
  processorCount: ['sockets', 'cores', 'zero'],
  /** `TotalSystemMemoryGiB` is 0: OpenBMC, and nodes that are off. */
  memory: ['told', 'zero'],
  /** iLO 4 and iDRAC 8. */
  healthKey: ['HealthRollup', 'HealthRollUp'],
  /** What a service need not have, it has not: storage, memory, progress, tasks, updates. Captures, some of them each. */
  optionalResources: ['there', 'missing'],
  /** A second system: the GPU baseboard of NVIDIA (no reset, no BIOS), or another host (Cray EX425, same serial number). */
  otherSystem: ['none', 'baseboard', 'host'],
} as const;

type Settings = typeof deviationSettings;

export type Deviation = keyof Settings;

/** Every switch, and how it is set. */
export type Deviations = { readonly [Name in Deviation]: Settings[Name][number] };

/** Nothing deviates. */
export const noDeviations: Deviations = {
  links: 'plain',
  etags: 'strong',
  ifMatch: 'optional',
  changeAnswer: 'resource',
  resetAnswer: 'nothing',
  refusalStatus: 'as-it-should',
  numbers: 'numbers',
  login: 'any',
  resetTypesTold: 'inline',
  samePower: 'accepted',
  gracefulShutdown: 'asks',
  powerWhileChanging: 'told',
  bootOverride: 'full',
  continuousOverride: 'offered',
  overrideValuesTold: 'inline',
  bootMode: 'writable',
  overrideRequest: 'any',
  modeAfterTarget: 'kept',
  pxeShownAs: 'itself',
  bootSettings: 'none',
  bootChangesDuringPost: 'taken',
  bootOptions: 'numbered',
  bootOptionMac: 'in-path',
  bootOrder: 'writable',
  oemBootOrder: 'none',
  pxeDevices: 'none',
  biosJobs: 'none',
  pxeSupport: 'by-plain-name',
  serialNumber: 'system',
  uuid: 'told',
  macs: 'upper-case',
  interfaces: 'system',
  interfaceIds: 'as-built',
  hostInterface: 'hidden',
  processorCount: 'sockets',
  memory: 'told',
  healthKey: 'HealthRollup',
  optionalResources: 'there',
  otherSystem: 'none',
};

export const isDeviation = (name: string): name is Deviation => Object.hasOwn(deviationSettings, name);

/** The settings that a switch takes. */
export const settingsOfDeviation = (name: Deviation): readonly unknown[] => deviationSettings[name];

/** Whether these are switches with settings that they take. */
export const areDeviations = (value: Readonly<Record<string, unknown>>): value is Partial<Deviations> =>
  Object.entries(value).every(([name, setting]) => isDeviation(name) && settingsOfDeviation(name).includes(setting));
