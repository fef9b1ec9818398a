import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { beyondLimits } from './data-limits.js';
import { readQuickly } from './quick-reading.js';

/** Why a value is not what a contract class asks for: where (`parameters.device`) and in which words. */
export interface Complaint {
  readonly path: string;
  readonly message: string;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly complaints: Complaint[] };

/** REST refuses fields that it does not know, so that a typo is seen; readers of NATS ignore them, so that a sender may be newer. */
export type UnknownFields = 'refuse' | 'ignore';

/** Turns untrusted data into an instance of a contract class, or says everything that is wrong with it. Never throws. */
export function parse<T extends object>(shape: new () => T, value: unknown, unknownFields: UnknownFields): Parsed<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, complaints: [{ path: '', message: 'must be an object' }] };
  }
  const limits = beyondLimits(value);
  return limits.length > 0 ? { ok: false, complaints: limits } : parseWithinLimits(shape, value, unknownFields);
}

/** The same for an object, or a part of one, that was seen to be within the limits. */
export function parseWithinLimits<T extends object>(
  shape: new () => T,
  value: object,
  unknownFields: UnknownFields,
): Parsed<T> {
  const read = readQuickly(shape, value, unknownFields);
  return read ? { ok: true, value: read } : parseThoroughly(shape, value, unknownFields);
}

/** The same by class-transformer and class-validator alone, which find everything that is wrong. */
export function parseThoroughly<T extends object>(
  shape: new () => T,
  value: object,
  unknownFields: UnknownFields,
): Parsed<T> {
  const instance = plainToInstance(shape, value);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: unknownFields === 'refuse',
    forbidUnknownValues: false,
  });
  return errors.length === 0 ? { ok: true, value: instance } : { ok: false, complaints: complaintsOf(errors, '') };
}

/**
 * class-validator collects the rules of a class anew for every object, which costs more than checking them. Classes are complete
 * before their first object is checked, so the rules are collected once. Calls with groups or schemas are not ours.
 */
function collectRulesOnce(): void {
  const storage = getMetadataStorage();
  const collect = storage.getTargetValidationMetadatas.bind(storage);
  const collected = new Map<unknown, ReturnType<typeof collect>>();
  storage.getTargetValidationMetadatas = (...asked) => {
    const [target, schema, always, strictGroups, groups] = asked;
    if (schema || always || strictGroups || groups?.length) return collect(...asked);
    const known = collected.get(target) ?? collect(...asked);
    collected.set(target, known);
    return known;
  };
}

collectRulesOnce();

function complaintsOf(errors: readonly ValidationError[], parent: string): Complaint[] {
  return errors.flatMap((error) => {
    const path = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      path,
      message: rule === 'whitelistValidation' ? 'is not a known field' : message,
    }));
    return [...own, ...complaintsOf(error.children ?? [], path)];
  });
}
