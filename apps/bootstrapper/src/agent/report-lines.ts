import { hardwareItemKinds, type Complaint, type HardwareItem } from '@drydock/contracts';
import { listOf, type Fields } from '../domain/key-value-lines.js';
import type { AgentReport } from '../domain/report.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly complaints: Complaint[] };

/** The work that a report is about, and the report; or what is wrong with the lines. */
export function readReport(fields: Fields): Read<{ id: string; report: AgentReport }> {
  const id = fields.get('id') ?? '';
  const outcome = fields.get('outcome');
  const items = listOf(fields, 'item').map(itemOf);
  const complaints: Complaint[] = [
    ...complaintsAboutId(id),
    ...(outcome === 'succeeded' || outcome === 'failed'
      ? []
      : [{ path: 'outcome', message: 'must be succeeded or failed' }]),
    ...items.flatMap((item, index) => (item ? [] : [{ path: `item.${index}`, message: 'needs a kind and a name' }])),
  ];
  if (complaints.length > 0 || (outcome !== 'succeeded' && outcome !== 'failed')) return { ok: false, complaints };
  const report: AgentReport = {
    outcome,
    message: (fields.get('message') ?? '').slice(0, 2000),
    items: items.filter((item) => item !== undefined),
    erased: listOf(fields, 'disk').map((disk) => ({
      serial: disk.get('serial') ?? '',
      method: disk.get('method') ?? 'unknown',
      verified: disk.get('verified') === 'yes',
    })),
  };
  return { ok: true, value: { id, report } };
}

export interface ReportedProgress {
  readonly id: string;
  readonly message: string;
  readonly percent: number | null;
}

export function readProgress(fields: Fields): Read<ReportedProgress> {
  const id = fields.get('id') ?? '';
  const written = fields.get('percent');
  const percent = written === undefined || written === '' ? null : Number(written);
  const complaints = [
    ...complaintsAboutId(id),
    ...(percent === null || (percent >= 0 && percent <= 100)
      ? []
      : [{ path: 'percent', message: 'must be a number from 0 to 100' }]),
  ];
  if (complaints.length > 0) return { ok: false, complaints };
  return { ok: true, value: { id, message: (fields.get('message') ?? '').slice(0, 500), percent } };
}

const complaintsAboutId = (id: string): Complaint[] =>
  uuid.test(id) ? [] : [{ path: 'id', message: 'must be the id of the work' }];

function itemOf(fields: Fields): HardwareItem | undefined {
  const kind = hardwareItemKinds.find((candidate) => candidate === fields.get('kind') && candidate !== 'check');
  const name = fields.get('name');
  if (kind === undefined || name === undefined) return undefined;
  return {
    kind,
    name,
    before: fields.get('before') ?? null,
    after: fields.get('after') ?? null,
    changed: fields.get('changed') === 'yes',
    verified: fields.get('verified') === 'yes',
    resets: Math.max(0, Math.trunc(Number(fields.get('resets') ?? 0)) || 0),
    dataLost: fields.get('data_lost') === 'yes',
  };
}
