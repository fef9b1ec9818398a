import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enrolment, inventory, TestAgent } from './testing/test-agent.js';
import { TestBootstrapper, wrongFields } from './testing/test-bootstrapper.js';

let bootstrapper: TestBootstrapper;
let agent: TestAgent;
beforeAll(async () => {
  bootstrapper = await TestBootstrapper.start();
});
beforeEach(async () => {
  const json = { ...enrolment, expectAgentSeconds: 3600 };
  await bootstrapper.ask('PUT', '/api/v1/nodes/n1/enrolment', { json });
  agent = await TestAgent.boot(bootstrapper);
});
afterAll(() => bootstrapper.stop());

describe("an agent's token", () => {
  it('is good for one request, and each answer carries the next', async () => {
    const first = agent.token;
    await agent.report();
    const second = agent.token;
    expect(second).not.toBe(first);
    expect((await agent.ask('GET', '/agent/v1/work')).status).toBe(200);
    const late = await bootstrapper.ask('GET', '/agent/v1/work', { token: first });
    expect(late).toMatchObject({ status: 401, type: expect.stringContaining('problem+json') });
  });

  it('may be used again for the very same request, as its answer may have been lost', async () => {
    const used = agent.token;
    const answer = await agent.report();
    const again = await bootstrapper.ask('POST', '/agent/v1/inventory', { token: used, json: inventory() });
    expect(again.text).toBe(answer.text);
  });

  it('is no good for another request once it was used', async () => {
    const used = agent.token;
    await agent.report();
    const other = await bootstrapper.ask('POST', '/agent/v1/inventory', { token: used, json: inventory('OTHER') });
    expect(other.status).toBe(401);
  });

  it('is not good for the same request either once the next one was used', async () => {
    const used = agent.token;
    await agent.report();
    await agent.work();
    const again = await bootstrapper.ask('POST', '/agent/v1/inventory', { token: used, json: inventory() });
    expect(again.status).toBe(401);
  });

  it('survives a restart of the bootstrapper', async () => {
    await agent.report();
    await bootstrapper.down();
    await bootstrapper.up();
    expect((await agent.ask('GET', '/agent/v1/work')).status).toBe(200);
  });

  it('expires', async () => {
    await agent.report();
    bootstrapper.clock.advance(60 * 60 + 1);
    expect((await agent.ask('GET', '/agent/v1/work')).status).toBe(401);
  });

  it('is taken once when two requests with it arrive at the same time', async () => {
    const { token } = agent;
    const ask = () => bootstrapper.ask('POST', '/agent/v1/inventory', { token, json: inventory() });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

describe('an inventory', () => {
  it('that is malformed is refused with every wrong field, and the token stays good', async () => {
    const broken = await agent.report({ ...inventory(), cpu: { count: 'many' }, disks: 'none' });
    expect(broken.status).toBe(400);
    expect(wrongFields(broken)).toEqual(expect.arrayContaining(['cpu.count', 'disks']));
    expect((await agent.report()).status).toBe(200);
  });

  it('of another node gets no work, and both sides are named', async () => {
    const answer = await agent.report(inventory('DRYDOCK-R9N9'));
    expect(answer).toMatchObject({ status: 409, json: { detail: expect.stringContaining('found DRYDOCK-R9N9') } });
    const { json } = await bootstrapper.ask('GET', '/api/v1/nodes/n1');
    expect(json).toMatchObject({ state: 'known', found: { isSameNode: false, matchedBy: ['mac', 'uuid'] } });
  });

  it('is taken when the agent says the same again after the design was corrected', async () => {
    await agent.report(inventory('DRYDOCK-NEW'));
    await bootstrapper.ask('PUT', '/api/v1/nodes/n1/enrolment', {
      json: { ...enrolment, serialNumber: 'DRYDOCK-NEW' },
    });
    expect((await agent.report(inventory('DRYDOCK-NEW'))).status).toBe(200);
  });
});

describe('an agent without work', () => {
  it('is told so after a while, and counts as alive', async () => {
    await agent.report();
    const asked = Date.now();
    expect((await agent.work()).get('work')).toBe('none');
    expect(Date.now() - asked).toBeGreaterThan(900);
    expect((await bootstrapper.ask('GET', '/api/v1/nodes/n1')).json.agent).toBe('alive');
  });

  it('is taken for dead when it is silent', async () => {
    await agent.report();
    bootstrapper.clock.advance(16);
    expect((await bootstrapper.ask('GET', '/api/v1/nodes/n1')).json.agent).toBe('absent');
  });

  it('is taken for dead at once when its connection breaks', async () => {
    await agent.report();
    const gone = new AbortController();
    const polling = fetch(`${bootstrapper.url}/agent/v1/work`, {
      headers: { authorization: `Bearer ${agent.token}` },
      signal: gone.signal,
    }).catch(() => null);
    await expect.poll(async () => (await bootstrapper.ask('GET', '/api/v1/nodes/n1')).json.agent).toBe('alive');
    gone.abort();
    await polling;
    await expect.poll(async () => (await bootstrapper.ask('GET', '/api/v1/nodes/n1')).json.agent).toBe('absent');
  });
});
