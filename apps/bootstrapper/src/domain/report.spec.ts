import type { HardwareConfig, HardwareItem, InventoryDisk } from '@drydock/contracts';
import { describe, expect, it } from 'vitest';
import { judgeConfiguration, judgeDeployment, judgeErasure, type AgentReport } from './report.js';

const disk = (name: string, serial: string | null): InventoryDisk => ({
  name,
  serial,
  wwn: null,
  hctl: null,
  byPath: null,
  sizeBytes: 1e9,
  rotational: false,
});
const report = (more: Partial<AgentReport> = {}): AgentReport => ({
  outcome: 'succeeded',
  message: '',
  items: [],
  erased: [],
  ...more,
});
const item = (more: Partial<HardwareItem>): HardwareItem => ({
  kind: 'bios',
  name: 'LogicalProc',
  before: 'Disabled',
  after: 'Enabled',
  changed: true,
  verified: true,
  resets: 1,
  dataLost: false,
  ...more,
});
const hardware = {
  inventory: { cpu: { count: 8, model: null }, memory: { totalMiB: 1024 }, interfaces: [], disks: [] },
  biosVersion: null,
};
const profile: HardwareConfig = {
  name: 'compute',
  biosSettings: { LogicalProc: 'Enabled' },
  checks: [{ name: 'enough processors', fact: 'cpu-count', atLeast: 8 }],
};
const judge = (agent: AgentReport, asked = profile) =>
  judgeConfiguration({ kind: 'configure', profile: asked, allowDataLoss: false }, agent, hardware);

describe('a report on hardware', () => {
  it('is good when every item is verified and every check holds', () => {
    const judged = judge(report({ items: [item({})] }));
    expect(judged.failure).toBeNull();
    expect(judged.result.items?.map(({ kind }) => kind)).toEqual(['bios', 'check']);
  });

  it('is not taken when it is silent about something that was asked for', () => {
    expect(judge(report()).failure).toBe('bios LogicalProc: the agent did not say what became of it');
  });

  it('is not taken when an item is not as asked for', () => {
    const judged = judge(report({ items: [item({ verified: false, after: 'Disabled' })] }));
    expect(judged.failure).toBe('bios LogicalProc: not as asked for, it is Disabled');
  });

  it('fails with every check that does not hold', () => {
    const checks = [{ name: 'many processors', fact: 'cpu-count', atLeast: 64 }];
    expect(judge(report(), { name: 'big', checks }).failure).toContain(
      'many processors: asked for cpu-count at least 64',
    );
  });
});

describe('a report on an erasure', () => {
  const ordered = [disk('sda', 'S1'), disk('sdb', null)];
  it('is good when every disk was read back', () => {
    const erased = ['S1', 'sdb'].map((serial) => ({ serial, method: 'zero', verified: true }));
    expect(judgeErasure(ordered, report({ erased })).failure).toBeNull();
  });

  it('is not taken when a disk is missing or was not read back', () => {
    const erased = [{ serial: 'S1', method: 'zero', verified: false }];
    const { failure } = judgeErasure(ordered, report({ erased }));
    expect(failure).toContain('disk sda (S1)');
    expect(failure).toContain('disk sdb');
  });
});

describe('a report on a deployment', () => {
  it('says why it failed, in the words of the agent', () => {
    const failed = report({ outcome: 'failed', message: 'the checksum of the image differs' });
    expect(judgeDeployment(failed).failure).toBe('the checksum of the image differs');
    expect(judgeDeployment(report({ outcome: 'failed' })).failure).toContain('did not say why');
  });
});
