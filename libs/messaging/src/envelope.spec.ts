import fc from 'fast-check';
import { headers, MsgHdrsImpl } from 'nats';
import { describe, expect, it } from 'vitest';
import { envelope, fromNatsHeaders, toNatsHeaders } from './envelope.js';

const message = (about: string, traceparent: string) =>
  envelope({
    subject: 'drydock.oob.event.spec',
    id: 'id',
    source: 'oob',
    type: 'io.drydock.spec.v1',
    about,
    time: new Date(0),
    taskId: 'task',
    traceparent,
    body: {},
  });

/** As they go over the wire. */
const wire = (named: unknown): string => (named instanceof MsgHdrsImpl ? new TextDecoder().decode(named.encode()) : '');

describe('the headers of a message', () => {
  it('go over the wire as the client of NATS writes them, and come back as they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[\w.-]{1,40}$/), (about, trace) => {
        const { headers: fields } = message(about, trace);
        const usual = headers();
        for (const [name, value] of Object.entries(fields)) usual.set(name, value);
        expect(wire(toNatsHeaders(fields))).toBe(wire(usual));
        expect(fromNatsHeaders(MsgHdrsImpl.decode(new TextEncoder().encode(wire(usual))))).toEqual(fields);
      }),
    );
  });

  it.each([
    ['a value of ours with a line break, which would be one more header', { 'ce-id': 'a\r\nce-type: b' }],
    ['a value of others with a line break', { 'x-other': 'a\r\nb' }],
    ['a name that is none', { 'x other\r\n': 'a' }],
  ])('are refused: %s', (_what, fields) => {
    expect(() => toNatsHeaders({ ...fields })).toThrow();
  });

  it('with several values are read as the first of them', () => {
    const several = headers();
    several.append('x-other', 'first');
    several.append('x-other', 'second');
    expect(fromNatsHeaders(several)).toEqual({ 'x-other': 'first' });
    expect(fromNatsHeaders(undefined)).toEqual({});
  });
});
