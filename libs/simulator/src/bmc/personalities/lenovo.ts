import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After XCC and XCC 2. */
export const lenovo: Personality = {
  ...plainPersonality,
  name: 'lenovo',
  maker: {
    vendor: 'Lenovo',
    manufacturer: 'Lenovo',
    model: 'ThinkSystem SR650 V2',
    bmcModel: 'Lenovo XClarity Controller',
  },
  redfishVersion: '1.15.0',
  managerId: '1',
  chassisId: '1',
  settingsId: 'Pending',
  resetTypes: ['On', 'ForceOn', 'ForceOff', 'GracefulShutdown', 'GracefulRestart', 'ForceRestart'],
  overrideTargets: ['None', 'Pxe', 'Cd', 'Usb', 'Hdd', 'BiosSetup', 'UefiHttp'],
  overrideModes: ['UEFI'],
  sessionLimit: 16,
  deviations: {
    ...noDeviations,
    ifMatch: 'required',
    continuousOverride: 'refused',
    bootSettings: 'order',
    bootOptions: 'groups',
    oemBootOrder: 'BootOrderNext',
    hostInterface: 'listed',
  },
};
