import type { NodeState } from './node-state.js';

const busyStates: readonly NodeState[] = ['preparing', 'installing', 'erasing'];
/** Between two words of an agent that is busy with work. */
const busySeconds = 15;
/** On the way between the end of a poll and the begin of the next. */
const graceSeconds = 3;

export interface AgentSigns {
  readonly state: NodeState;
  readonly agentSeenAt: Date | null;
  readonly now: Date;
  /** How long a request for work is held open. */
  readonly pollSeconds: number;
}

/**
 * Whether a node's agent is alive. One without work asks for some all the time, so that its silence is noticed soon: a
 * node that lost its power must not look as if it could be worked on.
 */
export function isAgentAlive({ state, agentSeenAt, now, pollSeconds }: AgentSigns): boolean {
  if (agentSeenAt === null) return false;
  const silentSeconds = (now.getTime() - agentSeenAt.getTime()) / 1000;
  return silentSeconds < (busyStates.includes(state) ? busySeconds : pollSeconds + graceSeconds);
}
