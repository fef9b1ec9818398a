import { createSession, ObjectType, Version2c, type Varbind } from 'net-snmp';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunAgent } from '../node/boot-environment.js';
import { simulatedTime } from '../simulated-time.js';
import { localDisk, ScriptedBootstrapper } from '../testing/scripted-bootstrapper.js';
import { sampleRacks } from './sample-racks.js';
import { startRacks, type RacksOptions, type SimulatedRacks } from './simulated-racks.js';

const name = 'rack01-node01';
const bootMac = '52:54:00:01:01:00';
const qBridge = '1.3.6.1.2.1.17.7.1';
const lldpRemotePortId = '1.0.8802.1.1.2.1.4.1.1.7';

let bootstrapper: ScriptedBootstrapper;
let racks: SimulatedRacks;
let agent: RunAgent;

beforeEach(async () => {
  bootstrapper = await new ScriptedBootstrapper().start();
  agent = (hardware) => {
    const phoneHome = { url: `${bootstrapper.url}/phone-home`, key: 'key-1' };
    hardware.disks[0]?.write({ imageSha256: 'abc', configDrive: { phoneHome, productionVlan: 200 } });
    return Promise.resolve('power-off');
  };
  racks = await start();
});
afterEach(async () => {
  await racks.close();
  await bootstrapper.stop();
});

const start = (more: Partial<RacksOptions> = {}): Promise<SimulatedRacks> =>
  startRacks({
    racks: sampleRacks({ racks: 1, nodesPerRack: 2 }),
    port: 0,
    time: simulatedTime(0.02),
    bootstrapperUrl: bootstrapper.url,
    provisioningVlan: 100,
    runAgent: (hardware, boot, life) => agent(hardware, boot, life),
    report: (error) => {
      throw error;
    },
    ...more,
  });

function nodeNamed(wanted = name) {
  const racked = racks.nodes.get(wanted);
  if (racked === undefined) throw new Error(`no ${wanted}`);
  return racked;
}

function switchNamed(wanted = 'rack01-tor') {
  const racked = racks.switches.get(wanted);
  if (racked === undefined) throw new Error(`no ${wanted}`);
  return racked.switch;
}

