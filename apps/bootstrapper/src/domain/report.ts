import type { ErasedDisk, HardwareItem, InventoryDisk } from '@drydock/contracts';
import { checkHardware, failedChecks, type CheckedHardware } from './hardware-checks.js';
import { hardwareOrders } from './hardware-items.js';
import type { ConfigureRequest, WorkResult } from './work.js';

/** How an agent says that work has ended. */
export interface AgentReport {
  readonly outcome: 'succeeded' | 'failed';
  readonly message: string;
  readonly items: readonly HardwareItem[];
  readonly erased: readonly ErasedDisk[];
}

/** What the bootstrapper makes of it: a claim is only taken when it covers everything that was asked for. */
export interface Judgement {
  readonly failure: string | null;
  readonly result: WorkResult;
}

export function judgeConfiguration(
  { profile }: ConfigureRequest,
  report: AgentReport,
  hardware: CheckedHardware,
): Judgement {
  const silent = hardwareOrders(profile)
    .filter(({ kind, name }) => !report.items.some((item) => item.kind === kind && item.name === name))
    .map(({ kind, name }) => `${kind} ${name}: the agent did not say what became of it`);
  const unverified = report.items
    .filter(({ verified }) => !verified)
    .map(({ kind, name, after }) => `${kind} ${name}: not as asked for, it is ${after ?? 'unknown'}`);
  const checks = (profile.checks ?? []).map((check) => checkHardware(check, hardware));
  return {
    failure: failureOf(report, [...silent, ...unverified, ...failedChecks(checks)]),
    result: { items: [...report.items, ...checks] },
  };
}

/** The word of an agent that had nothing to do. */
export const nothingToReport: AgentReport = { outcome: 'succeeded', message: '', items: [], erased: [] };

export function judgeErasure(ordered: readonly InventoryDisk[], report: AgentReport): Judgement {
  const missing = ordered
    .filter(({ name, serial }) => !report.erased.some((disk) => disk.serial === (serial ?? name) && disk.verified))
    .map(({ name, serial }) => `disk ${name} (${serial ?? 'no serial number'}) is not verified to be erased`);
  return { failure: failureOf(report, missing), result: { erased: report.erased } };
}

export const judgeDeployment = (report: AgentReport): Judgement => ({ failure: failureOf(report, []), result: {} });

function failureOf({ outcome, message }: AgentReport, shortcomings: readonly string[]): string | null {
  const said = outcome === 'failed' ? [message === '' ? 'The agent failed and did not say why' : message] : [];
  const all = [...said, ...shortcomings];
  return all.length === 0 ? null : all.join('; ').slice(0, 2000);
}
