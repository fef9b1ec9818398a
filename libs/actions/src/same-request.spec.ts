import { addSealKey, removeSealKey, seal } from '@drydock/service';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interrogate, ServiceStand } from './testing/service-stand.js';

const stand = new ServiceStand();
const { call, command, ended, nextResult, seen } = stand;
beforeAll(() => stand.start());
afterAll(() => stand.stop());

const ask = (request: object) => call('POST', '/api/v1/actions', request);
const login = (password: string) => ({ username: 'admin', password });
const withCredential = (request: ReturnType<typeof interrogate>, credential: object) => ({
  ...request,
  target: { ...request.target, credential },
});

/** The public key that callers are to seal with. */
async function newestKey(): Promise<Record<string, unknown>> {
  const { body } = await call('GET', '/api/v1/keys');
  const keys: unknown = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : undefined;
  const [key]: unknown[] = Array.isArray(keys) ? keys : [];
  return { ...(typeof key === 'object' && key) };
}
const sealed = async (credential: object, address: string) => seal(await newestKey(), credential, address);

describe('a request whose id was used before', () => {
  it('is the same with the same credential, whatever the order of its fields, and another with another', async () => {
    const request = interrogate();
    expect(await ask(withCredential(request, login('one')))).toMatchObject({ status: 202 });
    expect(await ask(withCredential(request, login('one')))).toMatchObject({ status: 200 });
    expect(await ask(withCredential(request, { password: 'one', username: 'admin' }))).toMatchObject({ status: 200 });
    expect(await ask(withCredential(request, login('two')))).toMatchObject({ status: 409 });
    expect(await ask(request)).toMatchObject({ status: 409 });
  });

  it('is the same in whichever way the credential is sealed, or when it is not', async () => {
    const request = interrogate();
    const { address } = request.target;
    const again = async (password: string) => ask(withCredential(request, await sealed(login(password), address)));
    expect(await again('one')).toMatchObject({ status: 202 });
    expect(await again('one')).toMatchObject({ status: 200 });
    expect(await ask(withCredential(request, login('one')))).toMatchObject({ status: 200 });
    expect(await again('two')).toMatchObject({ status: 409 });
  });

  it('is compared with a command that came over NATS, too', async () => {
    const request = interrogate();
    const result = nextResult(request.id);
    await command(withCredential(request, await sealed(login('one'), request.target.address)));
    await result;
    expect(await ask(withCredential(request, login('one')))).toMatchObject({ status: 200 });
    expect(await ask(withCredential(request, login('two')))).toMatchObject({ status: 409 });
  });

  it('is one of the two that came in the same moment with different credentials', async () => {
    const request = interrogate();
    const answers = await Promise.all(['one', 'two'].map((word) => ask(withCredential(request, login(word)))));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  });
});

describe('a command whose id was used before', () => {
  it('changes nothing, and its credential is not even opened', async () => {
    const request = interrogate();
    const other = { community: `other-${randomUUID()}` };
    const first = nextResult(request.id);
    await command(withCredential(request, await sealed({ community: 'first' }, request.target.address)));
    const { revision } = await first;
    const second = nextResult(request.id);
    await command(withCredential(request, await sealed(other, request.target.address)));
    expect(await second).toMatchObject({ revision, attempts: 1 });
    expect(seen).not.toContainEqual(other);
  });
});

describe('the credentials of two targets', () => {
  it('that were swapped over NATS are refused both, and reach no driver', async () => {
    const [one, two] = [interrogate({}, 'swapped-1'), interrogate({}, 'swapped-2')];
    const secret = (name: string) => ({ community: `of ${name}` });
    const results = [nextResult(one.id), nextResult(two.id)];
    await command(withCredential(one, await sealed(secret('two'), 'swapped-2')));
    await command(withCredential(two, await sealed(secret('one'), 'swapped-1')));
    for (const result of await Promise.all(results)) {
      expect(result).toMatchObject({ state: 'failed', failure: { kind: 'rejected', advice: expect.any(String) } });
    }
    expect(seen).not.toContainEqual(secret('one'));
    expect(seen).not.toContainEqual(secret('two'));
  });
});

describe('when the keys of the service have changed', () => {
  it('what was sealed with an old key is opened as long as the key is there, and then refused with the way out', async () => {
    const [plain, overNats] = [interrogate(), interrogate()];
    const old = await newestKey();
    const withOld = async (request: ReturnType<typeof interrogate>) => {
      const result = nextResult(request.id);
      await command(withCredential(request, await seal(old, login('one'), request.target.address)));
      return result;
    };
    await ask(withCredential(plain, login('one')));
    await ended(plain.id);
    expect(await withOld(overNats)).toMatchObject({ state: 'succeeded' });

    await addSealKey(stand.sealKeyFile);
    await stand.restartService();
    expect(await newestKey()).not.toEqual(old);
    expect(await withOld(interrogate())).toMatchObject({ state: 'succeeded' });

    await removeSealKey(stand.sealKeyFile, String(old['kid']));
    await stand.restartService();
    expect(await withOld(interrogate())).toMatchObject({
      state: 'failed',
      failure: {
        kind: 'rejected',
        message: expect.stringContaining(String(old['kid'])),
        advice: expect.stringContaining('Submit the design again'),
      },
    });
    expect(await ask(withCredential(plain, login('one')))).toMatchObject({ status: 200 });
    expect(await ask(withCredential(plain, login('two')))).toMatchObject({ status: 409 });
    expect(await ask(withCredential(overNats, login('one')))).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('cannot be compared any more') },
    });
  });

  it('and the key of the HMACs is lost, a request is taken for another one', async () => {
    const request = withCredential(interrogate(), login('one'));
    await ask(request);
    await rm(`${stand.sealKeyFile}.hmac`);
    await stand.restartService();
    expect(await ask(request)).toMatchObject({ status: 409 });
    expect(await ask({ ...request, id: randomUUID() })).toMatchObject({ status: 202 });
  });
});
