import { describe, expect, it } from 'vitest';
import { parseActionRequest } from './action-request.js';
import { actionNames, actionServices } from './catalogue.js';
import { contractSchemas, withNulls } from './json-schema.js';
import { parse } from './validation.js';
import { NodeTarget } from './node/target.js';

const target = { type: 'redfish', address: 'https://10.0.0.11' };

describe('the catalogue', () => {
  it('has the 21 actions of the three services', () => {
    expect(actionServices.map((service) => actionNames(service).length)).toEqual([6, 12, 3]);
  });
});

describe('a request for an action', () => {
  it('is accepted when everything is right', () => {
    const request = { action: 'SetNodeBoot', node: 'n1', target, parameters: { device: 'pxe', once: true } };
    expect(parseActionRequest('oob', request, 'refuse')).toMatchObject({ ok: true, value: { node: 'n1' } });
  });

  it('is refused with every wrong field at once, each with its path', () => {
    const request = {
      action: 'SetNodeBoot',
      node: 'n1',
      target: { type: 'redfish', port: 0, colour: 'red' },
      parameters: { device: 'floppy', once: 'yes' },
      timeoutSeconds: -1,
    };
    const parsed = parseActionRequest('oob', request, 'refuse');
    expect(parsed.ok ? [] : [...new Set(parsed.complaints.map(({ path }) => path))].sort()).toEqual([
      'parameters.device',
      'parameters.once',
      'target.address',
      'target.colour',
      'target.port',
      'timeoutSeconds',
    ]);
  });

  it('names the actions that there are when it asks for one that is not', () => {
    const parsed = parseActionRequest('network', { action: 'PowerOnNode', node: 'n1', target }, 'refuse');
    expect(parsed.ok ? '' : parsed.complaints[0]?.message).toContain('ConfigurePortProvisioning');
  });

  it('needs a node unless the action is on the site', () => {
    expect(parseActionRequest('oob', { action: 'PowerOnNode', target }, 'refuse').ok).toBe(false);
    const onSite = {
      action: 'CreateBootMedia',
      target,
      parameters: { images: [], repositories: [], authorizedKeys: [] },
    };
    expect(parseActionRequest('node', onSite, 'refuse').ok).toBe(true);
  });

  it('may carry fields of a newer sender over NATS, not over REST', () => {
    const newer = { action: 'PowerOnNode', node: 'n1', target, urgency: 'high' };
    expect(parseActionRequest('oob', newer, 'ignore').ok).toBe(true);
    expect(parseActionRequest('oob', newer, 'refuse')).toMatchObject({ ok: false, complaints: [{ path: 'urgency' }] });
  });

  it.each([null, 'text', 7, []])('is refused, not crashed on, when the body is %j', (body) => {
    expect(parseActionRequest('oob', body, 'refuse').ok).toBe(false);
  });
});

describe('a request that could not be kept', () => {
  const on = (more: object) =>
    parseActionRequest('oob', { action: 'PowerOnNode', node: 'n1', target, ...more }, 'ignore');
  const pathsOf = (more: object) => {
    const parsed = on(more);
    return parsed.ok ? [] : parsed.complaints.map(({ path }) => path);
  };
  const nested = (levels: number): object => (levels === 0 ? {} : { inner: nested(levels - 1) });

  it.each(['nul\0', 'half \ud800', '\udc00 half'])('names the place of a text that no database takes: %j', (node) => {
    expect(pathsOf({ node })).toEqual(['node']);
    expect(pathsOf({ target: { ...target, options: { [node]: 1 } } })).toEqual(['target.options']);
  });

  it('may have whole surrogate pairs', () => {
    expect(on({ node: 'rack 😀' }).ok).toBe(true);
  });

  it('is refused when it is nested without end, not recursed into', () => {
    const levels = 50_000;
    const deep: unknown = JSON.parse(`${'{"inner":'.repeat(levels)}1${'}'.repeat(levels)}`);
    expect(pathsOf({ parameters: deep })).toEqual(['parameters.inner.inner']);
    expect(on({ parameters: nested(20) }).ok).toBe(true);
  });

  it('is refused when a name in it is one that objects have by birth', () => {
    const odd: unknown = JSON.parse('{"__proto__": {"admin": true}}');
    expect(pathsOf({ parameters: odd })).toEqual(['parameters']);
  });

  it.each([
    ['http://[bad', 'is not a URL'],
    ['http://root:calvin@10.0.0.1', 'must not hold an account'],
    ['two words', 'without spaces'],
    ['x'.repeat(1025), 'at most'],
    ['', 'empty'],
  ])('says what is wrong with the address %j', (address, why) => {
    const parsed = on({ target: { ...target, address } });
    expect(parsed).toMatchObject({ complaints: [{ path: 'target.address', message: expect.stringContaining(why) }] });
  });

  it.each([
    '2026-11-23',
    '2026-W47',
    '20270101T000000Z',
    '2027-01-01T00:00:00',
    '2027-02-30T00:00:00Z',
    '2027-01-01T25:00:00Z',
    '0000-01-01T00:00:00Z',
    'tomorrow',
  ])('takes no deadline that could be read in two ways or none: %s', (deadline) => {
    expect(pathsOf({ deadline })).toEqual(['deadline']);
  });

  it.each(['2027-01-01T00:00Z', '2027-01-01T00:00:00.123Z', '2027-01-01T00:00:00+02:00', null])(
    'takes the deadline %s',
    (deadline) => {
      expect(on({ deadline }).ok).toBe(true);
    },
  );
});

describe('a credential', () => {
  const withCredential = (credential: unknown) =>
    parse(NodeTarget, { type: 'maas', address: 'http://maas', credential }, 'refuse').ok;
  it('is sealed, or plain in exactly one form', () => {
    expect(withCredential({ sealed: 'a.b.c' })).toBe(true);
    expect(withCredential({ apiKey: 'a:b:c' })).toBe(true);
    expect(withCredential({ username: 'a', password: 'b', apiKey: 'c' })).toBe(false);
    expect(withCredential({ username: 'a' })).toBe(false);
    expect(withCredential('secret')).toBe(false);
  });
});

describe('the JSON Schemas', () => {
  it('are derived from the classes, nested ones by reference', () => {
    const schemas = contractSchemas();
    expect(schemas['PowerOnNodeParameters']).toMatchObject({
      properties: { boot: { $ref: '#/components/schemas/BootOverride' } },
    });
    expect(schemas['BootOverride']).toMatchObject({ required: ['device'] });
  });

  it('take null for what may be left out, as the doors do', () => {
    expect(parse(NodeTarget, { ...target, verifyTls: null }, 'refuse')).toMatchObject({ ok: true });
    const { verifyTls, address } = Object(withNulls(contractSchemas()['NodeTarget'] ?? {})).properties;
    expect(verifyTls).toEqual({ anyOf: [{ type: 'boolean' }, { type: 'null' }] });
    expect(address).toMatchObject({ type: 'string' });
  });
});
