import { systemPath } from '@drydock/redfish/testing';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

describe('what goes wrong', () => {
  it.each([
    [{ status: 401 }, { kind: 'unauthorized', loggedIn: true }],
    [{ status: 403 }, { kind: 'unauthorized', loggedIn: true, advice: expect.stringContaining('privilege') }],
    [{ status: 404 }, { kind: 'not-found' }],
    [{ status: 409 }, { kind: 'rejected' }],
    [{ status: 500 }, { kind: 'busy' }],
    [
      { status: 503, headers: { 'retry-after': '12' } },
      { kind: 'busy', retryAfterSeconds: 12 },
    ],
    [{ status: 302, headers: { location: 'http://192.0.2.1/' } }, { kind: 'rejected' }],
    [{ status: 200, body: 'garbage' }, { kind: 'unreachable' }],
    [{ status: 200, body: 'x'.repeat(5_000_000) }, { kind: 'rejected' }],
    [{ status: 200, body: '{"a":1}', broken: 'truncated' as const }, { kind: 'unreachable' }],
  ])('is told by its kind: %j', async (answer, failure) => {
    bench.bmc.script = ({ path }) => (path === systemPath ? answer : undefined);
    await expect(bench.run('InterrogateOob', {})).rejects.toMatchObject({
      name: 'DriverError',
      evidence: [expect.stringContaining(`GET ${systemPath} → `)],
      ...failure,
    });
  });

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}', 'contradict each other about its length'],
    ['HTTP/1.1 200 OK\nContent-Length: 2\n\n{}', 'Missing expected CR'],
  ])('is a BMC whose answers break the rules of HTTP: %j', async (answer, rule) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => socket.end(answer));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const bound = server.address();
    const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
    await expect(bench.run('InterrogateOob', {}, { address })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('answers, but not with valid HTTP'),
      evidence: [expect.stringContaining(rule)],
      advice: expect.stringContaining('firmware'),
    });
    await new Promise((closed) => server.close(closed));
  });

  it('is a wrong password, told apart from a silent BMC', async () => {
    const credential = { username: 'root', password: 'wrong' };
    await expect(bench.run('InterrogateOob', {}, { credential })).rejects.toMatchObject({
      ...{ kind: 'unauthorized', loggedIn: false },
    });
    await bench.bmc.stop();
    await expect(bench.run('InterrogateOob', {})).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('is a BMC without a session left, where it answers nothing without one', async () => {
    bench.bmc.script = ({ method, headers }) =>
      method === 'POST' ? { status: 503 } : headers.authorization === undefined ? undefined : { status: 401 };
    await expect(bench.run('InterrogateOob', {})).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining('has no session left'),
      evidence: [expect.stringMatching(/POST .*Sessions → 503/)],
    });
  });

  it('is a BMC in the middle of something, which passes', async () => {
    const error = { '@Message.ExtendedInfo': [{ MessageId: 'iLO.2.14.UnableToModifyDuringSystemPOST' }] };
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status: 400, body: { error } } : undefined);
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).rejects.toMatchObject({ kind: 'busy' });
  });

  it('never names the password', async () => {
    bench.bmc.script = ({ path }) =>
      path === systemPath ? { status: 500, body: { password: 'calvin-lab' } } : undefined;
    const error: unknown = await bench.run('InterrogateOob', {}).catch((failed: unknown) => failed);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('calvin-lab');
  });

  it('is an address or a credential that cannot be one', async () => {
    await expect(bench.run('InterrogateOob', {}, { address: 'no address' })).rejects.toMatchObject({
      kind: 'rejected',
    });
    await expect(bench.run('InterrogateOob', {}, { credential: undefined })).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });
});
