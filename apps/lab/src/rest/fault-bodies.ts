import {
  faultyMethods,
  noFaults,
  staleOverrides,
  type AnswerFaults,
  type FaultyMethod,
  type NodeFaults,
  type Requests,
} from '@drydock/simulator';
import { BodyReader, flag, integerFrom, numberFrom, oneOf, orNull, type Field } from './body-reader.js';

/** What is wrong with a switch just now. */
export interface SwitchFaults {
  /** It answers nothing. */
  readonly silent: boolean;
  /** It says that it has set a PVID, and has not. */
  readonly forgetsPvids: boolean;
}

export const noSwitchFaults: SwitchFaults = { silent: false, forgetsPvids: false };

/** The faults of a node, all of them: what is left out is not wrong. Throws a `Problem` that names every wrong field. */
export function nodeFaultsFrom(body: unknown): NodeFaults {
  const reader = BodyReader.of(body);
  const faults = {
    deadBmc: reader.take('deadBmc', dead, noFaults.deadBmc),
    stuckPower: reader.take('stuckPower', flag, noFaults.stuckPower),
    stalePower: reader.part('stalePower', (part) => ({ seconds: part.take('seconds', orNull(seconds), null) })),
    staleOverride: reader.take('staleOverride', orNull(oneOf(...staleOverrides)), noFaults.staleOverride),
    slowPost: reader.take('slowPost', numberFrom(0, 1000), noFaults.slowPost),
    lostImage: reader.take('lostImage', flag, noFaults.lostImage),
    ...answerFaultsFrom(reader),
  };
  reader.end();
  return faults;
}

const answerFaultsFrom = (reader: BodyReader): AnswerFaults => ({
  unavailable: reader.part('unavailable', (part) => ({
    ...requestsOf(part),
    retryAfterSeconds: part.take('retryAfterSeconds', integerFrom(0, 3600), 1),
  })),
  sessionLost: reader.part('sessionLost', (part) => ({
    ...requestsOf(part),
    session: part.take('session', oneOf('gone', 'kept'), 'gone'),
  })),
  sessionsFull: reader.part('sessionsFull', (part) => ({
    times: timesOf(part),
    status: part.take('status', oneOf(400, 503), 503),
  })),
  preconditionFailed: reader.part('preconditionFailed', (part) => ({ times: timesOf(part) })),
  connectionReset: reader.part('connectionReset', (part) => ({
    ...requestsOf(part),
    when: part.take('when', oneOf('before', 'after', 'within'), 'before'),
  })),
  slowAnswers: reader.part('slowAnswers', (part) => ({
    ...requestsOf(part),
    seconds: part.take('seconds', seconds, 5),
  })),
  garbage: reader.part('garbage', (part) => ({
    ...requestsOf(part),
    as: part.take('as', oneOf('html', 'binary'), 'html'),
    status: part.take('status', orNull(integerFrom(200, 599)), null),
  })),
  truncated: reader.part('truncated', requestsOf),
  huge: reader.part('huge', requestsOf),
});

/** The faults of a switch, all of them: what is left out is not wrong. */
export function switchFaultsFrom(body: unknown): SwitchFaults {
  const reader = BodyReader.of(body);
  const faults = {
    silent: reader.take('silent', flag, noSwitchFaults.silent),
    forgetsPvids: reader.take('forgetsPvids', flag, noSwitchFaults.forgetsPvids),
  };
  reader.end();
  return faults;
}

const requestsOf = (part: BodyReader): Requests => ({
  times: timesOf(part),
  methods: part.take('methods', orNull(methods), null),
  path: part.take('path', orNull(path), null),
});

const timesOf = (part: BodyReader): number | null => part.take('times', orNull(integerFrom(1, 1_000_000)), null);

const dead: Field<NodeFaults['deadBmc']> = {
  read: (value) => {
    if (value === true) return 'refuses';
    if (value === false || value === null) return null;
    return oneOf('refuses', 'hangs').read(value);
  },
  wanted: '"refuses", "hangs" or null',
};

const seconds = numberFrom(0, 86_400);

const path: Field<string> = {
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  wanted: 'a part of a path',
};

const methods: Field<readonly FaultyMethod[]> = {
  read: (value) => {
    const given = Array.isArray(value) ? value.map(oneOf(...faultyMethods).read) : [];
    const known = given.filter((method) => method !== undefined);
    return known.length > 0 && known.length === given.length ? known : undefined;
  },
  wanted: `a list of ${faultyMethods.join(', ')}`,
};
