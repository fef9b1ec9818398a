import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';
import { collectionOf, interfacesOf, link, treeOf } from './testing/trees.js';

const system = '/redfish/v1/Systems/System.Embedded.1';
const options = `${system}/BootOptions`;
const job = '/redfish/v1/TaskService/Tasks/JID_1';

let bench: Bench;
beforeEach(async () => {
  const host = {
    EthernetInterfaces: link(`${system}/EthernetInterfaces`),
    Boot: { BootOptions: link(options), BootOrder: ['Disk', 'Wanted'] },
  };
  const more = {
    ...interfacesOf(system, { 'NIC.Slot.3-2-1': '7C:C2:55:79:3F:8E' }),
    ...collectionOf(options, { Disk: {}, Wanted: { DisplayName: 'UEFI PXEv4 (MAC:7CC255793F8E)' } }),
  };
  bench = await Bench.open(treeOf({ system, host, more }));
});
afterEach(() => bench.close());

const configure = () => bench.run('ConfigNodePxe', { bootMac: '7c:c2:55:79:3f:8e' });

describe('a boot order that the BMC leaves to a job of the next start', () => {
  const waits = { mechanism: 'boot-option', interface: 'NIC.Slot.3-2-1', resetRequired: true };

  it('is asked for once, and is so after that start', async () => {
    bench.bmc.resources.set(job, { TaskState: 'Scheduled' });
    bench.bmc.script = ({ method }) =>
      method === 'PATCH' ? { status: 202, headers: { location: job, 'retry-after': '0' } } : undefined;
    await expect(configure()).resolves.toMatchObject({ result: { ...waits, changed: true } });
    await expect(configure()).resolves.toMatchObject({ result: { ...waits, changed: false } });
    expect(bench.changes).toEqual([[`PATCH ${system}`, { Boot: { BootOrder: ['Wanted', 'Disk'] } }]]);
    bench.bmc.change(job, { TaskState: 'Completed' });
    bench.bmc.change(system, { Boot: { BootOrder: ['Wanted', 'Disk'] } });
    await expect(configure()).resolves.toMatchObject({ result: { changed: false, resetRequired: false } });
  });

  it.each([
    ['has failed', { TaskState: 'Exception' }],
    ['was deleted', undefined],
  ])('is asked for anew where that job %s', async (_, ended) => {
    bench.rehearsal.memory = { rearm: null, waitingOrder: { order: ['Wanted', 'Disk'], job } };
    if (ended) bench.bmc.resources.set(job, ended);
    await expect(configure()).resolves.toMatchObject({ result: { changed: true, resetRequired: false } });
    expect(bench.rehearsal.memory).toEqual({ rearm: null, waitingOrder: null });
  });
});
