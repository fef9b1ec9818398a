import type { ActionContext } from '@drydock/driver';
import { describe, expect, it } from 'vitest';
import { nodeDrivers } from '../index.js';
import { fakeDriver } from './fake.driver.js';

const context: ActionContext = {
  signal: new AbortController().signal,
  dryRun: false,
  attempt: 1,
  checkpoint: () => Promise.resolve(),
  checkpointed: undefined,
  confirmation: null,
  memory: undefined,
  remember: () => Promise.resolve(),
  progress: () => undefined,
  quirk: () => undefined,
  now: () => 0,
};
const command = <P>(parameters: P, options: Record<string, unknown> = {}) => ({
  id: 'f3a9c1de-0000-4000-8000-000000000001',
  node: 'n1',
  target: { type: 'fake', address: 'http://nowhere', options },
  parameters,
});
const identity = { hostname: 'n1', bootMac: '52:54:00:01:01:00', serialNumber: 'S1' };
const deployment = {
  deploymentId: 'f3a9c1de-0000-4000-8000-000000000002',
  digest: 'd',
  hostname: 'n1',
  authorizedKeys: [],
};
const { actions } = fakeDriver;

describe('the node drivers', () => {
  it('are the built-in bootstrapper and the fake', () => {
    expect([...nodeDrivers.keys()]).toEqual(['builtin', 'fake']);
  });
});

describe('a fake bootstrapper', () => {
  it('knows every node, so that a whole task runs on fakes', async () => {
    expect(await actions.IdentifyNode(command(identity), context)).toMatchObject({
      kind: 'done',
      result: { known: true, state: 'available', agent: 'alive', deployed: null, serialNumber: 'S1' },
    });
  });

  it('holds an installed node until it is started, and deploys it then', async () => {
    const installed = await actions.DeployNode(command({ ...deployment, until: 'installed' as const }), context);
    expect(installed).toMatchObject({ result: { state: 'installed', held: true, power: 'off' } });
    const deployed = await actions.DeployNode(command(deployment), context);
    expect(deployed).toMatchObject({ result: { state: 'deployed', held: false, power: 'on' } });
  });

  it('makes a destroyed node available', async () => {
    expect(await actions.DestroyNode(command({}), context)).toMatchObject({ result: { state: 'available' } });
  });

  it('fails as it is told to', async () => {
    const failing = command({}, { failKind: 'unauthorized' });
    await expect(
      actions.ConfigureHardware({ ...failing, parameters: { profile: 'x' } }, context),
    ).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });

  it('says in a dry run what it would answer', async () => {
    const dry = await actions.DestroyNode(command({}), { ...context, dryRun: true });
    expect(dry).toMatchObject({ kind: 'would' });
  });
});
