import type { OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { probedNode } from '../probed-node.js';
import { Bmc } from './bmc.js';
import { interrogate, readBmcLan } from './inventory.js';
import { ipmiSettings } from './ipmi.settings.js';

/**
 * A BMC as it is found, with the part of a BaremetalNode document that describes it. IPMI says which MAC address the BMC
 * has, and of the node none.
 */
export async function probeBmc(target: OobTarget, signal: AbortSignal): Promise<ProbeAnswer> {
  const bmc = new Bmc(target, signal);
  const facts = await interrogate(bmc);
  const answer = probedNode({
    target,
    facts,
    name: `node-${facts.serialNumber ?? bmc.target.host}`,
    host: bmc.target.host,
    oob: target.port === undefined ? {} : { port: target.port },
    options: Object.keys(ipmiSettings.properties.options.properties),
    bootMacCandidates: [],
    whyNoBootMac: 'IPMI does not tell the MAC addresses of a node, only that of its BMC',
  });
  return { ...answer, facts: { ...answer.facts, bmc: await readBmcLan(bmc) } };
}
