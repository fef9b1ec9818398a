import asyncApi from '@asyncapi/specs';
import { actionNames, actionServices, findAction, parseActionRequest, subjects } from '@drydock/contracts';
import Ajv from 'ajv';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from './asyncapi.mjs';
import { commandBody } from './examples.mjs';
import { messageFiles } from './files.mjs';

const files = await messageFiles();
const everyAction = actionServices.flatMap((service) => actionNames(service).map((action) => ({ service, action })));

describe('the documents of the messages', () => {
  it.each([...files].map(([path, text]) => ({ name: basename(path), path, text })))(
    'docs/$name says what the contracts say; if not: npm run docs:messages',
    async ({ path, text }) => {
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it('are an AsyncAPI 3.0 document by its own schema', () => {
    const ajv = new Ajv({ unknownFormats: 'ignore', logger: false });
    const validate = ajv.compile(asyncApi.schemasWithoutId['3.0.0']);
    validate(asyncApiDocument());
    expect(validate.errors).toBeNull();
    expect(validate({ ...asyncApiDocument(), channels: { broken: { address: 5 } } })).toBe(false);
  });

  it('refer only to what is in them', () => {
    const document: unknown = JSON.parse(JSON.stringify(asyncApiDocument()));
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, pointer = '']) => pointer,
    );
    const at = (pointer: string) =>
      pointer.split('/').reduce<unknown>((above, field) => Reflect.get(Object(above), field), document);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((pointer) => at(pointer) === undefined)).toEqual([]);
  });

  it('have every subject', () => {
    const addresses = Object.values<{ address: string }>(asyncApiDocument().channels).map(({ address }) => address);
    expect(everyAction).toHaveLength(21);
    expect(addresses).toEqual(
      expect.arrayContaining(everyAction.map(({ service, action }) => `drydock.${service}.command.${action}`)),
    );
    expect(addresses).toEqual(expect.arrayContaining(actionServices.map((service) => subjects.cancel(service))));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each(everyAction)('show a command of $action that the $service service would take', ({ service, action }) => {
    const body = commandBody(service, action, findAction(service, action)?.scope);
    expect(parseActionRequest(service, body, 'refuse')).toMatchObject({ ok: true });
  });
});
