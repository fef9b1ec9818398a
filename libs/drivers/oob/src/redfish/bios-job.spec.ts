import type { JsonObject } from '@drydock/redfish';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, interfacesOf, link, treeOf } from './testing/trees.js';

const bootMac = '7c:c2:55:79:3f:8e';
const system = '/redfish/v1/Systems/System.Embedded.1';
const bios = `${system}/Bios`;
const settings = `${bios}/Settings`;
const manager = '/redfish/v1/Managers/iDRAC.Embedded.1';
const jobs = `${manager}/Jobs`;

let bench: Bench;
/** Old firmware of Dell: the settings of the BIOS are kept, and a job that is asked for applies them. */
beforeEach(async () => {
  bench = await Bench.open(
    treeOf({
      system,
      host: {
        EthernetInterfaces: link(`${system}/EthernetInterfaces`),
        Bios: link(bios),
        Links: { ManagedBy: [link(manager)] },
      },
      more: {
        ...interfacesOf(system, { 'NIC.Slot.3-1': '7C:C2:55:79:3F:8E' }),
        [bios]: {
          '@Redfish.Settings': { SettingsObject: link(settings) },
          Attributes: { PxeDev1EnDis: 'Disabled', PxeDev1Interface: 'NIC.Embedded.1-1-1' },
        },
        [settings]: { Attributes: {} },
        [manager]: { Links: { Oem: { Dell: { Jobs: link(jobs) } } } },
        [jobs]: { Members: [] },
      },
    }),
  );
});
afterEach(() => bench.close());

const configure = () => bench.run('ConfigNodePxe', { bootMac });
const asked = (what: string) => bench.changes.filter(([change]) => change === what).map(([, body]) => body);
const queue = (known: Readonly<Record<string, JsonObject>>) => {
  for (const [path, body] of Object.entries(collectionOf(jobs, known))) bench.bmc.resources.set(path, body);
};
const biosJob = (JobState: string) => ({ JobType: 'BIOSConfiguration', Name: 'Configure: BIOS.Setup.1-1', JobState });
/** The settings are written, and whoever did so was cut off before asking for the job. */
const written = () => {
  bench.bmc.change(settings, { Attributes: { PxeDev1EnDis: 'Enabled', PxeDev1Interface: 'NIC.Slot.3-1' } });
  bench.rehearsal.memory = { owesBiosJob: true };
};

describe('the job that applies new BIOS attributes, where old firmware wants one to be asked for', () => {
  const result = { mechanism: 'bios-attribute', interface: 'NIC.Slot.3-1', resetRequired: true };

  it('is asked for after they are written', async () => {
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: true } });
    expect(bench.changes.map(([change]) => change)).toEqual([`PATCH ${settings}`, `POST ${jobs}`]);
    expect(asked(`PATCH ${settings}`)[0]).not.toHaveProperty('@Redfish.SettingsApplyTime');
    expect(asked(`POST ${jobs}`)).toEqual([{ TargetSettingsURI: settings }]);
  });

  it.each([
    ['the connection breaks', { status: 200, broken: 'reset' }, 'unreachable'],
    ['the BMC is busy', { status: 503 }, 'busy'],
    ['the BMC fails', { status: 500 }, 'busy'],
  ] as const)('is asked for when it is tried again, where %s between the two', async (_, answer, kind) => {
    bench.bmc.script = ({ method, path }) => (method === 'POST' && path === jobs ? answer : undefined);
    await expect(configure()).rejects.toMatchObject({ kind });
    bench.bmc.script = () => undefined;
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: true } });
    expect(asked(`PATCH ${settings}`)).toHaveLength(1);
    expect(asked(`POST ${jobs}`)).toHaveLength(2);
  });

  it('is asked for once, also where the BMC shows no job that it took', async () => {
    await configure();
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: false } });
    expect(asked(`POST ${jobs}`)).toHaveLength(1);
  });

  it('is owed in the memory of the target, beside what else is remembered there', async () => {
    bench.rehearsal.memory = { rearm: { device: 'pxe' } };
    bench.bmc.script = ({ method, path }) => (method === 'POST' && path === jobs ? { status: 500 } : undefined);
    await expect(configure()).rejects.toThrow();
    expect(bench.rehearsal.memory).toEqual({ rearm: { device: 'pxe' }, owesBiosJob: true });
    bench.bmc.script = () => undefined;
    await configure();
    expect(bench.rehearsal.memory).toEqual({ rearm: { device: 'pxe' }, owesBiosJob: false });
  });

  it.each(['Scheduled', 'New', 'Running', 'ReadyForExecution'])('is not asked for twice: %s', async (state) => {
    written();
    queue({ JID_1: biosJob('Completed'), JID_2: biosJob(state) });
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: false } });
    expect(bench.changes).toEqual([]);
  });

  it('is asked for where all jobs of the BIOS have ended, and those of others have not', async () => {
    written();
    queue({
      JID_1: biosJob('Completed'),
      JID_2: biosJob('Failed'),
      JID_3: { JobType: 'RAIDConfiguration', Name: 'Configure: RAID.Integrated.1-1', JobState: 'Scheduled' },
    });
    await expect(bench.rehearsal.dryRun(bench.act('ConfigNodePxe', { bootMac }))).resolves.toMatchObject({
      would: ['ask for a job that applies the BIOS settings that are written'],
    });
    expect(bench.changes).toEqual([]);
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: true } });
    expect(bench.changes).toEqual([[`POST ${jobs}`, { TargetSettingsURI: settings }]]);
  });

  it('is not asked for where it cannot be seen whether there is one, nor when all is so already', async () => {
    written();
    bench.bmc.script = ({ method, path }) => (method === 'GET' && path === jobs ? { status: 403 } : undefined);
    await expect(configure()).resolves.toEqual({ kind: 'done', result: { ...result, changed: false } });
    bench.bmc.change(bios, { Attributes: { PxeDev1EnDis: 'Enabled', PxeDev1Interface: 'NIC.Slot.3-1' } });
    await expect(configure()).resolves.toMatchObject({ result: { changed: false, resetRequired: false } });
    expect(bench.changes).toEqual([]);
  });

  it('that is refused for good is a failure that says what to do', async () => {
    written();
    bench.bmc.script = ({ method, path }) => (method === 'POST' && path === jobs ? { status: 400 } : undefined);
    await expect(configure()).rejects.toMatchObject({
      kind: 'rejected',
      evidence: [`POST ${jobs} → 400`],
      advice: expect.stringContaining('end that job'),
    });
  });
});
