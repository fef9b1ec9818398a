import { canonicalAddress, type EnrolmentBmc, type IdentifyNodeParameters } from '@drydock/contracts';
import type { EffectiveNode } from '@drydock/site-design';
import type { AboutNode } from './about.js';
import { ask, step, type Refusal, type Rules } from './workflow.js';

const noBootMac = 'none';

/** The node's BMC, as a bootstrapper may know the node by it, or drive it. */
function enrolmentBmc({ oob, enrolmentCredential: credential }: EffectiveNode): EnrolmentBmc {
  const { type, address, port, systemId, verifyTls } = oob;
  return {
    type,
    address: port === undefined ? address : canonicalAddress(address, port),
    ...(systemId !== undefined && { systemId }),
    ...(verifyTls !== undefined && { verifyTls }),
    ...(credential !== undefined && { credential }),
  };
}

/** Who the node is, in the words that every bootstrapper understands. */
export const identity = ({ node }: AboutNode): Omit<IdentifyNodeParameters, 'mode'> => ({
  hostname: node.hostname,
  bootMac: node.bootMac ?? noBootMac,
  macs: [...node.macs],
  serialNumber: node.serialNumber,
  systemUuid: node.uuid,
  bmc: enrolmentBmc(node),
});

/** The first question of every walk that changes a node, and what follows from the answer. */
export const probeThen = (rules: Rules<AboutNode>) =>
  step(
    'ask the bootstrapper what it knows of the node',
    ask('node', 'IdentifyNode').with((about) => ({ mode: 'probe', ...identity(about) })),
    rules,
  );

export const probe = probeThen({});

const interrogateBmc = ask('oob', 'InterrogateOob').with(() => ({}));

export const readBmc = step('read the BMC', interrogateBmc);

/** Before the node is changed, and again before anything on it could be lost. */
export const unlessProtected = { leave: ({ protection }: AboutNode): string | null => protection };

/** Where the node is changed afterwards. */
export const readBmcFirst = step(readBmc.name, interrogateBmc, unlessProtected);

/** Why a step on power or boot device is left to the bootstrapper; null where it is ours. */
export const powerIsNotOurs = ({ facts }: AboutNode): string | null =>
  facts.result(probe)?.powerOwner === 'bootstrapper' ? 'the bootstrapper drives the power of this node' : null;

export const agentIsAlive = ({ facts }: AboutNode): string | null =>
  facts.result(probe)?.agent === 'alive' ? 'the agent runs on the node already' : null;

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Whether the BMC is another node's than the design says: the wrong server must never be powered. */
export function anotherNode({ node, facts }: AboutNode): Refusal | null {
  const found = facts.result(readBmc);
  if (!found) return null;
  const contradictions: string[] = [];
  // Dell's serial number is the board's: what is printed on the node, and designed, is the service tag, which is the SKU.
  const serials = found.serialNumber
    ? [found.serialNumber, found.sku].filter((serial) => typeof serial === 'string')
    : [];
  const { serialNumber } = node;
  if (serialNumber && serials.length > 0 && !serials.some((serial) => same(serialNumber, serial))) {
    contradictions.push(`serial number: designed ${serialNumber}, found ${serials.join(' or ')}`);
  }
  if (node.uuid && found.uuid && !same(node.uuid, found.uuid)) {
    contradictions.push(`UUID: designed ${node.uuid}, found ${found.uuid}`);
  }
  const macs = found.interfaces.map(({ mac }) => mac);
  if (node.bootMac && macs.length > 0 && !macs.includes(node.bootMac)) {
    contradictions.push(`boot MAC: designed ${node.bootMac}, found ${macs.join(', ')}`);
  }
  if (contradictions.length === 0) return null;
  return {
    message: 'the BMC belongs to another node than the design says',
    evidence: contradictions,
    advice: 'Correct the address of the BMC, or the boot MAC, serial number or UUID of the node in the design.',
  };
}

/** Whether the node is somebody's: on, without our agent, unknown to the bootstrapper. */
export function runsForSomebodyElse(about: AboutNode): Refusal | null {
  const { facts, options } = about;
  const known = facts.result(probe);
  const power = facts.result(readBmc)?.power;
  if (options.takeOver || power !== 'on' || known?.known === true || known?.agent === 'alive') return null;
  return {
    message: 'it is powered on and nobody here knows what runs on it',
    evidence: ['power on', 'unknown to the bootstrapper', 'no agent'],
    advice: 'Power it off if it may be used, or ask for the task with takeOver.',
  };
}
