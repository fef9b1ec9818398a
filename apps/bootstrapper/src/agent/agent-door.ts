import { Problem, tokenOf } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import { requestFingerprint } from '../domain/agent-token.js';
import { Clock } from '../clock.js';
import { AgentSessionStore, type Admitted } from '../persistence/agent-session.store.js';
import { NodeStore } from '../persistence/node.store.js';
import type { Addressed } from './own-url.js';

/** As much of a request as the door takes. */
export interface AgentRequest extends Addressed {
  readonly method: string;
  readonly originalUrl: string;
  readonly body?: unknown;
}

export interface Visitor extends Admitted {
  readonly at: Date;
}

/** Lets an agent in for one request, and notes that it lives. */
@Injectable()
export class AgentDoor {
  constructor(
    private readonly sessions: AgentSessionStore,
    private readonly nodes: NodeStore,
    private readonly clock: Clock,
  ) {}

  async admit(request: AgentRequest): Promise<Visitor> {
    const at = this.clock.now();
    const token = tokenOf(request);
    const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? '');
    const fingerprint = requestFingerprint(request.method, request.originalUrl, body);
    const admitted = token === null ? null : await this.sessions.admit(token, fingerprint, at);
    if (!admitted) {
      const detail = 'The token is unknown, used or expired: start the node again to get a new one.';
      throw new Problem(401, 'An agent token is needed', detail);
    }
    await this.nodes.agentSeen(admitted.nodeId, at);
    return { ...admitted, at };
  }
}
