import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After iDRAC 9 with firmware 6 or 7. */
export const dell: Personality = {
  ...plainPersonality,
  name: 'dell',
  maker: { vendor: 'Dell', manufacturer: 'Dell Inc.', model: 'PowerEdge R650', bmcModel: '15G Monolithic' },
  redfishVersion: '1.17.0',
  systemId: 'System.Embedded.1',
  managerId: 'iDRAC.Embedded.1',
  chassisId: 'System.Embedded.1',
  resetTypes: [
    'On',
    'ForceOff',
    'ForceRestart',
    'GracefulRestart',
    'GracefulShutdown',
    'PushPowerButton',
    'PowerCycle',
  ],
  overrideTargets: ['None', 'Pxe', 'Cd', 'Hdd', 'BiosSetup', 'UefiTarget', 'UefiHttp', 'UefiBootNext'],
  overrideModes: ['UEFI', 'Legacy'],
  sessionLimit: 8,
  deviations: {
    ...noDeviations,
    samePower: 409,
    overrideValuesTold: 'without-enabled',
    bootSettings: 'mode-and-order',
    bootOptionMac: 'nowhere',
    pxeDevices: 'attributes',
    biosJobs: 'one-at-a-time',
    serialNumber: 'sku',
    interfaceIds: 'by-location',
  },
};
