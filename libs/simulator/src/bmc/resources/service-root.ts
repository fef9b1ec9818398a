import { paths, type BmcState, type Tree } from '../endpoint.js';
import { link } from '../json.js';

const allServices = ['Systems', 'Chassis', 'Managers', 'SessionService', 'UpdateService'] as const;

/** What everybody may read: the way to everything else. */
export const serviceRoot = ({ node, personality }: BmcState): Tree => {
  const hasSessions = personality.deviations.login !== 'basic-only';
  const services = hasSessions ? allServices : allServices.filter((name) => name !== 'SessionService');
  return {
    '/redfish': { open: 'GET', read: () => ({ v1: '/redfish/v1/' }) },
    [paths.root]: {
      open: 'GET',
      read: () => ({
        '@odata.id': '/redfish/v1/',
        '@odata.type': '#ServiceRoot.v1_16_0.ServiceRoot',
        Id: 'RootService',
        Name: 'Root Service',
        RedfishVersion: personality.redfishVersion,
        UUID: node.hardware.systemUuid,
        Vendor: personality.maker?.vendor ?? node.hardware.manufacturer,
        Product: personality.maker?.bmcModel ?? node.hardware.model,
        ...Object.fromEntries(services.map((name) => [name, link(`${paths.root}/${name}`)])),
        Tasks: link(`${paths.root}/TaskService`),
        Links: { ...(hasSessions && { Sessions: link(paths.sessions) }) },
      }),
    },
    [`${paths.root}/odata`]: {
      open: 'GET',
      read: () => ({
        '@odata.context': '/redfish/v1/$metadata',
        value: services.map((name) => ({ name, kind: 'Singleton', url: `${paths.root}/${name}` })),
      }),
    },
  };
};