async function reset(ResetType: string): Promise<void> {
  const { statusCode, body } = await request(
    `${nodeNamed().bmcUrl}/redfish/v1/Systems/1/Actions/ComputerSystem.Reset`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('root:calvin-lab').toString('base64')}`,
      },
      body: JSON.stringify({ ResetType }),
    },
  );
  await body.dump();
  expect(statusCode).toBe(204);
}

/** Asks the switch of the rack over SNMP. */
async function overSnmp<T>(ask: (session: ReturnType<typeof createSession>) => Promise<T>): Promise<T> {
  const { host, port } = switchNamed().address;
  const session = createSession(host, 'drydock-rw', { port, version: Version2c, retries: 0, timeout: 1000 });
  try {
    return await ask(session);
  } finally {
    session.close();
  }
}

/** Makes a VLAN the only one of the first port, untagged. */
const putFirstPortInto = (vlan: number) =>
  overSnmp(
    (session) =>
      new Promise<void>((resolve, reject) => {
        const first = Buffer.from([0x80]);
        const varbinds: Varbind[] = [
          { oid: `${qBridge}.4.3.1.5.${vlan}`, type: ObjectType.Integer, value: 4 },
          { oid: `${qBridge}.4.3.1.2.${vlan}`, type: ObjectType.OctetString, value: first },
          { oid: `${qBridge}.4.3.1.4.${vlan}`, type: ObjectType.OctetString, value: first },
          { oid: `${qBridge}.4.5.1.1.1`, type: ObjectType.Gauge, value: vlan },
        ];
        session.set(varbinds, (error) => (error ? reject(error) : resolve()));
      }),
  );

const heardByLldp = () =>
  overSnmp(
    (session) =>
      new Promise<string[]>((resolve, reject) => {
        const found: string[] = [];
        session.subtree(
          lldpRemotePortId,
          20,
          (varbinds) =>
            void found.push(
              ...varbinds.map(({ value }) =>
                Buffer.from(Buffer.isBuffer(value) ? value : String(value)).toString('hex'),
              ),
            ),
          (error) => (error ? reject(error) : resolve(found)),
        );
      }),
  );

const power = (wanted: string) => expect.poll(() => nodeNamed().node.power, { timeout: 10_000 }).toBe(wanted);

describe('a rack', () => {
  it('is the one of the sample site', () => {
    const [first, second, ...more] = sampleRacks();
    expect(more).toEqual([]);
    expect(second?.switch).toMatchObject({ name: 'rack02-tor', host: '127.20.2.1', writeCommunity: 'drydock-rw' });
    expect(first?.nodes[3]).toMatchObject({
      bmc: { host: '127.20.1.14', credential: { username: 'root', password: 'calvin-lab' } },
      cables: { '52:54:00:01:04:00': 'Ethernet7', '52:54:00:01:04:01': 'Ethernet8' },
      hardware: {
        name: 'rack01-node04',
        serialNumber: 'DRYDOCK-R1N4',
        systemUuid: '6472796d-0000-4000-8000-000000010400',
      },
    });
  });

  it('deploys a node that is driven by Redfish and SNMP alone', async () => {
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    await putFirstPortInto(100);
    await reset('On');
    await expect.poll(() => nodeNamed().node.counters.imagings, { timeout: 10_000 }).toBe(1);
    await power('Off');
    bootstrapper.scripts.set(bootMac, localDisk);
    await reset('On');
    await expect.poll(() => nodeNamed().node.runs, { timeout: 10_000 }).toBe('os');
    expect(bootstrapper.calls).toEqual([]);
    await putFirstPortInto(200);
    await expect.poll(() => nodeNamed().node.counters.phoneHomes, { timeout: 10_000 }).toBe(1);
    expect(nodeNamed('rack01-node02').node.counters).toMatchObject({ resets: 0, starts: 0, imagings: 0 });
  });

  it('shows link, LLDP neighbours and learned addresses only where there is power', async () => {
    expect(await heardByLldp()).toEqual([]);
    await reset('On');
    await power('On');
    expect(await heardByLldp()).toEqual(['525400010100', '525400010101']);
    await reset('ForceOff');
    await power('Off');
    expect(await heardByLldp()).toEqual([]);
  });

  it('has nothing to do while nothing happens', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    await reset('On');
    await expect.poll(() => nodeNamed().node.runs, { timeout: 10_000 }).toBe('no-boot-device');
    const before = timers();
    await racks.close();
    expect(timers()).toBe(before);
    racks = await start();
  });

  it('comes back as it was when the lab is started again', async () => {
    bootstrapper.scripts.set(bootMac, bootstrapper.agentScript());
    await putFirstPortInto(100);
    await reset('On');
    await expect.poll(() => nodeNamed().node.counters.imagings, { timeout: 10_000 }).toBe(1);
    await power('Off');
    const state = racks.state();
    await racks.close();
    racks = await start({ state });
    expect(switchNamed().untaggedVlanOf('Ethernet1')).toBe(100);
    expect(nodeNamed().node).toMatchObject({ power: 'Off', counters: { imagings: 1, powerOns: 1 } });
    bootstrapper.scripts.set(bootMac, localDisk);
    await reset('On');
    await expect.poll(() => nodeNamed().node.runs, { timeout: 10_000 }).toBe('os');
  });

  it('names the address that is taken, and leaves nothing running', async () => {
    const { port } = switchNamed().address;
    await expect(start({ port })).rejects.toThrow(`The switch rack01-tor cannot listen on 127.20.1.1:${port}.`);
    const [description] = sampleRacks({ racks: 1, nodesPerRack: 1 });
    if (description === undefined) throw new Error('no rack');
    const taken = new URL(nodeNamed().bmcUrl);
    await expect(start({ racks: [description], port: Number(taken.port) })).rejects.toThrow(
      `The BMC of rack01-node01 cannot listen on 127.20.1.11:${taken.port}.`,
    );
    await expect(start({ racks: [description], port: Number(taken.port) })).rejects.toThrow('The BMC of');
  });
});
