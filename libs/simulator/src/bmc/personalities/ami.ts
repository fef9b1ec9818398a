import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After AMI MegaRAC, as white boxes and DGX have it. */
export const ami: Personality = {
  ...plainPersonality,
  name: 'ami',
  maker: { vendor: 'AMI', manufacturer: 'To be filled by O.E.M.', model: 'Default string', bmcModel: 'MegaRAC' },
  redfishVersion: '1.11.0',
  systemId: 'Self',
  managerId: 'Self',
  chassisId: 'Self',
  settingsId: 'SD',
  resetTypes: ['ForceOff', 'ForceRestart', 'GracefulShutdown', 'On'],
  overrideTargets: ['None', 'Pxe', 'Cd', 'Usb', 'Hdd', 'BiosSetup', 'UefiTarget', 'UefiHttp'],
  overrideModes: ['UEFI'],
  sessionLimit: 16,
  deviations: {
    ...noDeviations,
    etags: 'weak',
    ifMatch: 'required',
    changeAnswer: 'nothing',
    resetTypesTold: 'action-info',
    overrideValuesTold: 'settings-object',
    overrideRequest: 'needs-all',
    bootSettings: 'everything',
    bootOptionMac: 'in-name',
    serialNumber: 'placeholder',
    hostInterface: 'listed',
  },
};
