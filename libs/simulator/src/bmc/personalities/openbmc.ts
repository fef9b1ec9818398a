import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After OpenBMC as NVIDIA builds it. */
export const openbmc: Personality = {
  ...plainPersonality,
  name: 'openbmc',
  maker: { vendor: 'OpenBMC', manufacturer: '', model: '', bmcModel: 'OpenBmc' },
  redfishVersion: '1.17.0',
  systemId: 'system',
  managerId: 'bmc',
  chassisId: 'chassis',
  resetTypes: ['ForceOff', 'ForceOn', 'ForceRestart', 'GracefulRestart', 'GracefulShutdown', 'On', 'PowerCycle'],
  overrideTargets: ['None', 'Pxe', 'Hdd', 'Cd', 'BiosSetup', 'Usb', 'UefiHttp'],
  sessionLimit: 64,
  deviations: {
    ...noDeviations,
    changeAnswer: 'nothing',
    resetTypesTold: 'action-info',
    powerWhileChanging: 'as-before',
    bootSettings: 'everything',
    serialNumber: 'chassis',
    macs: 'lower-case',
    hostInterface: 'listed',
    processorCount: 'zero',
    memory: 'zero',
    otherSystem: 'baseboard',
  },
};
