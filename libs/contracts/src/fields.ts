import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsObject, Matches, ValidateBy, ValidateNested, type ValidationOptions } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

type Class = new () => object;

/** Several decorators as one. */
export const all =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };

/** What a field looks like in JSON Schema, where its validators cannot tell. */
export const AsSchema =
  (schema: Parameters<typeof JSONSchema>[0]): PropertyDecorator =>
  (target, property) =>
    JSONSchema(schema)(target, String(property));

/** A field that holds an object of the given class. */
export const Nested = (of: () => Class): PropertyDecorator => all(IsObject(), ValidateNested(), Type(of));

/** A field that holds a list of objects of the given class. */
export const NestedList = (of: () => Class): PropertyDecorator =>
  all(IsArray(), ValidateNested({ each: true }), Type(of));

const mac = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const macMessage = '$property must be a MAC address in lower case with colons, such as 70:b5:e8:f0:52:dc';

/** A MAC address as the contracts write it: lower case, with colons. */
export const IsMac = (options?: ValidationOptions): PropertyDecorator =>
  Matches(mac, { message: macMessage, ...options });

/** A VLAN id, 1 to 4094. */
export const IsVlanId = (options?: ValidationOptions): PropertyDecorator =>
  all(
    ValidateBy(
      {
        name: 'isVlanId',
        validator: {
          validate: (value: unknown) =>
            typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 4094,
          defaultMessage: () => '$property must be a VLAN id from 1 to 4094',
        },
      },
      options,
    ),
    AsSchema(
      options?.each
        ? { type: 'array', items: { type: 'integer', minimum: 1, maximum: 4094 } }
        : { type: 'integer', minimum: 1, maximum: 4094 },
    ),
  );

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment in ISO 8601 that means the same everywhere: date, time and zone. */
export const IsMoment = (): PropertyDecorator =>
  all(
    ValidateBy({
      name: 'isMoment',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && moment.test(value) && isOnCalendar(value) && !value.startsWith('0000'),
        defaultMessage: () => '$property must be a date, a time and a zone in ISO 8601, such as 2026-01-31T12:00:00Z',
      },
    }),
    AsSchema({ type: 'string', format: 'date-time' }),
  );

/** JavaScript reads 30 February as 2 March. */
const isOnCalendar = (value: string): boolean => {
  const date = value.slice(0, 10);
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(Date.parse(value)) && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
};

/** An object whose keys are free and whose values are all strings. */
export const IsStringMap = (): PropertyDecorator =>
  all(
    ValidateBy({
      name: 'isStringMap',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          !Array.isArray(value) &&
          Object.values(value).every((entry) => typeof entry === 'string'),
        defaultMessage: () => '$property must be an object whose values are strings',
      },
    }),
    AsSchema({ type: 'object', additionalProperties: { type: 'string' } }),
  );
