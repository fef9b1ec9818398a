import type { AnswerFaults, Requests } from '../node/faults.js';
import type { SimulatedNode } from '../node/simulated-node.js';
import { paths, type RedfishAnswer } from './endpoint.js';
import { noMoreSessions, serviceUnavailable } from './fault-refusals.js';
import * as refused from './redfish-refusal.error.js';
import type { RedfishRequest } from './redfish-service.js';
import type { Sessions } from './sessions.js';
import type { Spoiling } from './spoilt-answer.js';

/** What goes wrong with one request. */
export interface Mishap {
  /** How it is answered instead of being carried out; `reset`: by the end of its connection. */
  readonly instead: RedfishAnswer | 'reset' | undefined;
  /** How long the answer takes besides, in simulated milliseconds. */
  readonly lateMs: number;
  readonly spoilt: Spoiling | undefined;
}

type Met = Pick<Requests, 'times'> & Partial<Requests>;

/** The faults of a node in how its BMC answers, request by request. */
export class WireFaults {
  readonly #node: SimulatedNode;
  readonly #sessions: Sessions;
  /** How many requests a fault has met since it was set. */
  readonly #met = new WeakMap<Met, number>();

  constructor(node: SimulatedNode, sessions: Sessions) {
    this.#node = node;
    this.#sessions = sessions;
  }

  meet(request: RedfishRequest): Mishap {
    const { faults, counters } = this.#node;
    const instead = this.#refusalOf(request, faults);
    const slow = instead === undefined ? this.#meets(faults.slowAnswers, request) : undefined;
    const spoilt = instead === undefined ? this.#spoilingOf(request, faults) : undefined;
    if ([instead, slow, spoilt].some((wrong) => wrong !== undefined)) counters.faultyAnswers += 1;
    return { instead, lateMs: 1000 * (slow?.seconds ?? 0), spoilt };
  }

  #refusalOf(request: RedfishRequest, faults: AnswerFaults): Mishap['instead'] {
    if (faults.connectionReset?.when === 'before' && this.#meets(faults.connectionReset, request)) return 'reset';
    const unavailable = this.#meets(faults.unavailable, request);
    if (unavailable !== undefined) return answerOf(serviceUnavailable(unavailable.retryAfterSeconds));
    const lost = request.headers['x-auth-token'] === undefined ? undefined : this.#meets(faults.sessionLost, request);
    if (lost !== undefined) {
      if (lost.session === 'gone') for (const { id } of this.#sessions.list()) this.#sessions.delete(id);
      return answerOf(refused.unauthorized());
    }
    const logsIn = request.method === 'POST' && pathOf(request).replace(/\/+$/, '') === paths.sessions;
    const full = logsIn ? this.#meets(faults.sessionsFull, request) : undefined;
    if (full !== undefined) return answerOf(full.status === 400 ? noMoreSessions() : refused.sessionLimit());
    const changes = request.method === 'PATCH' ? this.#meets(faults.preconditionFailed, request) : undefined;
    return changes && answerOf(refused.preconditionFailed());
  }

  #spoilingOf(request: RedfishRequest, faults: AnswerFaults): Spoiling | undefined {
    const { connectionReset } = faults;
    if (connectionReset !== null && connectionReset.when !== 'before' && this.#meets(connectionReset, request)) {
      return { how: connectionReset.when === 'after' ? 'reset' : 'broken-off' };
    }
    const garbage = this.#meets(faults.garbage, request);
    if (garbage !== undefined) return { how: garbage.as, status: garbage.status };
    if (this.#meets(faults.truncated, request)) return { how: 'truncated' };
    return this.#meets(faults.huge, request) && { how: 'huge' };
  }

  /** The fault, when it meets this request: one time more. */
  #meets<T extends Met>(fault: T | null, request: RedfishRequest): T | undefined {
    if (fault === null || !isMeant(fault, request)) return undefined;
    const met = this.#met.get(fault) ?? 0;
    if (fault.times !== null && met >= fault.times) return undefined;
    this.#met.set(fault, met + 1);
    return fault;
  }
}

const pathOf = ({ url }: RedfishRequest): string => url.split('?', 1)[0] ?? url;

function isMeant({ methods = null, path = null }: Met, request: RedfishRequest): boolean {
  const ofMethod = methods === null || methods.some((method) => method === request.method);
  return ofMethod && (path === null || pathOf(request).includes(path));
}

const answerOf = ({ status, body, headers }: refused.RedfishRefusal): RedfishAnswer => ({ status, body, headers });
