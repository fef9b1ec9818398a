import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('a BMC whose address is written in several ways', () => {
  it('has one session for all of them', async () => {
    const { port } = new URL(bench.bmc.origin);
    const spellings = ['127.0.0.1', '127.0.0.1.', '127.1', '[::ffff:127.0.0.1]', '[::FFFF:7F00:1]'];
    for (const host of spellings) {
      await bench.run('InterrogateOob', {}, { address: `http://${host}:${port}/redfish/v1/` });
    }
    expect(bench.bmc.mostSessions).toBe(1);
    expect(bench.bmc.writes).toEqual(['POST /redfish/v1/SessionService/Sessions']);
  });
});
