import { conformanceOf } from '@drydock/driver/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { acmeStripDriver } from './acme-strip.driver.js';
import { startStrip } from './strip-stand-in.js';

const credential = { username: 'admin', password: 'strip-secret' };

describe('the driver of the Acme power strip', () => {
  let strip;
  beforeAll(async () => {
    strip = await startStrip(credential);
  });
  afterAll(() => strip.close());

  const bench = () => {
    const target = { type: 'acme-strip', address: strip.url, credential, options: { outlet: 1 } };
    return {
      target,
      targetAt: ({ host, port }) => ({ ...target, address: `http://${host}:${port}` }),
      refused: { ...target, credential: { username: 'admin', password: 'guessed-wrong' } },
      node: 'node01',
      parameters: {
        ConfigNodePxe: { bootMac: '52:54:00:01:01:00' },
        SetNodeBoot: { device: 'pxe' },
        PowerOffNode: {},
        PowerOnNode: {},
        PowerCycleNode: {},
        InterrogateOob: {},
      },
      state: () => [...strip.outlets],
      before: (action) => {
        if (action === 'PowerOffNode') strip.outlets.set(1, 'on');
      },
    };
  };

  it.each(conformanceOf(acmeStripDriver, bench))('$name', ({ run }) => run());
});
