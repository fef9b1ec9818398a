import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After iLO 5 and 6. */
export const hpe: Personality = {
  ...plainPersonality,
  name: 'hpe',
  maker: { vendor: 'HPE', manufacturer: 'HPE', model: 'ProLiant DL360 Gen10', bmcModel: 'iLO 5' },
  redfishVersion: '1.6.0',
  managerId: '1',
  chassisId: '1',
  settingsId: 'settings',
  resetTypes: ['On', 'ForceOff', 'GracefulShutdown', 'ForceRestart', 'PushPowerButton', 'GracefulRestart'],
  overrideModes: ['UEFI'],
  deviations: {
    ...noDeviations,
    links: 'slash-at-end',
    samePower: 400,
    powerWhileChanging: 'null',
    overrideValuesTold: 'without-enabled',
    bootMode: 'read-only',
    bootChangesDuringPost: 'refused',
    oemBootOrder: 'PersistentBootConfigOrder',
  },
};
