/** Which requests to its BMC a fault meets. */
export interface Requests {
  /** So many of them, then no more; null: all. */
  readonly times: number | null;
  /** Null: every method. */
  readonly methods: readonly FaultyMethod[] | null;
  /** What the path has in it, letter for letter; null: every path. */
  readonly path: string | null;
}

export const faultyMethods = ['GET', 'PATCH', 'POST', 'DELETE'] as const;
export type FaultyMethod = (typeof faultyMethods)[number];

/**
 * What is wrong with how a BMC answers over Redfish. The first four refuse a request, as does a connection that is reset
 * before it: nothing is carried out. The others spoil the answer to what was carried out. Null: nothing is wrong.
 */
export interface AnswerFaults {
  /** 503 with `Retry-After`. */
  readonly unavailable: (Requests & { readonly retryAfterSeconds: number }) | null;
  /** 401, with the session gone or, as where it is one resource that refuses, kept. */
  readonly sessionLost: (Requests & { readonly session: 'gone' | 'kept' }) | null;
  /** No session is left for anybody who logs in. */
  readonly sessionsFull: (Pick<Requests, 'times'> & { readonly status: 400 | 503 }) | null;
  /** 412 to a PATCH, although its tag is right. */
  readonly preconditionFailed: Pick<Requests, 'times'> | null;
  /** The connection is reset before the request is carried out or after it, or breaks off within the answer. */
  readonly connectionReset: (Requests & { readonly when: 'before' | 'after' | 'within' }) | null;
  /** So many simulated seconds pass before the answer. */
  readonly slowAnswers: (Requests & { readonly seconds: number }) | null;
  /** No JSON: a page of the web server that repeats the request, or bytes without a meaning. Null status: the true one. */
  readonly garbage: (Requests & { readonly as: 'html' | 'binary'; readonly status: number | null }) | null;
  /** Half of the JSON, as if it was all. */
  readonly truncated: Requests | null;
  /** An answer without an end. */
  readonly huge: Requests | null;
}

/**
 * A boot override that does not follow. `stays`: one for once is not used up by a start. `shown`: it is used up, and the BMC
 * goes on showing it. `ignored`: the BMC takes changes and makes none.
 */
export const staleOverrides = ['stays', 'shown', 'ignored'] as const;
export type StaleOverride = (typeof staleOverrides)[number];

/** What is wrong with a node just now. */
export interface NodeFaults extends AnswerFaults {
  /** Its BMC refuses connections, or takes them and says nothing. */
  readonly deadBmc: 'refuses' | 'hangs' | null;
  /** Its BMC accepts every reset and does nothing. */
  readonly stuckPower: boolean;
  /** The power that its BMC shows follows so many simulated seconds later; null seconds: never. */
  readonly stalePower: { readonly seconds: number | null } | null;
  readonly staleOverride: StaleOverride | null;
  /** How many times as long as usual its firmware takes. */
  readonly slowPost: number;
  /** What is on its disk cannot be started. */
  readonly lostImage: boolean;
}

export const noFaults: NodeFaults = {
  deadBmc: null,
  stuckPower: false,
  stalePower: null,
  staleOverride: null,
  slowPost: 1,
  lostImage: false,
  unavailable: null,
  sessionLost: null,
  sessionsFull: null,
  preconditionFailed: null,
  connectionReset: null,
  slowAnswers: null,
  garbage: null,
  truncated: null,
  huge: null,
};
