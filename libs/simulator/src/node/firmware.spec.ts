import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulatedTime, untilAborted } from '../simulated-time.js';
import { localDisk, ScriptedBootstrapper } from '../testing/scripted-bootstrapper.js';
import { bootMac, secondMac, testNode } from '../testing/test-node.js';
import type { AgentBoot, RunAgent } from './boot-environment.js';
import { noFaults } from './faults.js';
import { liveIn } from './firmware.js';
import type { SimulatedNode, SimulatedNodeOptions } from './simulated-node.js';
import type { PluggedPort, Surroundings } from './surroundings.js';

/** The switch ports of the node under test. */
class TestPorts {
  readonly #ports = new Map<string, PluggedPort>();
  readonly #listeners = new Set<() => void>();
  readonly portOf = (mac: string) => this.#ports.get(mac) ?? null;
  readonly onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(mac: string, port: Partial<PluggedPort>): void {
    this.#ports.set(mac, { adminUp: true, untaggedVlan: 1, taggedVlans: [], ...port });
    for (const listener of [...this.#listeners]) listener();
  }

  get waiting(): number {
    return this.#listeners.size;
  }
}

let bootstrapper: ScriptedBootstrapper;
let ports: TestPorts;
let node: SimulatedNode;
let boots: AgentBoot[];
let agent: RunAgent;

beforeEach(async () => {
  bootstrapper = await new ScriptedBootstrapper().start();
  ports = new TestPorts();
  ports.set(bootMac, { untaggedVlan: 100 });
  ports.set(secondMac, { untaggedVlan: 200 });
  boots = [];
  agent = (_hardware, boot, { signal }) => {
    boots.push(boot);
    return untilAborted(signal);
  };
});
afterEach(async () => {
  await node.vanish();
  await bootstrapper.stop();
});

function start(options: Partial<SimulatedNodeOptions> = {}): void {
  const surroundings: Surroundings = {
    portOf: ports.portOf,
    onChange: ports.onChange,
    bootstrapperUrl: bootstrapper.url,
    provisioningVlan: 100,
    runAgent: (hardware, boot, life) => agent(hardware, boot, life),
  };
  node = testNode({ live: liveIn(surroundings), ...options });
  node.reset('On');
}

const drive = (more: object = {}) => ({
  hostname: 'rack01-node01',
  phoneHome: { url: `${bootstrapper.url}/phone-home`, key: 'key-1' },
  productionVlan: 200,
  ...more,
});

/** Writes an image as an agent does, before the node first starts. */
const imaged = (configDrive: Record<string, unknown> = drive()): Partial<SimulatedNodeOptions> => ({
  state: {
    ...testNode().state,
    disks: { 'DRYDOCK-R1N1-DISK0': { content: { imageSha256: 'abc', configDrive }, phonedHome: false } },
  },
});

const runs = (what: string) => expect.poll(() => node.runs, { interval: 5, timeout: 10_000 }).toBe(what);

describe('a node that starts', () => {
  it('boots the agent over the network when a script says so, from the interface that is in the provisioning VLAN', async () => {
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    start();
    await runs('agent');
    expect(boots).toEqual([{ url: bootstrapper.url, token: 'token-1', bootMac }]);
    expect(node.counters).toMatchObject({ starts: 1, pxeBoots: 1, agentBoots: 1, diskBoots: 0 });
  });

  it('boots its disk when the network has nothing for it', async () => {
    bootstrapper.scripts.set(bootMac, localDisk);
    start(imaged());
    await runs('os');
    expect(node.counters).toMatchObject({ pxeBoots: 1, agentBoots: 0, diskBoots: 1, imagings: 0 });
  });

  it('does not reach the bootstrapper from another VLAN, nor through a port that is switched off', async () => {
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    ports.set(bootMac, { untaggedVlan: 200 });
    ports.set(secondMac, { adminUp: false, untaggedVlan: 100 });
    start(imaged());
    await runs('os');
    expect(bootstrapper.scriptRequests).toEqual([]);
  });

  it('is not fooled by the provisioning VLAN as a tagged one', async () => {
    ports.set(bootMac, { untaggedVlan: 200, taggedVlans: [100] });
    start(imaged());
    await runs('os');
    expect(bootstrapper.scriptRequests).toEqual([]);
  });

  it('waits without asking where nothing can be booted, and boots the agent once its port is moved', async () => {
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    ports.set(bootMac, { untaggedVlan: 1 });
    start();
    await runs('no-boot-device');
    expect(bootstrapper.scriptRequests).toEqual([]);
    ports.set(bootMac, { untaggedVlan: 100 });
    await runs('agent');
  });

  it('asks again after a while when the bootstrapper has nothing yet', async () => {
    bootstrapper.scripts.set(bootMac, localDisk);
    start();
    await runs('no-boot-device');
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    await runs('agent');
  });

  it('goes on with the next boot device when the bootstrapper cannot be reached or knows no script', async () => {
    start(imaged());
    await runs('os');
    expect(bootstrapper.scriptRequests).toEqual([bootMac]);
    await bootstrapper.stop();
    node.reset('ForceRestart');
    await expect.poll(() => node.counters.diskBoots, { timeout: 10_000 }).toBe(2);
    await runs('os');
    bootstrapper = await new ScriptedBootstrapper().start();
  });

  it('obeys an override for one start only', async () => {
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    const options = imaged();
    start({
      state: {
        ...testNode(options).state,
        boot: {
          ...testNode().boot.state,
          override: { target: 'Hdd', enabled: 'Once', mode: 'UEFI', uefiTarget: null, bootNext: null },
        },
      },
    });
    await runs('os');
    expect(node.boot.state.override).toMatchObject({ target: 'None', enabled: 'Disabled' });
    node.reset('ForceRestart');
    await runs('agent');
  });

  it('stays in its setup when told to, until it is reset', async () => {
    const boot = testNode().boot.state;
    start({
      state: {
        ...testNode(imaged()).state,
        boot: { ...boot, override: { ...boot.override, target: 'BiosSetup', enabled: 'Once' } },
      },
    });
    await runs('setup');
    node.pressReset();
    await runs('os');
  });

  it('takes what was written to its BIOS into use', async () => {
    start(imaged());
    node.bios.write({ SriovGlobal: 'Enabled' });
    expect(node.bios.state.current.SriovGlobal).toBe('Disabled');
    await runs('os');
    expect(node.bios.state).toMatchObject({ current: { SriovGlobal: 'Enabled' }, pending: {} });
  });

  it('takes longer with slow firmware', async () => {
    start(imaged());
    await runs('os');
    node.setFaults({ ...noFaults, slowPost: 1000 });
    node.pressReset();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(node.runs).toBe('post');
  });

  it('finds nothing on a disk whose image is lost', async () => {
    bootstrapper.scripts.set(bootMac, localDisk);
    start(imaged());
    node.setFaults({ ...noFaults, lostImage: true });
    await runs('no-boot-device');
    expect(node.counters.diskBoots).toBe(0);
  });
});

describe('the agent', () => {
  beforeEach(() => bootstrapper.scripts.set(bootMac, bootstrapper.agentScript()));

  it('writes the disk, powers the node off, and the system is there at the next start', async () => {
    agent = (hardware) => {
      hardware.disks[0]?.write({ imageSha256: 'abc', configDrive: drive() });
      return Promise.resolve('power-off');
    };
    start();
    await expect.poll(() => node.counters.imagings, { timeout: 10_000 }).toBe(1);
    await expect.poll(() => node.power, { timeout: 10_000 }).toBe('Off');
    bootstrapper.scripts.set(bootMac, localDisk);
    node.reset('On');
    await runs('os');
    expect(node.counters).toMatchObject({ imagings: 1, diskBoots: 1 });
  });

  it('sees the hardware, and ends when power is cut', async () => {
    const ended = new Promise<unknown>((resolve) => {
      agent = (hardware, _boot, { pause }) => {
        boots.push({ url: '', token: '', bootMac: hardware.serialNumber });
        return pause(1_000_000).then(
          () => 'reboot' as const,
          (error: unknown) => (resolve(error), Promise.reject(new Error('ended', { cause: error }))),
        );
      };
    });
    start();
    await runs('agent');
    expect(boots[0]?.bootMac).toBe('DRYDOCK-R1N1');
    node.reset('ForceOff');
    await expect(ended).resolves.toMatchObject({ message: 'the power of the node changed' });
  });

  it.each([
    { what: 'moved to another VLAN', port: { untaggedVlan: 200 } },
    { what: 'switched off', port: { untaggedVlan: 100, adminUp: false } },
  ])('loses its connections when its port is $what, and has them again when it is back', async ({ port }) => {
    const outcomes: unknown[] = [];
    let release = (): void => {};
    bootstrapper.slow = new Promise((resolve) => (release = resolve));
    agent = async (_hardware, { url }, { fetch, signal, reachable }) => {
      const ask = () =>
        fetch(`${url}/slow`).then(
          (response) => response.text(),
          (error: unknown) => error,
        );
      outcomes.push(await ask());
      outcomes.push(reachable(), await ask());
      ports.set(bootMac, { untaggedVlan: 100 });
      release();
      outcomes.push(reachable(), await ask());
      return untilAborted(signal);
    };
    start();
    await runs('agent');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcomes).toEqual([]);
    ports.set(bootMac, port);
    await expect.poll(() => outcomes.length, { timeout: 10_000 }).toBe(5);
    const [cut, whileAway, refused, whileBack, answer] = outcomes;
    expect([cut, refused].map((error) => JSON.stringify(codesOf(error)))).toEqual(['"ECONNREFUSED"', '"ECONNREFUSED"']);
    expect({ whileAway, whileBack, answer }).toEqual({ whileAway: false, whileBack: true, answer: 'slow' });
  });
});

/** The `code` of an error or of its cause, which is where HTTP clients look for it. */
function codesOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codesOf(error.cause) : undefined;
}

