import type { InterrogateOobResult, OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { at, textOf } from '@drydock/redfish';
import { openBmc, type Visit } from './bmc.js';
import { readBootOptions } from './boot-options.js';
import { interrogate } from './inventory.js';
import { redfishTarget } from './redfish.settings.js';

/** A BMC as it is found, with the part of a BaremetalNode document that describes it. The password is not in it. */
export async function probeBmc(target: OobTarget, visit: Visit): Promise<ProbeAnswer> {
  const bmc = await openBmc(target, visit);
  const facts = await interrogate(bmc);
  const bootable = new Set((await readBootOptions(bmc)).map(({ mac }) => mac));
  const likelihood = ({ mac, linkUp }: InterrogateOobResult['interfaces'][number]) =>
    (linkUp === true ? 2 : 0) + (bootable.has(mac) ? 1 : 0);
  const bootMacCandidates = [...facts.interfaces]
    .sort((one, other) => likelihood(other) - likelihood(one))
    .map(({ mac }) => mac);
  return { facts: { ...facts }, documents: [documentOf(target, facts, bootMacCandidates[0])], bootMacCandidates };
}

function documentOf(target: OobTarget, facts: InterrogateOobResult, bootMac: string | undefined) {
  const { protocol, hostname, port } = new URL(redfishTarget(target).origin);
  return {
    schema: 'drydock/BaremetalNode/v1',
    metadata: {
      schema: 'metadata/Document/v1',
      name: nameOf(facts.serialNumber ?? hostname),
      storagePolicy: 'cleartext',
    },
    data: {
      oob: {
        type: target.type,
        scheme: protocol.slice(0, -1),
        ...(port !== '' && { port: Number(port) }),
        ...(target.verifyTls === false && { verify_tls: false }),
        account: textOf(at(target.credential, 'username')),
        system_id: facts.systemId,
        ...(facts.serialNumber !== null && { serial_number: facts.serialNumber }),
        ...(facts.uuid !== null && { uuid: facts.uuid }),
      },
      metadata: bootMac === undefined ? {} : { boot_mac: bootMac },
    },
  };
}

const nameOf = (text: string): string =>
  `node-${text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`;
