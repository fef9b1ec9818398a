import { noDeviations } from '../deviations.js';
import { plainPersonality, type Personality } from '../personality.js';

/** After the node cards of Cray EX: two hosts behind one BMC. */
export const cray: Personality = {
  ...plainPersonality,
  name: 'cray',
  maker: { vendor: 'Cray', manufacturer: 'HPE', model: 'HPE CRAY EX425', bmcModel: 'NodeBMC' },
  redfishVersion: '1.7.0',
  systemId: 'Node0',
  chassisId: 'Enclosure',
  resetTypes: ['On', 'Off', 'ForceOff'],
  sessionLimit: 16,
  deviations: {
    ...noDeviations,
    resetTypesTold: 'action-info',
    bootOverride: 'absent',
    bootOptions: 'named',
    uuid: 'empty',
    optionalResources: 'missing',
    otherSystem: 'host',
  },
};
