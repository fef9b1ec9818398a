import { done, noop, risk, would } from '@drydock/driver';
import { Outlet } from './acme-strip.client.js';

const noBootDevice = 'a power strip cannot choose what a node boots from: set the boot order in its firmware';
const noNetworkBoot = 'a power strip does not know interfaces: switch network boot on in the firmware of the node';

const unknown = {
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
  resetTypes: ['On', 'ForceOff'],
};

/** @param {'on' | 'off'} power @param {string} node */
const plan = (power, node) =>
  would([`switch the outlet of ${node} ${power}`], power === 'off' ? [risk('reset', `${node} loses its power`)] : []);

/**
 * Nodes on an Acme power strip: power, and nothing else.
 * @type {import('@drydock/driver').Driver<'oob'>}
 */
export const acmeStripDriver = {
  service: 'oob',
  type: 'acme-strip',
  description: 'nodes on an outlet of an Acme power strip, over HTTP',
  settings: {
    type: 'object',
    required: ['address', 'credential', 'options'],
    properties: {
      address: { type: 'string', pattern: '^https?://' },
      credential: {
        type: 'object',
        writeOnly: true,
        properties: { username: { type: 'string' }, password: { type: 'string', writeOnly: true } },
      },
      options: {
        type: 'object',
        required: ['outlet'],
        additionalProperties: false,
        properties: { outlet: { type: 'integer', minimum: 1, maximum: 24, description: 'the number beside it' } },
      },
    },
  },
  traits: {},
  noops: { ConfigNodePxe: noNetworkBoot, SetNodeBoot: noBootDevice },

  actions: {
    ConfigNodePxe: async () => noop(noNetworkBoot),
    SetNodeBoot: async () => noop(noBootDevice),

    async PowerOnNode({ target, node }, { signal, dryRun }) {
      const outlet = new Outlet(target, signal);
      const isOn = (await outlet.power()) === 'on';
      if (dryRun) return isOn ? would([]) : plan('on', node);
      if (!isOn) await outlet.switch('on');
      return done({ power: 'on', changed: !isOn });
    },

    async PowerOffNode({ target, node }, { signal, dryRun }) {
      const outlet = new Outlet(target, signal);
      const isOff = (await outlet.power()) === 'off';
      if (dryRun) return isOff ? would([]) : plan('off', node);
      if (!isOff) await outlet.switch('off');
      return done({ power: 'off', changed: !isOff, forced: !isOff });
    },

    // Off must not happen twice: what was done is committed before the next call, and found again after a crash.
    async PowerCycleNode({ target, node }, { signal, dryRun, checkpoint, checkpointed }) {
      const outlet = new Outlet(target, signal);
      if (dryRun) {
        await outlet.power();
        return would([`switch the outlet of ${node} off and on`], [risk('reset', `${node} restarts`)]);
      }
      if (checkpointed !== 'on') {
        await outlet.switch('off');
        await checkpoint('on');
      }
      await outlet.switch('on');
      return done({ power: 'on', method: 'off-on' });
    },

    async InterrogateOob({ target }, { signal, dryRun }) {
      const power = await new Outlet(target, signal).power();
      return dryRun ? would([]) : done({ ...unknown, power });
    },
  },

  async reach(target, signal) {
    await new Outlet(target, signal).power();
  },

  async probe(target, signal) {
    return { facts: { power: await new Outlet(target, signal).power() }, documents: [] };
  },
};
