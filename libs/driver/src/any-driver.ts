import type { ActionService, DriverDescription, DriverTraits } from '@drydock/contracts';
import type { ActionContext, Command, Ended, Glance, ProbeAnswer } from './driver.js';

/** A driver of whichever service, for code that does not care which. */
export interface AnyDriver {
  readonly service: ActionService;
  readonly type: string;
  readonly description: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly traits: DriverTraits;
  readonly noops: Readonly<Record<string, string | undefined>>;
  readonly quirks?: readonly string[];
  readonly actions: object;
  reach(target: object, signal: AbortSignal): Promise<void>;
  probe(target: object, signal: AbortSignal): Promise<ProbeAnswer>;
  look?(target: object, signal: AbortSignal): Promise<Glance>;
}

/**
 * Calls a driver's action by its name. That the command fits the action was checked against the catalogue at the
 * door; the compiler cannot follow that, which is why this one call is reflective.
 */
export async function invoke(
  driver: AnyDriver,
  action: string,
  call: { readonly command: Command<object, object>; readonly context: ActionContext },
): Promise<Ended<Record<string, unknown>>> {
  const method: unknown = Reflect.get(driver.actions, action);
  if (typeof method !== 'function') throw new Error(`The ${driver.type} driver has no ${action}.`);
  const ended: unknown = await Reflect.apply(method, driver.actions, [call.command, call.context]);
  if (isEnded(ended)) return ended;
  throw new Error(`The ${driver.type} driver answered ${action} with nothing that could be understood.`);
}

const endings = ['done', 'noop', 'again', 'would'];

const isEnded = (value: unknown): value is Ended<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && 'kind' in value && endings.some((kind) => kind === value.kind);

/** A driver as `GET /api/v1/drivers` and announcements show it. */
export const describeDriver = (driver: AnyDriver): DriverDescription => ({
  type: driver.type,
  description: driver.description,
  settings: { ...driver.settings },
  traits: driver.traits,
  noops: Object.fromEntries(Object.entries(driver.noops).map(([action, reason]) => [action, String(reason)])),
  quirks: [...(driver.quirks ?? [])],
});
