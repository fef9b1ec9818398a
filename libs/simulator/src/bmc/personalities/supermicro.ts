import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After the X13 generation. */
export const supermicro: Personality = {
  ...plainPersonality,
  name: 'supermicro',
  maker: { vendor: 'Supermicro', manufacturer: 'Supermicro', model: 'SYS-621C-TN12R', bmcModel: 'ASPEED' },
  redfishVersion: '1.14.0',
  managerId: '1',
  chassisId: '1',
  settingsId: 'SD',
  resetTypes: ['On', 'ForceOff', 'GracefulShutdown', 'GracefulRestart', 'ForceRestart', 'PowerCycle'],
  sessionLimit: 16,
  deviations: {
    ...noDeviations,
    resetTypesTold: 'action-info',
    overrideValuesTold: 'without-enabled',
    overrideRequest: 'needs-enabled',
    modeAfterTarget: 'legacy',
    pxeShownAs: 'UefiBootNext',
    bootOptionMac: 'in-name',
    bootOrder: 'unknown-when-written',
    oemBootOrder: 'FixedBootOrder',
    pxeSupport: 'by-suffixed-name',
    processorCount: 'cores',
  },
};
