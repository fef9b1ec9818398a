import type { DriverDescription } from '@drydock/contracts';
import type { AnnouncedDrivers } from '../rules/rule.js';

const driver = (type: string, properties: DriverDescription['settings'], ...required: string[]): DriverDescription => ({
  type,
  description: type,
  settings: { type: 'object', required, properties },
  traits: {},
  noops: {},
  quirks: [],
});

const credential = (...required: string[]) => ({ type: 'object', required });
const timeout = {
  type: 'object',
  additionalProperties: false,
  properties: { requestTimeoutSeconds: { type: 'number', maximum: 300 } },
};

/** What services announce where the small site runs, and some more drivers. */
export const announcedDrivers: AnnouncedDrivers = {
  oob: [
    driver('redfish', { credential: credential('username', 'password'), options: timeout }, 'credential'),
    driver('ipmi', { credential: credential('password') }, 'credential'),
    driver('libvirt', {}),
    driver('manual', {}),
  ],
  node: [
    driver('builtin', { credential: credential('token') }, 'credential'),
    driver('maas', { credential: credential('token') }, 'credential'),
  ],
  network: [driver('snmp', { credential: credential('community') }, 'credential')],
};
