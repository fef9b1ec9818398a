import type { Failure } from '@drydock/contracts';
import type { EffectiveNode } from '@drydock/site-design';
import { describe, expect, it } from 'vitest';
import { derivedId, worldOf } from '../engine/world.js';
import type { LoadedWalk } from '../engine/walk.store.js';
import { sampleDesign } from '../testing/sample-design.js';
import type { TaskKind } from '../workflows/workflow.js';
import { workflowOf } from '../workflows/workflows.js';
import { planOf } from './plan.js';
import { advance, applyResult, type ActionEnd, type Sending } from './walk.js';

const design = sampleDesign();
const site = { site: design.site, switches: design.switches };
const node = nodeNamed('rack01-node01');

const interrogated = {
  power: 'off',
  health: 'ok',
  processors: {},
  interfaces: [{ mac: node.bootMac }],
  drives: [],
  firmware: [],
  boot: { override: { device: 'none', once: false }, devices: [], pxeNicSelection: 'boot-option' },
  resetTypes: [],
  serialNumber: node.serialNumber,
};
const identified = { known: true, state: 'available', deployed: null, agent: 'absent', powerOwner: 'drydock' };

/** What services answer when all goes well, by action. */
const usual: Readonly<Record<string, object>> = {
  InterrogateOob: interrogated,
  IdentifyNode: identified,
  ConfigNodePxe: { mechanism: 'boot-option', interface: 'NIC1', changed: true, resetRequired: false },
};

type Answer = (sending: Sending) => Partial<ActionEnd> | undefined;
const succeeded = (result: object): ActionEnd => ({
  state: 'succeeded',
  result: { ...result },
  noop: null,
  failure: null,
  would: null,
});
const failure = (kind: Failure['kind'] = 'rejected'): Failure => ({
  kind,
  message: 'it broke',
  evidence: [],
  advice: 'mend it',
  leftRunning: false,
});
const failed = (more: Partial<Failure> = {}): Partial<ActionEnd> => ({
  state: 'failed',
  result: null,
  failure: { ...failure(), ...more },
});

const actionOf = ({ does }: Sending): string => (does.kind === 'action' ? does.action : 'reach');

function walkOf(kind: TaskKind, options = { redeploy: false, takeOver: false }): LoadedWalk {
  const workflow = workflowOf(kind);
  if (!workflow) throw new Error(`no workflow ${kind}`);
  const planned = planOf(workflow, design, [node]).find((walk) => walk.node === node.name);
  const steps = (planned?.steps ?? []).map((step) => ({
    id: derivedId('step', String(step.position)),
    position: step.position,
    name: step.name,
    item: step.item,
    undoes: null,
    actionId: null,
    try: 1,
    state: 'pending' as const,
    outcome: null,
    reason: null,
    failure: null,
    result: null,
  }));
  return {
    id: derivedId('walk'),
    revision: 0,
    taskId: derivedId('task'),
    node: node.name,
    kind,
    designId: derivedId('design'),
    sealRevision: 1,
    options,
    traceparent: null,
    effectiveNode: node,
    state: 'running',
    outcome: null,
    reason: null,
    failure: null,
    held: false,
    stopReason: null,
    paused: false,
    steps,
    fresh: new Set(),
  };
}

/** Plays the services until the walk has ended; answers what was sent, in order. */
function play(walk: LoadedWalk, answer: Answer = () => undefined): Sending[] {
  const world = worldOf(walk, site);
  const sent: Sending[] = [];
  for (let sendings = advance(walk, world); sendings.length > 0; sendings = advance(walk, world)) {
    const [sending] = sendings;
    if (!sending) break;
    sent.push(sending);
    walk.fresh.clear();
    const end = { ...succeeded(usual[actionOf(sending)] ?? {}), ...answer(sending) };
    expect(applyResult(walk, derivedId(sending.step.id, String(sending.step.try)), { end, world })).toBe(true);
  }
  return sent;
}

