import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolment, nodeMac, TestAgent } from './testing/test-agent.js';
import { TestBootstrapper, wrongFields } from './testing/test-bootstrapper.js';

let bootstrapper: TestBootstrapper;
beforeAll(async () => {
  bootstrapper = await TestBootstrapper.start();
});
afterAll(() => bootstrapper.stop());

const script = (mac: string) => bootstrapper.ask('GET', `/boot/${mac}`, { token: null });
const enrol = (name: string, more: object) =>
  bootstrapper.ask('PUT', `/api/v1/nodes/${name}/enrolment`, { json: { ...enrolment, ...more } });

describe('a node that asks for its boot script', () => {
  it('boots its local disk when nobody knows it, and is noted as seen', async () => {
    const answer = await script('02-00-5E-00-53-01');
    expect(answer).toMatchObject({ status: 200, type: expect.stringContaining('text/plain') });
    expect(answer.text).toMatch(/^#!ipxe\n/);
    expect(answer.text).toContain('sanboot --no-describe --drive 0x80');
    expect(answer.text).not.toContain('drydock.token');
    await script('02:00:5e:00:53:01');
    const seen = await bootstrapper.ask('GET', '/api/v1/seen-macs');
    expect(seen.json.items).toMatchObject([{ mac: '02:00:5e:00:53:01', times: 2 }]);
  });

  it('is told what is wrong when its address is no MAC address', async () => {
    expect(await script('not-a-mac')).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining('not-a-mac') },
    });
  });

  it('boots its local disk when it is known but nobody waits for it', async () => {
    await enrol('n1', {});
    expect((await script(nodeMac)).text).toContain('sanboot');
  });

  it('boots the agent while somebody waits for it, whichever interface it starts from and however it writes its MAC', async () => {
    await enrol('n1', { expectAgentSeconds: 60 });
    for (const mac of [nodeMac, nodeMac.replaceAll(':', '-').toUpperCase(), '52:54:00:01:01:01']) {
      const { text } = await script(mac);
      expect(text).toContain(`kernel ${bootstrapper.url}/agent/kernel`);
      expect(text).toMatch(new RegExp(`drydock\\.url=${bootstrapper.url} drydock\\.mac=\\S+ drydock\\.token=\\S{43} `));
    }
  });

  it('boots its local disk again when the wait is over', async () => {
    bootstrapper.clock.advance(61);
    expect((await script(nodeMac)).text).toContain('sanboot');
  });

  it('gets a token of its own each time, of which the first that is used ends the others', async () => {
    await enrol('n1', { expectAgentSeconds: 60 });
    const [first, second] = [await TestAgent.boot(bootstrapper), await TestAgent.boot(bootstrapper)];
    expect(first.token).not.toBe(second.token);
    expect((await second.report()).status).toBe(200);
    expect((await first.report()).status).toBe(401);
  });
});

describe('enrolment', () => {
  it('changes nothing when it is asked for again', async () => {
    expect((await enrol('n1', {})).json.changed).toBe(false);
    expect((await enrol('n1', { serialNumber: 'OTHER' })).json.changed).toBe(true);
  });

  it('refuses a MAC address that another node has, naming it', async () => {
    const answer = await enrol('n2', { macs: [] });
    expect(answer).toMatchObject({ status: 409, json: { detail: expect.stringContaining('node n1') } });
  });

  it('names every wrong field', async () => {
    const answer = await bootstrapper.ask('PUT', '/api/v1/nodes/n3/enrolment', {
      json: { bootMac: 'x', macs: 'y', colour: 'red' },
    });
    expect(answer.status).toBe(400);
    expect(wrongFields(answer)).toEqual(expect.arrayContaining(['bootMac', 'colour', 'macs']));
  });

  it('needs a token', async () => {
    expect((await bootstrapper.ask('GET', '/api/v1/nodes', { token: null })).status).toBe(401);
  });

  it('forgets a node that is removed, and keeps how it came to its states', async () => {
    await enrol('n1', enrolment);
    expect((await bootstrapper.ask('DELETE', '/api/v1/nodes/n1')).status).toBe(204);
    expect((await bootstrapper.ask('GET', '/api/v1/nodes/n1')).status).toBe(404);
    const { json } = await bootstrapper.ask('GET', '/api/v1/nodes/n1/events');
    expect(json.items.map(({ cause, after }) => `${cause}: ${after}`)).toEqual([
      'removed: absent',
      'identified: available',
      'contradicted: known',
      'identified: available',
      'enrolled: known',
    ]);
  });
});
