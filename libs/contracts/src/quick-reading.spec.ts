import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActionRecord } from './action-record.js';
import { ActionRequest } from './action-request.js';
import { actionNames, actionServices, findAction, targets, type Shape } from './catalogue.js';
import { Announcement } from './events.js';
import { readQuickly } from './quick-reading.js';
import { parseThoroughly, type UnknownFields } from './validation.js';

const shapes = new Map<string, Shape>(
  [
    ...actionServices.flatMap((service) => [
      targets[service],
      ...actionNames(service).flatMap((name) => {
        const action = findAction(service, name);
        return action ? [action.parameters, action.result] : [];
      }),
    ]),
    ActionRecord,
    ActionRequest,
    Announcement,
  ].map((shape) => [shape.name, shape]),
);

const isShape = (value: unknown): value is Shape => typeof value === 'function';

const fieldsOf = (shape: Shape): string[] => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(shape, '', false, false)
      .map(({ propertyName }) => propertyName),
  ),
];

/** What may stand in some field, rightly or not. */
const plain = fc.oneof(
  fc.constantFrom(
    ...['', 'x', 'on', 'ok', 'pxe', 'uefi', 'oob', 'succeeded', 'fake', 'redfish', '52:54:00:00:00:01', '10.0.0.1'],
    ...[
      'http://a.b/c',
      '2026-01-31T12:00:00Z',
      '2026-02-30T12:00:00Z',
      '6f8c2a34-6d3f-4d1c-8a53-5b1d7d3a1c11',
      '1.2.3',
    ],
  ),
  fc.constantFrom(0, 1, -1, 4, 1.5, 300, 4095, true, false, null, undefined),
  fc.constantFrom([], {}, [null], ['x'], [1, 'x'], [{}], { a: 'b' }, { a: { b: 1 } }, ['52:54:00:00:00:01'], [5, 6]),
);

/** Values of one field: what is free, and where it holds objects of a class, such objects and lists of them. */
function valueOf(shape: Shape, name: string, depth: number): fc.Arbitrary<unknown> {
  const listed = getMetadataStorage()
    .getTargetValidationMetadatas(shape, '', false, false)
    .filter((metadata) => metadata.propertyName === name)
    .flatMap(({ constraints }): unknown[] => constraints)
    .flatMap((values): unknown[] => (Array.isArray(values) ? values : []));
  const inner: unknown = defaultMetadataStorage.findTypeMetadata(shape, name)?.typeFunction();
  if (!isShape(inner) || depth === 0) {
    return listed.length > 0 ? fc.oneof(plain, fc.constantFrom(...listed), fc.constantFrom(listed)) : plain;
  }
  const nested = objectOf(inner, depth - 1);
  return fc.oneof(
    { arbitrary: nested, weight: 4 },
    { arbitrary: fc.array(nested, { maxLength: 2 }), weight: 4 },
    { arbitrary: plain, weight: 1 },
  );
}

/** Objects that are right more often than not: nearly each field has a value that nobody complains of. */
function objectOf(shape: Shape, depth = 2): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldsOf(shape).map((name) => {
    const any = valueOf(shape, name, depth);
    const complains = (value: unknown) => {
      const parsed = parseThoroughly(shape, { [name]: value }, 'ignore');
      return !parsed.ok && parsed.complaints.some(({ path }) => path === name || path.startsWith(`${name}.`));
    };
    const right = fc.sample(any, { numRuns: 60, seed: 1 }).filter((value) => !complains(value));
    const good = right.length > 0 ? fc.constantFrom(...right) : any;
    return fc
      .oneof({ arbitrary: good, weight: 30 }, { arbitrary: any, weight: 1 })
      .map((value) => [name, value] as const);
  });
  const unknown = fc.constantFrom([], [], [], [['colour', 'red'] as const]);
  return fc
    .tuple(fc.tuple(...fields), unknown)
    .map(([known, more]) => Object.fromEntries([...known, ...more].filter(([, value]) => value !== undefined)));
}

describe.each([...shapes])('%s', (_name, shape) => {
  it('is read quickly exactly when class-validator has nothing to complain of, and to the same', () => {
    const both = fc.tuple(objectOf(shape), fc.constantFrom<UnknownFields>('ignore', 'refuse'));
    fc.assert(
      fc.property(both, ([value, unknownFields]) => {
        const read = readQuickly(shape, structuredClone(value), unknownFields);
        const parsed = parseThoroughly(shape, structuredClone(value), unknownFields);
        expect(read).toStrictEqual(parsed.ok ? parsed.value : null);
      }),
      { numRuns: 100 },
    );
    // Now and then it makes one that is in order: otherwise the property would say nothing of these.
    const some = fc.sample(objectOf(shape), 3_000);
    expect(some.some((value) => readQuickly(shape, value, 'ignore') !== null)).toBe(true);
  });
});