describe('a walk of deploy_nodes', () => {
  it('goes through the runbook, in its order, and ends well', () => {
    const walk = walkOf('deploy_nodes');
    expect(play(walk).map(actionOf)).toEqual([
      'IdentifyNode',
      'InterrogateOob',
      'ConfigurePortProvisioning',
      'IdentifyNode',
      'ConfigNodePxe',
      'SetNodeBoot',
      'PowerOnNode',
      'IdentifyNode',
      'ApplyNodeNetworking',
      'ApplyNodeStorage',
      'ApplyNodePlatform',
      'DeployNode',
      'PowerOffNode',
      'ConfigurePortProduction',
      'ConfigurePortProduction',
      'SetNodeBoot',
      'PowerOnNode',
      'DeployNode',
    ]);
    expect(walk).toMatchObject({ state: 'ended', outcome: 'success', held: false });
  });

  it('restarts a node that is on instead of powering it on', () => {
    const walk = walkOf('deploy_nodes');
    const on: Answer = (sending) =>
      actionOf(sending) === 'InterrogateOob' ? succeeded({ ...interrogated, power: 'on' }) : undefined;
    expect(
      play(walk, on)
        .map(actionOf)
        .filter((action) => action.startsWith('Power')),
    ).toEqual(['PowerCycleNode', 'PowerOffNode', 'PowerOnNode']);
  });

  it('leaves out what the agent makes needless when it is alive', () => {
    const walk = walkOf('deploy_nodes');
    const alive: Answer = (sending) =>
      actionOf(sending) === 'IdentifyNode' ? succeeded({ ...identified, agent: 'alive' }) : undefined;
    const sent = play(walk, alive).map(actionOf);
    expect(sent).not.toContain('ConfigNodePxe');
    expect(sent.filter((action) => action === 'IdentifyNode')).toHaveLength(1);
    expect(walk.outcome).toBe('success');
  });

  it('restarts once more and looks again where the choice of the boot interface needs a reset', () => {
    const walk = walkOf('deploy_nodes');
    let asked = 0;
    const reset: Answer = (sending) => {
      if (actionOf(sending) !== 'ConfigNodePxe') return undefined;
      asked += 1;
      return succeeded({
        mechanism: 'bios-attribute',
        interface: 'NIC.1',
        changed: asked === 1,
        resetRequired: asked === 1,
      });
    };
    expect(play(walk, reset).map(actionOf).slice(4, 8)).toEqual([
      'ConfigNodePxe',
      'PowerCycleNode',
      'ConfigNodePxe',
      'SetNodeBoot',
    ]);
  });

  it('goes on where a BMC cannot choose the boot interface', () => {
    const walk = walkOf('deploy_nodes');
    play(walk, (sending) => (actionOf(sending) === 'ConfigNodePxe' ? failed({ kind: 'unsupported' }) : undefined));
    expect(walk.outcome).toBe('success');
    expect(walk.steps.find(({ name }) => name.startsWith('choose the interface'))).toMatchObject({
      outcome: 'skipped',
      reason: 'it broke',
    });
  });

  it('ends at once, well, when the node is deployed with this design', () => {
    const walk = walkOf('deploy_nodes');
    const deployed = { ...identified, state: 'deployed', deployed: { digest: node.digest } };
    expect(play(walk, () => succeeded(deployed))).toHaveLength(1);
    expect(walk).toMatchObject({ outcome: 'success', reason: expect.stringContaining('already') });
    expect(walk.steps.filter(({ outcome }) => outcome === 'skipped').length).toBeGreaterThan(10);
  });

  it('refuses a node that is deployed with another design, unless it is asked to redeploy', () => {
    const deployed = { ...identified, known: true, state: 'deployed', deployed: { digest: 'f'.repeat(64) } };
    const answer: Answer = (sending) => (actionOf(sending) === 'IdentifyNode' ? succeeded(deployed) : undefined);
    const walk = walkOf('deploy_nodes');
    expect(play(walk, answer)).toHaveLength(1);
    expect(walk).toMatchObject({ outcome: 'failure', failure: { kind: 'rejected' } });

    const again = walkOf('deploy_nodes', { redeploy: true, takeOver: false });
    play(again, answer);
    expect(again.outcome).toBe('success');
  });

  it('never powers another node than the one that was designed', () => {
    const walk = walkOf('deploy_nodes');
    const other: Answer = (sending) =>
      actionOf(sending) === 'InterrogateOob'
        ? succeeded({ ...interrogated, serialNumber: 'SOMEBODY-ELSE' })
        : undefined;
    expect(play(walk, other).map(actionOf)).toEqual(['IdentifyNode', 'InterrogateOob']);
    expect(walk.failure).toMatchObject({ kind: 'rejected', evidence: [expect.stringContaining('SOMEBODY-ELSE')] });
  });

  it('puts the port back as it was when it fails before the node was started', () => {
    const walk = walkOf('deploy_nodes');
    const sent = play(walk, (sending) => (actionOf(sending) === 'ConfigNodePxe' ? failed() : undefined));
    const last = sent.at(-1);
    expect(last && actionOf(last)).toBe('ConfigurePortProduction');
    expect(parametersOf(last)).toMatchObject({ restore: true });
    expect(walk).toMatchObject({ state: 'ended', outcome: 'failure', held: false });
  });

  it('isolates its ports when it fails after the node was started', () => {
    const walk = walkOf('deploy_nodes');
    const sent = play(walk, (sending) =>
      sending.step.name.startsWith('wait until it reports') ? failed() : undefined,
    );
    const undone = sent.slice(-3);
    expect(undone.map(actionOf)).toEqual(Array.from({ length: 3 }, () => 'ConfigurePortProduction'));
    for (const sending of undone) expect(parametersOf(sending)).toMatchObject({ untaggedVlan: null, taggedVlans: [] });
    expect(walk.steps.filter(({ undoes }) => undoes !== null).map(({ outcome }) => outcome)).toEqual([
      'success',
      'success',
      'success',
    ]);
  });

  it('holds the node when something could not be taken back, and takes the rest back all the same', () => {
    const walk = walkOf('deploy_nodes');
    let undos = 0;
    const sent = play(walk, (sending) => {
      if (sending.step.undoes !== null) return (undos += 1) === 1 ? failed() : undefined;
      return sending.step.name.startsWith('wait until it reports') ? failed() : undefined;
    });
    expect(sent.slice(-3).every(({ step }) => step.undoes !== null)).toBe(true);
    expect(walk).toMatchObject({
      state: 'ended',
      outcome: 'failure',
      held: true,
      reason: expect.stringContaining('could not be taken back'),
    });
  });

  it('holds the node when something may still be going on there', () => {
    const walk = walkOf('deploy_nodes');
    play(walk, (sending) => (actionOf(sending) === 'DeployNode' ? failed({ leftRunning: true }) : undefined));
    expect(walk).toMatchObject({ outcome: 'failure', held: true });
  });

  it('takes back what was sent and ends cancelled when the task is cancelled', () => {
    const walk = walkOf('deploy_nodes');
    play(walk, (sending) => {
      if (actionOf(sending) !== 'PowerOnNode' || walk.stopReason !== null) return undefined;
      walk.stopReason = 'changed my mind';
      return { state: 'cancelled', result: null };
    });
    expect(walk).toMatchObject({ state: 'ended', outcome: 'cancelled', reason: 'changed my mind' });
    expect(walk.steps.at(-1)).toMatchObject({
      name: expect.stringContaining('out of the provisioning network'),
      outcome: 'success',
    });
  });

  it('says so when not the task was cancelled, but the action of one of its steps', () => {
    const walk = walkOf('deploy_nodes');
    play(walk, (sending) => (actionOf(sending) === 'PowerOnNode' ? { state: 'cancelled', result: null } : undefined));
    expect(walk).toMatchObject({ outcome: 'cancelled', reason: 'the action of the step "power it on" was cancelled' });
  });
});

