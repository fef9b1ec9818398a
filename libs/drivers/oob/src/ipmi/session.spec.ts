import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ipmiDriver } from './ipmi.driver.js';
import { Bench } from './testing/bench.js';

let bench: Bench;
beforeEach(() => {
  bench = Bench.open();
});
afterEach(() => bench.close());

const suitesUsed = (): (string | undefined)[] => bench.calls().map(({ args }) => args[args.indexOf('-C') + 1]);
const options = (more: Record<string, unknown>) => ({ options: { ...bench.target.options, ...more } });

describe('a session with a BMC', () => {
  it('is by RMCP+, with the privilege of an operator, and a cipher suite that is always named', async () => {
    await bench.run('PowerOnNode', {});
    for (const { args } of bench.calls()) {
      expect(args.join(' ')).toMatch(/^-I lanplus -H 127\.0\.0\.1 -p \d+ -U root -E -L OPERATOR -C 17 -N 1 -R 1 /);
    }
    await bench.run('PowerOffNode', {}, options({ privilege: 'administrator' }));
    expect(bench.calls()[0]?.args).toContain('ADMINISTRATOR');
  });

  it('has the password in the environment of ipmitool alone, and nothing else of the service there', async () => {
    await bench.run('InterrogateOob', {});
    const calls = bench.calls();
    expect(calls.length).toBeGreaterThan(3);
    for (const { args, env } of calls) {
      expect(args.join(' ')).not.toContain('calvin');
      expect(env['IPMI_PASSWORD']).toBe('calvin-secret');
      expect(Object.keys(env).filter((name) => /^(VITEST|NODE_|npm_)/.test(name))).toEqual([]);
    }
  });

  it('tries cipher suite 17 and then 3, and remembers the one that works', async () => {
    bench.change({ suites: [3] });
    await bench.run('PowerOnNode', {});
    expect(suitesUsed().slice(0, 3)).toEqual(['17', '3', '3']);
    expect(bench.rehearsal.memory).toEqual({ cipherSuite: 3 });
    await bench.run('PowerOffNode', {});
    expect(new Set(suitesUsed())).toEqual(new Set(['3']));
  });

  it('uses the remembered suite in another process, and looks again when the BMC was changed', async () => {
    bench.rehearsal.memory = { cipherSuite: 3 };
    await bench.run('InterrogateOob', {});
    expect(suitesUsed()[0]).toBe('3');
    bench.change({ suites: [17] });
    await bench.run('PowerOnNode', {});
    expect(suitesUsed().slice(0, 2)).toEqual(['3', '17']);
    expect(bench.rehearsal.memory).toEqual({ cipherSuite: 17 });
  });

  it('uses the suite that the target names, and no other', async () => {
    bench.change({ suites: [17] });
    await expect(bench.run('PowerOnNode', {}, options({ cipherSuite: 3 }))).rejects.toMatchObject({
      kind: 'unsupported',
      evidence: [expect.stringContaining('cipher suite 3: Error in open session')],
    });
    expect(suitesUsed()).toEqual(['3']);
    await expect(bench.run('PowerOnNode', {}, options({ cipherSuite: 0 }))).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('tells a wrong password from a silent BMC, and does not try it again with another suite', async () => {
    const wrong = { credential: { username: 'root', password: 'guessed-wrong' } };
    const serialNumber = { identity: { serialNumber: 'SIM00001' } };
    await expect(bench.run('PowerOnNode', {}, { ...wrong, ...serialNumber })).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.not.stringContaining('guessed'),
    });
    expect(bench.calls()).toHaveLength(1);
    await expect(ipmiDriver.reach({ ...bench.target, port: 1 }, bench.rehearsal.signal)).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  it('needs no ipmitool to say that a password is longer than IPMI has room for', async () => {
    const credential = { username: 'root', password: 'twenty-one characters' };
    await expect(bench.run('PowerOnNode', {}, { credential })).rejects.toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('20 bytes'),
    });
    expect(bench.calls()).toEqual([]);
  });

  it.each([
    ['Get Chassis Power Status failed: Node busy', 'busy'],
    ['Get Chassis Power Status failed: BMC initialization in progress', 'busy'],
    // The spelling is ipmitool's.
    ['Get Chassis Power Status failed: Device firmeware in update mode', 'busy'],
    ['Get Chassis Power Status failed: Destination unavailable', 'busy'],
    ['Get Chassis Power Status failed: Command not supported in present state', 'busy'],
    ['Get Chassis Power Status failed: Insufficient privilege level', 'unauthorized'],
    ['Get Chassis Power Status failed: Invalid command', 'unsupported'],
    ['Get Chassis Power Status failed: Cannot execute command, command disabled', 'unsupported'],
    ['Get Chassis Power Status failed: Command illegal for specified sensor or record type', 'unsupported'],
    ['Get Chassis Power Status failed: Unspecified error', 'rejected'],
    ['Unable to get Chassis Power Status', 'timed-out'],
    ['Error in open session response message : insufficient resources for session\nError: Unable to establish', 'busy'],
    ['RAKP 2 message indicates an error : unauthorized name\nError: Unable to establish session', 'unauthorized'],
    ['Set Session Privilege Level to OPERATOR failed\nError: Unable to establish session', 'unauthorized'],
    ['Address lookup for bmc-1 failed\nError: Unable to establish IPMI v2 / RMCP+ session', 'unreachable'],
  ])('understands "%s" as %s', async (refusal, kind) => {
    bench.change({ refuses: 'chassis power status', refusal });
    await expect(bench.run('PowerOnNode', {})).rejects.toMatchObject({ kind });
  });

  it('says what to install where there is no ipmitool', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      for (const trying of [
        ipmiDriver.reach(bench.target, bench.rehearsal.signal),
        ipmiDriver.probe(bench.target, bench.rehearsal.signal),
        bench.run('PowerOnNode', {}),
      ]) {
        await expect(trying).rejects.toMatchObject({
          kind: 'unsupported',
          advice: expect.stringContaining('apt-get install ipmitool'),
        });
      }
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('has one command at a time, with a rest between two', async () => {
    const started = performance.now();
    await bench.run('PowerOnNode', {}, options({ spacingMs: 300 }));
    expect(performance.now() - started).toBeGreaterThan(2 * 300);
    expect(bench.calls()).toHaveLength(3);
  });

  it('is ended when its action is stopped; of a change that was under way nobody knows', async () => {
    bench.change({ hangsAt: 'chassis power on' });
    const stop = new AbortController();
    bench.rehearsal.signal = stop.signal;
    const running = bench.run('PowerOnNode', {});
    running.catch(() => undefined);
    await expect.poll(() => bench.commands(), { timeout: 10_000 }).toContain('chassis power on');
    await wait(50);
    stop.abort();
    await expect(running).rejects.toMatchObject({ kind: 'timed-out', leftRunning: true });
  });
});
