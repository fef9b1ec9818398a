import type { NodeTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { BootstrapperClient } from './bootstrapper.client.js';
import { fieldsOf, readNode, readWork, type BootstrapperNode, type BootstrapperWork } from './views.js';

export const pollSeconds = 3;
const partingMilliseconds = 5_000;

/** Work at the bootstrapper: `configurations`, `deployments` or `erasures`, under an id of our own. */
export interface AskedWork {
  readonly target: NodeTarget;
  readonly node: string;
  readonly kind: 'configurations' | 'deployments' | 'erasures';
  readonly id: string;
  readonly body: object;
}

export const pathOf = (node: string): string => `/api/v1/nodes/${encodeURIComponent(node)}`;

/** Asks for the work, or for how it stands when it was asked for before: the same request does both. */
export async function askFor(
  { target, node, kind, id, body }: AskedWork,
  signal: AbortSignal,
): Promise<BootstrapperWork> {
  const client = new BootstrapperClient(target, signal);
  return readWork(fieldsOf(await client.put(`${pathOf(node)}/${kind}/${id}`, body), 'answer').work);
}

/** Takes work back that is not wanted any more. The agent stops with it at its next word. */
export async function withdraw({ target, node, id }: AskedWork): Promise<never> {
  const client = new BootstrapperClient(target, AbortSignal.timeout(partingMilliseconds));
  const work = await client.find(`${pathOf(node)}/work/${id}`);
  if (work !== null && readWork(work).state === 'open') await client.delete(`${pathOf(node)}/work/${id}`);
  throw new DriverError('timed-out', `the work of ${node}'s agent was withdrawn`, {
    advice: 'See in the progress what the agent was doing; it needs the node to be in the provisioning VLAN.',
  });
}

/** What failed, in the words of the bootstrapper. */
export const failureOf = (node: string, { state, failure }: BootstrapperWork): DriverError =>
  new DriverError(
    'rejected',
    `${state === 'withdrawn' ? 'its work was taken back' : 'its agent failed'}: ${failure ?? 'no reason given'}`,
    {
      evidence: [`work of ${node} is ${state}`],
      advice: 'Correct what the message says, then run the task again for this node.',
    },
  );

/** How far open work is, for `again`; a silent agent is told with it, as nothing goes on without one. */
export function progressOf(
  node: string,
  { progress }: BootstrapperWork,
  known?: BootstrapperNode,
): readonly [string, number | undefined] {
  const said = progress?.message ?? `waiting for the agent of ${node} to take the work`;
  return [known?.agent === 'absent' ? `${said} (its agent is silent)` : said, progress?.percent ?? undefined];
}

export async function readBootstrapperNode(
  target: NodeTarget,
  node: string,
  signal: AbortSignal,
): Promise<BootstrapperNode> {
  return readNode(await new BootstrapperClient(target, signal).get(pathOf(node)));
}

/** Null when the bootstrapper has no record of it. */
export async function findBootstrapperNode(
  target: NodeTarget,
  node: string,
  signal: AbortSignal,
): Promise<BootstrapperNode | null> {
  const answer = await new BootstrapperClient(target, signal).find(pathOf(node));
  return answer === null ? null : readNode(answer);
}

/** Sets what the next deployment gives the node; true when it was different. */
export async function applyTo(
  { target, node }: { target: NodeTarget; node: string },
  setting: { what: 'networking' | 'storage' | 'platform'; content: object },
  signal: AbortSignal,
): Promise<boolean> {
  const client = new BootstrapperClient(target, signal);
  const answer = fieldsOf(await client.put(`${pathOf(node)}/${setting.what}`, setting.content), 'answer');
  return answer.changed === true;
}
