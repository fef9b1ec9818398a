import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, IS_OPTIONAL, ValidationTypes } from 'class-validator';
import type { UnknownFields } from './validation.js';

type Class = new () => object;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One rule for the value of one field. */
type Check = (value: unknown, object: object) => boolean;

interface Field {
  readonly name: string;
  /** The rules hold only where it has a value. */
  readonly isOptional: boolean;
  /** They hold only where all of these do, too. */
  readonly conditions: readonly Check[];
  readonly checks: readonly Check[];
  /** The class of the object, or of the objects in the list, that the field holds. */
  readonly nested: (() => unknown) | null;
}

interface Rules {
  readonly shape: Class;
  readonly fields: readonly Field[];
  readonly names: ReadonlySet<string>;
}

/** null: a class with something that only class-validator itself can check. */
const compiled = new Map<unknown, Rules | null>();

/**
 * Reads a value as class-transformer and class-validator would, in a small part of the time: with the same rules, collected once, and
 * nothing made for a complaint. What a field holds freely is not copied. Answers null where there is anything to complain of, or where
 * only the two themselves can tell: then they have to be asked.
 */
export function readQuickly<T extends object>(
  shape: new () => T,
  value: object,
  unknownFields: UnknownFields,
): T | null {
  const rules = rulesOf(shape);
  const read = rules && readBy(rules, value, unknownFields);
  return read instanceof shape ? read : null;
}

function readBy({ shape, fields, names }: Rules, value: object, unknownFields: UnknownFields): object | null {
  if (unknownFields === 'refuse' && !Object.keys(value).every((name) => names.has(name))) return null;
  const read = new shape();
  for (const { name } of fields) if (Object.hasOwn(value, name)) Reflect.set(read, name, Reflect.get(value, name));
  for (const { name, isOptional, conditions, checks, nested } of fields) {
    const content: unknown = Reflect.get(read, name);
    if (isOptional && (content === null || content === undefined)) continue;
    if (!conditions.every((holds) => holds(content, read))) continue;
    for (const check of checks) if (!check(content, read)) return null;
    if (nested === null || content === undefined) continue;
    const inner = readNested(rulesOf(nested()), content, unknownFields);
    if (inner === null) return null;
    Reflect.set(read, name, inner);
  }
  return read;
}

/** The objects in a field, in the class that it says. */
function readNested(rules: Rules | null, content: unknown, unknownFields: UnknownFields): object | null {
  if (rules === null || !isObject(content)) return null;
  if (!Array.isArray(content)) return readBy(rules, content, unknownFields);
  const all: object[] = [];
  for (const one of content) {
    const read = isObject(one) && !Array.isArray(one) ? readBy(rules, one, unknownFields) : null;
    if (read === null) return null;
    all.push(read);
  }
  return all;
}

function rulesOf(shape: unknown): Rules | null {
  const known = compiled.get(shape);
  if (known !== undefined) return known;
  const rules = isClass(shape) ? compile(shape) : null;
  compiled.set(shape, rules);
  return rules;
}

function compile(shape: Class): Rules | null {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(shape, '', false, false);
  const fields: Field[] = [];
  for (const [name, metadata] of Map.groupBy(all, ({ propertyName }) => propertyName)) {
    const field = fieldOf(shape, name, metadata);
    if (field === null) return null;
    fields.push(field);
  }
  return { shape, fields, names: new Set(fields.map(({ name }) => name)) };
}

function fieldOf(shape: Class, name: string, all: readonly Metadata[]): Field | null {
  const conditions: Check[] = [];
  let isOptional = false;
  const checks: Check[] = [];
  let nested: Field['nested'] = null;
  for (const metadata of all) {
    if (metadata.validateIf) return null;
    switch (metadata.type) {
      case ValidationTypes.CONDITIONAL_VALIDATION:
        if (metadata.name === IS_OPTIONAL) isOptional = true;
        else conditions.push(conditionOf(metadata));
        break;
      case ValidationTypes.CUSTOM_VALIDATION: {
        const own = checksOf(shape, metadata);
        if (own === null) return null;
        checks.push(...own);
        break;
      }
      case ValidationTypes.NESTED_VALIDATION: {
        const type = defaultMetadataStorage.findTypeMetadata(shape, name);
        if (!type) return null;
        nested = () => type.typeFunction();
        break;
      }
      default:
        return null;
    }
  }
  return { name, isOptional, conditions, checks, nested };
}

function conditionOf(metadata: Metadata): Check {
  const constraints: unknown[] = metadata.constraints;
  const [condition] = constraints;
  if (typeof condition !== 'function') throw new Error('A condition of class-validator is a function.');
  return (value, object) => Boolean(Reflect.apply(condition, undefined, [object, value]));
}

function checksOf({ name: targetName }: Class, metadata: Metadata): Check[] | null {
  const { propertyName: property, each } = metadata;
  const constraints: unknown[] = metadata.constraints;
  const validators = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (validators.some((validator) => validator.async)) return null;
  return validators.map(({ instance }) => {
    const check: Check = (value, object) =>
      instance.validate(value, { targetName, property, object, value, constraints }) === true;
    return (value, object) =>
      each && Array.isArray(value) ? value.every((one) => check(one, object)) : check(value, object);
  });
}

const isClass = (value: unknown): value is Class => typeof value === 'function';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
