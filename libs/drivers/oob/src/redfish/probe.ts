import type { InterrogateOobResult, OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { probedNode } from '../probed-node.js';
import { openBmc, type Visit } from './bmc.js';
import { readBootOptions } from './boot-options.js';
import { interrogate } from './inventory.js';
import { redfishSettings, redfishTarget } from './redfish.settings.js';

/** A BMC as it is found, with the part of a BaremetalNode document that describes it. */
export async function probeBmc(target: OobTarget, visit: Visit): Promise<ProbeAnswer> {
  const bmc = await openBmc(target, visit);
  const facts = await interrogate(bmc);
  const bootable = new Set((await readBootOptions(bmc)).map(({ mac }) => mac));
  const likelihood = ({ mac, linkUp }: InterrogateOobResult['interfaces'][number]) =>
    (linkUp === true ? 2 : 0) + (bootable.has(mac) ? 1 : 0);
  const bootMacCandidates = [...facts.interfaces]
    .sort((one, other) => likelihood(other) - likelihood(one))
    .map(({ mac }) => mac);
  const { protocol, hostname, port } = new URL(redfishTarget(target).origin);
  return probedNode({
    target,
    facts,
    name: `node-${facts.serialNumber ?? hostname}`,
    host: hostname,
    oob: {
      scheme: protocol.slice(0, -1),
      ...(port !== '' && { port: Number(port) }),
      ...(target.verifyTls === false && { verify_tls: false }),
      ...(target.caCertificate !== undefined && { ca_certificate: target.caCertificate }),
      ...(facts.systemId !== null && { system_id: facts.systemId }),
    },
    options: Object.keys(redfishSettings.properties.options.properties),
    bootMacCandidates,
  });
}