describe('an installed system', () => {
  it('phones home once in its life, from its production VLAN only', async () => {
    ports.set(bootMac, { untaggedVlan: 1 });
    ports.set(secondMac, { untaggedVlan: 1 });
    start(imaged());
    await runs('os');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bootstrapper.calls).toEqual([]);
    ports.set(secondMac, { untaggedVlan: 200 });
    await expect.poll(() => node.counters.phoneHomes, { timeout: 10_000 }).toBe(1);
    expect(bootstrapper.calls).toEqual(['Bearer key-1']);
    node.reset('GracefulRestart');
    await expect.poll(() => node.counters.diskBoots, { timeout: 10_000 }).toBe(2);
    await runs('os');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bootstrapper.calls).toHaveLength(1);
    expect(node.counters.imagings).toBe(0);
  });

  it('phones home through a VLAN that its port carries with a tag', async () => {
    ports.set(bootMac, { untaggedVlan: null, taggedVlans: [200, 201] });
    ports.set(secondMac, { adminUp: false });
    start(imaged());
    await expect.poll(() => node.counters.phoneHomes, { timeout: 10_000 }).toBe(1);
  });

  it('waits for its port without doing anything', async () => {
    ports.set(secondMac, { untaggedVlan: 1 });
    let pauses = 0;
    const time = simulatedTime(0.02);
    start({
      ...imaged(),
      time: { ...time, pause: (milliseconds, signal) => ((pauses += 1), time.pause(milliseconds, signal)) },
    });
    await runs('os');
    const before = pauses;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(pauses).toBe(before);
  });

  it('takes any VLAN but the provisioning one when its config drive names none', async () => {
    ports.set(secondMac, { untaggedVlan: 100 });
    bootstrapper.scripts.set(bootMac, localDisk);
    start(imaged(drive({ productionVlan: null })));
    await runs('os');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bootstrapper.calls).toEqual([]);
    ports.set(secondMac, { untaggedVlan: 7 });
    await expect.poll(() => node.counters.phoneHomes, { timeout: 10_000 }).toBe(1);
  });

  it('calls again until it is heard', async () => {
    bootstrapper.callStatus = 503;
    start(imaged());
    await expect.poll(() => bootstrapper.calls.length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(node.counters.phoneHomes).toBe(0);
    bootstrapper.callStatus = 200;
    await expect.poll(() => node.counters.phoneHomes, { timeout: 10_000 }).toBe(1);
  });

  it('leaves nobody waiting behind when its power is cut', async () => {
    ports.set(secondMac, { untaggedVlan: 1 });
    start(imaged());
    await runs('os');
    node.reset('ForceOff');
    await expect.poll(() => node.power, { timeout: 10_000 }).toBe('Off');
    await expect.poll(() => ports.waiting, { timeout: 10_000 }).toBe(0);
  });
});
