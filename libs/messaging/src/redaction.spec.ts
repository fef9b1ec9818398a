import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownHeaders, withoutSecrets } from './redaction.js';

const names = ['password', 'credential', 'community', 'privateKey', 'apiKey', 'token', 'key', 'userData', 'secret'];
const sealed = { sealed: 'eyJhbGciOiJFQ0RILUVTIn0..iv.text.tag' };
const kept = (body: string): unknown => JSON.parse(withoutSecrets(body));

/** Recognisable wherever it stands and however it is written: nothing in it is ever escaped. */
const plant = fc.stringMatching(/^[A-Za-z0-9]{12}$/).map((text) => `s3cr3t${text}`);
const harmless = fc.jsonValue({ maxDepth: 3, noUnicodeString: true });

/** The secret as a value: a text, a number's digits aside, in lists and objects. */
const shaped = (secret: string): fc.Arbitrary<unknown> =>
  fc.constantFrom<unknown>(secret, [secret], { username: 'root', password: secret }, { a: [{ b: secret }] }, [
    [secret],
  ]);

/** A body with the secret in a field of a secret name, anywhere between harmless things. */
const bodyWith = (secret: string): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...names), shaped(secret), harmless, fc.array(fc.constantFrom('list', 'object', 'text')))
    .map(([name, value, beside, wraps]) =>
      wraps.slice(0, 5).reduce<unknown>(
        (inner, wrap) => {
          if (wrap === 'list') return [beside, inner];
          return wrap === 'object' ? { beside, inner } : { beside, inner: JSON.stringify(inner) };
        },
        { beside, [name]: value },
      ),
    );

describe('what is kept of a body', () => {
  const planted = plant.chain((secret) => fc.tuple(fc.constant(secret), bodyWith(secret)));

  it('never has a secret in it, however deep it stands, whatever its value is made of', () => {
    fc.assert(
      fc.property(planted, ([secret, body]) => {
        expect(JSON.stringify(body)).toContain(secret);
        expect(withoutSecrets(JSON.stringify(body))).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it('never has a secret in it when the body is cut off anywhere', () => {
    fc.assert(
      fc.property(planted, fc.nat(), ([secret, body], cut) => {
        const text = JSON.stringify(body);
        expect(withoutSecrets(text.slice(0, cut % text.length))).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it('is everything else, as it was', () => {
    const open = fc.dictionary(fc.constantFrom('id', 'node', 'action', 'revision'), fc.oneof(fc.integer(), fc.uuid()));
    fc.assert(
      fc.property(open, (body) => {
        expect(kept(JSON.stringify({ ...body, target: { address: 'a', credential: sealed } }))).toEqual({
          ...body,
          target: { address: 'a', credential: sealed },
        });
      }),
    );
  });

  it.each([
    ['a number', { password: 12345678 }],
    ['an object of the name', { password: { value: '12345678' } }],
    ['a name in other letters', { PassWord: '12345678' }],
    ['a name with an underscore', { private_key: '12345678' }],
    ['what only calls itself sealed', { credential: { sealed: '12345678' } }],
    ['an account in a URL', { address: 'https://root:12345678@bmc/' }],
    ['an account in a URL that is none', { address: 'https://root:a/12345678@bmc/' }],
    ['an account without a scheme', { address: 'root:12345678@bmc' }],
    ['JSON in a text', { note: '{"password":"12345678"}' }],
    ['JSON in a text in a text', { note: JSON.stringify({ note: '{"password":"12345678"}' }) }],
    ['half of JSON in a text', { note: '{"password":"12345678' }],
  ])('has not %s', (_what, body) => {
    expect(withoutSecrets(JSON.stringify({ id: 'a-b', ...body }))).not.toContain('12345678');
    expect(kept(JSON.stringify({ id: 'a-b', ...body }))).toMatchObject({ id: 'a-b' });
  });

  it('has the last of two fields of one name, and the first neither', () => {
    expect(withoutSecrets('{"password":"first","password":"second"}')).toBe('{"password":"[removed]"}');
  });

  it('is only how long it was when it is not JSON', () => {
    expect(withoutSecrets('password=calvin')).toBe('[not JSON: 15 bytes, which are not kept: they may hold a secret]');
  });

  it('is made in the time that reading takes, however long a text is', () => {
    const long = 'x'.repeat(4_000_000);
    expect(kept(JSON.stringify({ long, at: `${long}@${long}` }))).toEqual({ long, at: `[removed]@${long}` });
  });

  it('ends where nesting has no end', () => {
    expect(withoutSecrets(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toContain('[removed]');
  });
});

it('of the headers those are kept that messages of Drydock have', () => {
  const known = { 'ce-id': '1', 'Nats-Msg-Id': '2', 'drydock-task': '3', traceparent: '4' };
  expect(knownHeaders({ ...known, Authorization: 'Bearer calvin', 'X-Password': 'calvin' })).toEqual(known);
});
