import { parseActionRequest, type ActionRequest, type Complaint, type Parsed } from '@drydock/contracts';
import type { ActionServiceDefinition } from './action-service.js';
import { DriverSettings } from './driver-settings.js';
import { plainSecrets, secretPathsOf } from './request-secrets.js';

/** A request with its id, as commands are and as rows keep it. */
export type CompleteRequest = ActionRequest & { id: string };

export const isUuid = (value: string | undefined): value is string =>
  value !== undefined && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);

/** The target of a request that is wrong otherwise, if one can be made out. */
function targetOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const target: unknown = typeof body === 'object' && body !== null && 'target' in body ? body.target : undefined;
  return typeof target === 'object' && target !== null && 'type' in target && typeof target.type === 'string'
    ? { ...target }
    : undefined;
}

/** Checks requests at both doors of a service, against the catalogue and against the settings of the driver. */
export class CommandCheck {
  private readonly settings: DriverSettings;

  constructor(private readonly definition: ActionServiceDefinition) {
    this.settings = new DriverSettings(definition.drivers);
  }

  /** A request that came over REST. */
  request(body: unknown): Parsed<ActionRequest> {
    return this.check(body, 'refuse');
  }

  /** A command that came over NATS: complete, on its own subject, every secret sealed. */
  readonly command = (body: unknown, subject: string): Parsed<CompleteRequest> => {
    const parsed = this.check(body, 'ignore');
    if (!parsed.ok) return parsed;
    const request = parsed.value;
    const complaints: Complaint[] = [];
    if (!isUuid(request.id)) complaints.push({ path: 'id', message: 'must be set' });
    if (!subject.endsWith(`.${request.action}`)) {
      complaints.push({ path: 'action', message: `does not belong to ${subject}` });
    }
    for (const path of plainSecrets(request, secretPathsOf(this.definition.service, request.action))) {
      complaints.push({ path, message: 'must be sealed: secrets do not travel over NATS in plain' });
    }
    const { id } = request;
    return complaints.length > 0 || id === undefined
      ? { ok: false, complaints }
      : { ok: true, value: { ...request, id } };
  };

  private check(body: unknown, unknownFields: 'refuse' | 'ignore'): Parsed<ActionRequest> {
    const parsed = parseActionRequest(this.definition.service, body, unknownFields);
    const target = parsed.ok ? parsed.value.target : targetOf(body);
    const known = parsed.ok ? [] : parsed.complaints;
    // A mistake that both find is told once, in the words of the contract.
    const more = target
      ? this.settings.complaints(target).filter((one) => !known.some(({ path }) => path === one.path))
      : [];
    return parsed.ok && more.length === 0 ? parsed : { ok: false, complaints: [...known, ...more] };
  }
}
