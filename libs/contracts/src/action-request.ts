import {
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { actionNames, findAction, targets, type ActionService } from './catalogue.js';
import { beyondLimits } from './data-limits.js';
import { IsMoment } from './fields.js';
import { parseWithinLimits, type Complaint, type Parsed, type UnknownFields } from './validation.js';

/**
 * Asks for one action: the body of `POST /api/v1/actions` and of a command. A command has its `id` and sealed
 * credentials; over REST the service fills the one and seals the other.
 */
export class ActionRequest {
  /** The idempotency key. */
  @IsOptional() @IsUUID() id?: string;
  @IsString() @IsNotEmpty() action: string;
  /** The node's name; left out for actions on the site. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(253) node?: string | null;
  @IsObject() target: { type: string; address: string; [field: string]: unknown };
  @IsOptional() @IsObject() parameters?: Record<string, unknown>;
  /** From the first driver call. */
  @IsOptional() @IsInt() @Min(1) @Max(604_800) timeoutSeconds?: number | null;
  /** The absolute limit, queueing included. */
  @IsOptional() @IsMoment() deadline?: string | null;
  /** Read, and say what would be done. */
  @IsOptional() @IsBoolean() dryRun?: boolean;
  /** Act although the bootstrapper owns the node's power (oob only). */
  @IsOptional() @IsBoolean() overridePowerOwner?: boolean;
}

/** Checks a request as a whole: its envelope, the service's target, the action's parameters. Everything wrong is reported at once. */
export function parseActionRequest(
  service: ActionService,
  body: unknown,
  unknownFields: UnknownFields,
): Parsed<ActionRequest> {
  const limits = beyondLimits(body);
  if (limits.length > 0) return { ok: false, complaints: limits };
  const envelope = parseEnvelope(body, unknownFields);
  const complaints: Complaint[] = envelope.ok ? [] : [...envelope.complaints];
  const raw: { action?: unknown; target?: unknown; parameters?: unknown; node?: unknown } =
    typeof body === 'object' && body !== null ? body : {};

  const definition = typeof raw.action === 'string' ? findAction(service, raw.action) : undefined;
  if (typeof raw.action === 'string' && raw.action !== '' && definition === undefined) {
    const known = actionNames(service).join(', ');
    complaints.push({ path: 'action', message: `${raw.action} is not an action of ${service}: it has ${known}` });
  }
  if (definition?.scope === 'node' && (raw.node === undefined || raw.node === null)) {
    complaints.push({ path: 'node', message: `must name the node that ${String(raw.action)} is for` });
  }
  complaints.push(...complaintsBelow('target', parsePart(targets[service], raw.target ?? {}, unknownFields)));
  if (definition) {
    complaints.push(
      ...complaintsBelow('parameters', parsePart(definition.parameters, raw.parameters ?? {}, unknownFields)),
    );
  }
  return complaints.length === 0 && envelope.ok ? envelope : { ok: false, complaints: withoutRepeats(complaints) };
}

const partNames: ReadonlySet<string> = new Set(['target', 'parameters']);

/** Target and parameters are read into classes of their own: copying them for the envelope too would be the better part of reading it. */
function parseEnvelope(body: unknown, unknownFields: UnknownFields): Parsed<ActionRequest> {
  const parts = isObject(body)
    ? Object.entries(body).filter(([name, value]) => partNames.has(name) && isObject(value))
    : [];
  const standIns = Object.fromEntries(parts.map(([name]) => [name, {}]));
  const parsed = parsePart(ActionRequest, isObject(body) ? { ...body, ...standIns } : body, unknownFields);
  if (parsed.ok) Object.assign(parsed.value, Object.fromEntries(parts));
  return parsed;
}

const parsePart = <T extends object>(shape: new () => T, part: unknown, unknownFields: UnknownFields): Parsed<T> =>
  isObject(part)
    ? parseWithinLimits(shape, part, unknownFields)
    : { ok: false, complaints: [{ path: '', message: 'must be an object' }] };

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function complaintsBelow(field: string, parsed: Parsed<object>): Complaint[] {
  if (parsed.ok) return [];
  return parsed.complaints.map(({ path, message }) => ({ path: path === '' ? field : `${field}.${path}`, message }));
}

const withoutRepeats = (complaints: readonly Complaint[]): Complaint[] => [
  ...new Map(complaints.map((complaint) => [`${complaint.path}\n${complaint.message}`, complaint])).values(),
];
