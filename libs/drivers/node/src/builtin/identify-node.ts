import type { IdentifyNodeParameters, IdentifyNodeResult, NodeTarget } from '@drydock/contracts';
import {
  again,
  done,
  DriverError,
  would,
  type ActionContext,
  type Command,
  type DriverActions,
  type Ended,
} from '@drydock/driver';
import { BootstrapperClient } from './bootstrapper.client.js';
import { fieldsOf, readMatch, readNode, type BootstrapperNode, type IdentityMatch } from './views.js';

const pollSeconds = 2;
/** How long a node that is waited for boots the agent after it was last asked for. Renewed at each look. */
const waitedForSeconds = 120;
/** How long a node that is about to be started does: until somebody waits for it, its boot settings may take a while. */
const expectedSeconds = 1800;
const partingMilliseconds = 5_000;

type Identify = Command<IdentifyNodeParameters, NodeTarget>;

export const IdentifyNode: DriverActions<'node'>['IdentifyNode'] = (command, context) =>
  command.parameters.mode === 'wait' ? waitFor(command, context) : lookUp(command, context);

async function lookUp(command: Identify, { signal, dryRun }: ActionContext): Promise<Ended<IdentifyNodeResult>> {
  const { target, node, parameters } = command;
  const { expect = false } = parameters;
  if (dryRun) return would([...(expect ? [`let ${node} boot the agent`] : []), `look up ${node} at the bootstrapper`]);
  const client = new BootstrapperClient(target, signal);
  if (expect) await enrol(client, command, expectedSeconds);
  const answer = await client.find(`/api/v1/nodes/${encodeURIComponent(node)}`);
  if (answer === null) return done(unknown);
  const match = await matchOf(client, command);
  refuseContradiction(node, match);
  return done(match.isSameNode ? resultOf(readNode(answer), match) : unknown);
}

async function waitFor(command: Identify, { signal, dryRun }: ActionContext): Promise<Ended<IdentifyNodeResult>> {
  const { target, node, parameters } = command;
  if (dryRun) return would([`make ${node} known to the bootstrapper and wait for its agent`]);
  if (signal.aborted) return stopWaiting(command);
  const client = new BootstrapperClient(target, signal);
  const enrolled = await enrol(client, command, waitedForSeconds);
  if (enrolled.agent === 'absent' || !enrolled.found) {
    return again(pollSeconds, `waiting for the agent of ${node}, which boots from ${parameters.bootMac}`);
  }
  const match = await matchOf(client, command);
  refuseContradiction(node, match);
  return done(resultOf(enrolled, match));
}

/** Makes the node known, and lets it boot the agent for so long. */
async function enrol(
  client: BootstrapperClient,
  { node, parameters }: Identify,
  expectAgentSeconds: number,
): Promise<BootstrapperNode> {
  const enrolment = { ...identityOf(parameters), expectAgentSeconds };
  const answer = await client.put(`/api/v1/nodes/${encodeURIComponent(node)}/enrolment`, enrolment);
  return readNode(fieldsOf(answer, 'answer').node);
}

/** Nobody waits for the node any more: when it starts now, it boots its local disk. */
async function stopWaiting(command: Identify): Promise<never> {
  const { target, node, parameters } = command;
  await enrol(new BootstrapperClient(target, AbortSignal.timeout(partingMilliseconds)), command, 0);
  throw new DriverError('timed-out', `the agent of ${node} did not show up`, {
    advice: `See on the node's console whether it starts from the network, from ${parameters.bootMac}, and in the provisioning VLAN.`,
  });
}

const identityOf = ({ bootMac, macs = [], serialNumber, systemUuid }: IdentifyNodeParameters) => ({
  bootMac,
  macs,
  serialNumber: serialNumber ?? null,
  systemUuid: systemUuid ?? null,
});

const matchOf = async (client: BootstrapperClient, { node, parameters }: Identify): Promise<IdentityMatch> =>
  readMatch(await client.post(`/api/v1/nodes/${encodeURIComponent(node)}/match`, identityOf(parameters)));

function refuseContradiction(node: string, { contradictions }: IdentityMatch): void {
  if (contradictions.length === 0) return;
  throw new DriverError(
    'rejected',
    `what the bootstrapper knows as ${node} is another node: ${contradictions.join('; ')}`,
    {
      evidence: contradictions,
      advice: 'Correct MAC address, serial number or UUID in the design, or the cabling.',
    },
  );
}

const unknown: IdentifyNodeResult = {
  known: false,
  bootstrapperId: null,
  state: 'absent',
  deployed: null,
  agent: 'absent',
  powerOwner: 'drydock',
  matchedBy: null,
  mac: null,
  serialNumber: null,
  systemUuid: null,
};

const resultOf = (
  { id, state, deployed, agent, found, raw }: BootstrapperNode,
  match: IdentityMatch,
): IdentifyNodeResult => ({
  known: true,
  bootstrapperId: id,
  state,
  deployed: deployed && { digest: deployed.digest },
  agent,
  powerOwner: 'drydock',
  matchedBy: match.matchedBy.join(', '),
  mac: found?.macs.find((mac) => mac === raw.bootMac) ?? found?.macs[0] ?? null,
  serialNumber: found?.serialNumber ?? null,
  systemUuid: found?.systemUuid ?? null,
});
