import type { FailureKind } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import type { NodeFaults } from '@drydock/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedBench } from './testing/simulated-bench.js';
import {
  all,
  deedsAt,
  patches,
  requests,
  resets,
  resetting,
  secretsIn,
  under,
  type DeedName,
} from './testing/simulated-deeds.js';

let bench: SimulatedBench;
beforeEach(async () => {
  bench = await SimulatedBench.open();
});
afterEach(() => bench.close());

interface Ended {
  readonly what: string;
  readonly faults: Partial<NodeFaults>;
  readonly deeds: readonly DeedName[];
  readonly kind: FailureKind;
  /** Found in what was seen. */
  readonly evidence: RegExp;
  /** Found in what to do. */
  readonly advice: RegExp;
}

const forever = requests({ times: null });
const ended: readonly Ended[] = [
  {
    what: 'is never available',
    faults: { unavailable: { ...forever, retryAfterSeconds: 60 } },
    deeds: all,
    kind: 'busy',
    evidence: /GET \/redfish\/v1\/ → 503 .*ServiceTemporarilyUnavailable/,
    advice: /^Wait until the target has finished/,
  },
  {
    what: 'never has time for a reset',
    faults: { unavailable: { ...forever, ...resetting, times: null, retryAfterSeconds: 60 } },
    deeds: resets,
    kind: 'busy',
    evidence: /POST .*ComputerSystem\.Reset → 503/,
    advice: /^Wait until the target has finished/,
  },
  {
    what: 'resets every connection',
    faults: { connectionReset: { ...forever, when: 'before' } },
    deeds: all,
    kind: 'unreachable',
    evidence: /GET \/redfish\/v1\/ → the connection broke \(\w+\)/,
    advice: /^Check the address, the cabling/,
  },
  {
    what: 'takes no session, old or new',
    faults: { sessionLost: { ...forever, session: 'gone' } },
    deeds: all,
    kind: 'unauthorized',
    evidence: /GET \/redfish\/v1\/Systems → 401 .*NoValidSession/,
    advice: /^Check user name and password/,
  },
  {
    what: 'takes no change, whatever its tag',
    faults: { preconditionFailed: { times: null } },
    deeds: patches,
    kind: 'rejected',
    evidence: /PATCH \/redfish\/v1\/Systems\/1.* → 412 .*PreconditionFailed/,
    advice: /^Correct the design or the request/,
  },
  {
    what: 'answers after nobody listens any longer',
    faults: { slowAnswers: { ...forever, seconds: 200 } },
    deeds: ['InterrogateOob'],
    kind: 'timed-out',
    evidence: /GET \/redfish\/v1\/ → no answer in time/,
    advice: /give the action more time/,
  },
  {
    what: 'answers with a page',
    faults: { garbage: { ...forever, as: 'html', status: null } },
    deeds: all,
    kind: 'unreachable',
    evidence: /GET \/redfish\/v1\/ → 200, but no JSON/,
    advice: /^Check that the address is the BMC and that its Redfish service is on/,
  },
  {
    what: 'answers with bytes',
    faults: { garbage: { ...forever, as: 'binary', status: null } },
    deeds: all,
    kind: 'unreachable',
    evidence: /GET \/redfish\/v1\/ → 200, but no JSON/,
    advice: /^Check that the address is the BMC and that its Redfish service is on/,
  },
  {
    what: 'refuses with a page that repeats the request',
    faults: { garbage: { ...forever, as: 'html', status: 500 } },
    deeds: all,
    kind: 'busy',
    evidence: /GET \/redfish\/v1\/ → 500 \(Bad gateway/,
    advice: /^Wait until the target has finished/,
  },
  {
    what: 'answers with half of it',
    faults: { truncated: forever },
    deeds: all,
    kind: 'unreachable',
    evidence: /GET \/redfish\/v1\/ → 200, but no JSON/,
    advice: /^Check that the address is the BMC and that its Redfish service is on/,
  },
  {
    what: 'answers without an end',
    faults: { huge: forever },
    deeds: all,
    kind: 'rejected',
    evidence: /GET \/redfish\/v1\/ → more than 4194304 bytes/,
    advice: /./,
  },
  {
    what: 'accepts every reset and does nothing',
    faults: { stuckPower: true },
    deeds: resets,
    kind: 'rejected',
    evidence: /PowerState=(On|Off)/,
    advice: /^Look at the node and its power supply/,
  },
  {
    what: 'shows the power that was, for ever',
    faults: { stalePower: { seconds: null } },
    deeds: resets,
    kind: 'rejected',
    evidence: /PowerState=(On|Off)/,
    advice: /^Look at the node and its power supply/,
  },
  {
    what: 'accepts a boot override and keeps the old one',
    faults: { staleOverride: 'ignored' },
    deeds: ['SetNodeBoot', 'PowerOnNode', 'PowerCycleNode'],
    kind: 'rejected',
    evidence: /read back: BootSourceOverrideTarget=None, BootSourceOverrideEnabled=Disabled/,
    advice: /^Look at the boot settings of the node/,
  },
];
const endings = ended.flatMap(({ deeds: names, ...row }) => names.map((name) => ({ ...row, name })));

describe('at a BMC that', () => {
  it.each(endings)('$what, $name ends as $kind', async ({ faults, name, kind, evidence, advice }) => {
    const { result } = await under(bench, faults, deedsAt(bench)[name]);
    if (!(result instanceof DriverError)) throw new Error(`it ended otherwise: ${JSON.stringify(result)}`);
    expect(result).toMatchObject({ kind, leftRunning: false, advice: expect.stringMatching(advice) });
    expect(result.evidence.join('\n')).toMatch(evidence);
    expect(result.message).toContain('BMC');
    expect(bench.node.counters.mostSessions).toBeLessThanOrEqual(2);
    expect(secretsIn(bench, result)).toEqual([]);
  });
});
