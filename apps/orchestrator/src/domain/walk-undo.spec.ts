import { describe, expect, it } from 'vitest';
import { actionOf, failed, parametersOf, play, walkOf, type Answer } from '../testing/walk-player.js';
import type { Sending } from './walk.js';

describe('a walk that is taken back', () => {
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

  it('says what could not be taken back also where something may still be going on', () => {
    const walk = walkOf('deploy_nodes');
    play(walk, (sending) => {
      if (sending.step.undoes !== null) return failed({ leftRunning: true, message: 'the switch is silent' });
      return actionOf(sending) === 'DeployNode' ? failed({ leftRunning: true }) : undefined;
    });
    expect(walk).toMatchObject({
      outcome: 'failure',
      held: true,
      reason: 'could not be taken back: the switch is silent',
    });
  });

  it('says why it was cancelled and, once each, what was then left', () => {
    const walk = walkOf('deploy_nodes');
    let undos = 0;
    play(walk, (sending) => {
      if (sending.step.undoes !== null) return failed({ message: `switch ${(undos += 1)} is silent` });
      if (!sending.step.name.startsWith('wait until it reports')) return undefined;
      walk.stopReason = 'changed my mind';
      return { state: 'cancelled', result: null };
    });
    expect(undos).toBe(3);
    expect(walk).toMatchObject({ outcome: 'cancelled', held: true });
    expect(walk.reason?.split('; ')).toEqual([
      'changed my mind',
      'could not be taken back: switch 1 is silent',
      'could not be taken back: switch 2 is silent',
      'could not be taken back: switch 3 is silent',
    ]);
  });

  it('takes back in reverse what was sent, the last first, and nothing else', () => {
    const walk = walkOf('deploy_nodes');
    const sent = play(walk, (sending) =>
      sending.step.name.startsWith('wait until it reports') ? failed() : undefined,
    );
    const asked = sent.filter(({ step }) => step.undoes === null).map(({ step }) => step.id);
    const takenBack = sent.flatMap(({ step }) => (step.undoes === null ? [] : [asked.indexOf(step.undoes)]));
    expect(takenBack.length).toBeGreaterThan(1);
    expect(takenBack).not.toContain(-1);
    expect(takenBack).toEqual(takenBack.toSorted((one, other) => other - one));
  });

  it('goes on taking back when the task is cancelled meanwhile, and stays failed', () => {
    const untouched = walkOf('deploy_nodes');
    const failing: Answer = (sending) => (sending.step.name.startsWith('wait until it reports') ? failed() : undefined);
    const undone = (sent: Sending[]) => sent.flatMap(({ step }) => (step.undoes === null ? [] : [step.name]));
    const expected = undone(play(untouched, failing));
    const walk = walkOf('deploy_nodes');
    const sent = play(walk, (sending) => {
      if (sending.step.undoes !== null) walk.stopReason = 'changed my mind';
      return failing(sending);
    });
    expect(walk.stopReason).toBe('changed my mind');
    expect(expected).toHaveLength(3);
    expect(undone(sent)).toEqual(expected);
    expect(walk).toMatchObject({ state: 'ended', outcome: 'failure', held: false });
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
    expect(walk).toMatchObject({ state: 'ended', outcome: 'cancelled' });
    expect(walk.steps.at(-1)).toMatchObject({
      name: expect.stringContaining('out of the provisioning network'),
      outcome: 'success',
    });
  });
});