describe('a walk of a paused task', () => {
  it('begins nothing, and goes on where it was when the task is resumed', () => {
    const walk = walkOf('deploy_nodes');
    const paused = { ...walk, paused: true };
    expect(advance(paused, worldOf(paused, site))).toEqual([]);
    expect(paused.state).toBe('running');
    expect(play(walk)).toHaveLength(18);
  });
});

describe('a result', () => {
  it('that nobody waits for moves nothing', () => {
    const walk = walkOf('prepare_nodes');
    const world = worldOf(walk, site);
    advance(walk, world);
    const before = JSON.stringify(walk.steps);
    expect(applyResult(walk, derivedId('another'), { end: succeeded({}), world })).toBe(false);
    expect(JSON.stringify(walk.steps)).toBe(before);
  });
});

describe('a walk of prepare_nodes', () => {
  it('refuses a node that is on and that nobody here knows, unless it may be taken over', () => {
    const answer: Answer = (sending) => {
      if (actionOf(sending) === 'InterrogateOob') return succeeded({ ...interrogated, power: 'on' });
      return actionOf(sending) === 'IdentifyNode'
        ? succeeded({ ...identified, known: false, state: 'absent' })
        : undefined;
    };
    const walk = walkOf('prepare_nodes');
    play(walk, answer);
    expect(walk.failure?.message).toContain('powered on and nobody here knows');
    const taken = walkOf('prepare_nodes', { redeploy: false, takeOver: true });
    play(taken, answer);
    expect(taken.outcome).toBe('success');
  });
});

function parametersOf(sending: Sending | undefined): object {
  return sending?.does.kind === 'action' ? sending.does.parameters(sending.about) : {};
}

function nodeNamed(name: string): EffectiveNode {
  const found = design.nodes[name];
  if (!found) throw new Error(`The sample has no ${name}.`);
  return found;
}
