import { addSealKey, removeSealKey } from '@drydock/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startDrydock, type Drydock } from './drydock.js';
import { fakeSite } from './fake-site.js';

let drydock: Drydock;
beforeAll(async () => {
  drydock = await startDrydock();
});
afterAll(() => drydock.stop());

const orchestrator = (method: string, path: string, body?: unknown) =>
  drydock.call('orchestrator', { method, path, body });

const itemsOf = ({ body }: { body: Record<string, unknown> }): Record<string, unknown>[] => {
  const { items } = body;
  return Array.isArray(items) ? items : [];
};

const submit = (documents: object[]): Promise<string> =>
  eventually(async () => {
    const { status, body } = await orchestrator('POST', '/api/v2/designs', documents);
    expect(status, JSON.stringify(body)).toBe(201);
    return String(body['id']);
  });

async function order(design: string): Promise<string> {
  const task = { kind: 'verify_nodes', design, nodes: { all: true } };
  const { status, body } = await orchestrator('POST', '/api/v2/tasks', task);
  expect(status, JSON.stringify(body)).toBe(201);
  return String(body['id']);
}

const ended = (task: string) =>
  eventually(async () => {
    const { body } = await orchestrator('GET', `/api/v2/tasks/${task}`);
    expect(body).toMatchObject({ state: 'ended' });
    return body;
  });

const seals = async () => itemsOf(await orchestrator('GET', '/api/v2/seals'));
const uses = async () => itemsOf(await drydock.call('oob', { method: 'GET', path: '/api/v1/keys/uses' }));
const newestKid = async (): Promise<string> => {
  const found = (await uses()).find(({ key }) => key === 'newest');
  return String(found?.['kid']);
};

const again = async (): Promise<void> => {
  await drydock.restart('oob');
  const kid = await newestKid();
  await eventually(async () =>
    expect(await seals()).toContainEqual(expect.objectContaining({ kid, announced: 'newest' })),
  );
};

describe('a key of a service that is replaced', () => {
  it('is needed by nothing any more once its designs are submitted again, and is taken out then', async () => {
    const [renewed, forgotten] = [fakeSite(2, {}, { credential: 'calvin' }), fakeSite(1, {}, { credential: 'hobbes' })];
    const [design, left] = [await submit(renewed), await submit(forgotten)];
    expect(await ended(await order(design))).toMatchObject({ outcome: 'success' });
    const old = await newestKid();

    const kid = await addSealKey(drydock.sealKeyFile('oob'));
    await again();
    expect(await newestKid()).toBe(kid);
    const sealedWithOld = expect.objectContaining({
      kid: old,
      announced: 'older',
      designs: expect.arrayContaining([expect.objectContaining({ id: design }), expect.objectContaining({ id: left })]),
    });
    expect(await seals()).toContainEqual(sealedWithOld);

    expect(await submit(renewed)).toBe(design);
    const ofOob = (await seals()).filter(({ service }) => service === 'oob');
    expect(ofOob).toMatchObject([
      { kid, announced: 'newest', designs: [{ id: design, openTasks: 0 }], openCommands: 0 },
      { kid: old, announced: 'older', designs: [{ id: left }], openCommands: 0 },
    ]);

    await removeSealKey(drydock.sealKeyFile('oob'), old);
    await again();
    expect(await ended(await order(design))).toMatchObject({ outcome: 'success' });
    expect(await seals()).toContainEqual(expect.objectContaining({ kid: old, announced: 'no' }));

    expect(await ended(await order(left))).toMatchObject({
      outcome: 'failure',
      nodes: [{ failure: { kind: 'rejected', advice: expect.stringContaining('Submit the design again') } }],
    });
    expect(await submit(forgotten)).toBe(left);
    expect(await ended(await order(left))).toMatchObject({ outcome: 'success' });
  });

  it('is needed by commands that were sent with it, until they end', async () => {
    const documents = fakeSite(1, { node01: { failKind: 'busy' } }, { credential: 'susie' });
    const design = await submit(documents);
    const old = await newestKid();
    const task = await order(design);
    await eventually(async () =>
      expect(await uses()).toContainEqual(expect.objectContaining({ kid: old, key: 'newest', openActions: 1 })),
    );

    await addSealKey(drydock.sealKeyFile('oob'));
    await again();
    await submit(documents);
    expect(await uses()).toContainEqual(expect.objectContaining({ kid: old, key: 'older', openActions: 1 }));
    expect(await seals()).toContainEqual(
      expect.objectContaining({ service: 'oob', kid: old, openCommands: 1, announced: 'older' }),
    );

    await eventually(async () => {
      const metrics = await fetch(`${drydock.urls.oob}/metrics`).then((answer) => answer.text());
      expect(metrics).toMatch(new RegExp(`drydock_seals_opened_total\\{kid="${old}",service="oob"\\} [1-9]`));
    });
    await orchestrator('POST', `/api/v2/tasks/${task}/cancel`, {});
    expect(await ended(task)).toMatchObject({ outcome: 'cancelled' });
    expect(await uses()).toContainEqual(expect.objectContaining({ kid: old, key: 'older', openActions: 0 }));
  });

  it('leaves a design as it is that is submitted again while no key has changed', async () => {
    const documents = fakeSite(1, {}, { credential: 'moe' });
    const design = await submit(documents);
    const before = await orchestrator('GET', `/api/v2/designs/${design}/effective`);
    await submit(documents);
    expect(await orchestrator('GET', `/api/v2/designs/${design}/effective`)).toEqual(before);
    expect(await submit(fakeSite(1, {}, { credential: 'another' }))).not.toBe(design);
  });
});
