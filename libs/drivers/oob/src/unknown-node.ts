import type { InterrogateOobResult } from '@drydock/contracts';

/** What is known of a node that nobody can ask: nothing. Drivers lay over it what they find. */
export const unknownNode: InterrogateOobResult = {
  power: 'unknown',
  health: 'unknown',
  manufacturer: null,
  model: null,
  serialNumber: null,
  sku: null,
  uuid: null,
  biosVersion: null,
  bmcFirmware: null,
  systemId: null,
  processors: { count: null, model: null },
  memoryGiB: null,
  interfaces: [],
  drives: [],
  firmware: [],
  boot: {
    mode: null,
    secureBoot: null,
    progress: null,
    override: { device: 'none', once: false },
    devices: [],
    pxeNicSelection: 'unsupported',
  },
  resetTypes: [],
};
