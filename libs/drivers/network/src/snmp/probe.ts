import type { NetworkTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { readPorts } from './port-table.js';
import type { SnmpSession } from './session.js';
import { textOf } from './values.js';

/** A switch as it is found, with the part of a Rack document that describes it. The community is not in it. */
export async function probeSwitch(session: SnmpSession, { address, port }: NetworkTarget): Promise<ProbeAnswer> {
  const values = await session.get({ object: 'sysName', index: 0 }, { object: 'sysDescr', index: 0 });
  const [sysName = null, sysDescr = null] = values.map(textOf);
  const ports = (await readPorts(session)).filter(({ bridgePort }) => bridgePort !== null).map(({ name }) => name);
  return {
    facts: { sysName, sysDescr, ports },
    documents: [
      {
        schema: 'drydock/Rack/v1',
        metadata: { schema: 'metadata/Document/v1', name: 'rack', storagePolicy: 'cleartext' },
        data: {
          tor_switches: { [sysName ?? address]: { type: 'snmp', address, ...(port !== undefined && { port }) } },
        },
      },
    ],
  };
}
