import { describe, expect, it } from 'vitest';
import { derivedId, worldOf } from '../engine/world.js';
import {
  actionOf,
  failed,
  identified,
  interrogated,
  node,
  play,
  site,
  succeeded,
  walkOf,
  withTries,
  type Answer,
} from '../testing/walk-player.js';
import { advance, applyResult } from './walk.js';

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

  it('knows a node by its service tag, which some BMCs tell beside the serial number of its board', () => {
    const walk = walkOf('deploy_nodes');
    const dell: Answer = (sending) =>
      actionOf(sending) === 'InterrogateOob'
        ? succeeded({ ...interrogated, serialNumber: 'CN-BOARD', sku: interrogated.serialNumber })
        : undefined;
    play(walk, dell);
    expect(walk.outcome).toBe('success');
  });

  it('says so when not the task was cancelled, but the action of one of its steps', () => {
    const walk = walkOf('deploy_nodes');
    play(walk, (sending) => (actionOf(sending) === 'PowerOnNode' ? { state: 'cancelled', result: null } : undefined));
    expect(walk).toMatchObject({ outcome: 'cancelled', reason: 'the action of the step "power it on" was cancelled' });
  });
});

describe.each(['prepare_nodes', 'deploy_nodes', 'destroy_nodes'] as const)('%s at a protected node', (kind) => {
  const protection = 'it is protected: it has the only copy';

  it('is left alone with the reason, before anything is changed', () => {
    const walk = { ...walkOf(kind), protection };
    expect(play(walk).map(actionOf)).toEqual(['IdentifyNode']);
    expect(walk).toMatchObject({
      state: 'ended',
      outcome: 'cancelled',
      reason: protection,
      failure: null,
      held: false,
    });
  });

  it('is left alone, not told to redeploy, where it is deployed with another design', () => {
    const deployed = { ...identified, known: true, state: 'deployed', deployed: { digest: 'f'.repeat(64) } };
    const walk = { ...walkOf(kind), protection };
    play(walk, () => succeeded(deployed));
    expect(walk.failure).toBeNull();
  });

  it('is left alone although it was protected only when the walk was at it, before anything is lost', () => {
    const walk = walkOf(kind);
    const meanwhile: Answer = (sending) => {
      if (actionOf(sending) === 'InterrogateOob') Object.assign(walk, { protection });
      return undefined;
    };
    const sent = play(walk, meanwhile).map(actionOf);
    expect(sent).toContain('ConfigurePortProvisioning');
    for (const loses of ['ConfigureHardware', 'DeployNode', 'DestroyNode']) expect(sent).not.toContain(loses);
    expect(sent.at(-1)).toBe('ConfigurePortProduction');
    expect(walk).toMatchObject({ state: 'ended', outcome: 'cancelled', reason: protection, held: false });
  });

  it('ends well where nothing would be done anyway', () => {
    const deployed = { ...identified, state: 'deployed', deployed: { digest: node.digest } };
    const nothing = kind === 'destroy_nodes' ? { ...identified, known: false, state: 'absent' } : deployed;
    const walk = { ...walkOf(kind), protection };
    expect(play(walk, () => succeeded(nothing))).toHaveLength(1);
    expect(walk).toMatchObject({ outcome: 'success' });
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

  it('of an earlier try moves nothing: the step waits for the try that was sent last', () => {
    const walk = walkOf('prepare_nodes');
    const world = withTries(2, worldOf(walk, site));
    const [first] = advance(walk, world).map(({ step }) => ({ ...step }));
    const firstId = derivedId(first?.id ?? '', '1');
    expect(first).toMatchObject({ actionId: firstId, try: 1 });
    expect(applyResult(walk, firstId, { end: { ...succeeded({}), ...failed() }, world })).toBe(true);

    const [second] = advance(walk, world);
    const secondId = derivedId(first?.id ?? '', '2');
    expect(second?.step).toMatchObject({ id: first?.id, actionId: secondId, try: 2, state: 'sent' });
    expect(applyResult(walk, firstId, { end: succeeded(identified), world })).toBe(false);
    expect(second?.step).toMatchObject({ state: 'sent', outcome: null, result: null });

    expect(applyResult(walk, secondId, { end: { ...succeeded({}), ...failed() }, world })).toBe(true);
    expect(second?.step).toMatchObject({ state: 'ended', outcome: 'failure', try: 2 });
    expect(applyResult(walk, secondId, { end: succeeded(identified), world })).toBe(false);
    expect(second?.step).toMatchObject({ outcome: 'failure' });
  });

  it('that may have left something running is not tried again', () => {
    const walk = walkOf('prepare_nodes');
    const world = withTries(2, worldOf(walk, site));
    const [sending] = advance(walk, world);
    const end = { ...succeeded({}), ...failed({ leftRunning: true }) };
    expect(applyResult(walk, sending?.step.actionId ?? '', { end, world })).toBe(true);
    expect(sending?.step).toMatchObject({ state: 'ended', outcome: 'failure', try: 1 });
  });
});

describe('the id of an action', () => {
  it('follows from step and try alone: the same for the same, another for any other', () => {
    const [step, other] = [derivedId('one'), derivedId('other')];
    expect(derivedId(step, '1')).toBe(derivedId(step, '1'));
    expect(derivedId(step, '1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(new Set([derivedId(step, '1'), derivedId(step, '2'), derivedId(other, '1')]).size).toBe(3);
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
