import { describe, expect, it } from 'vitest';
import { formatLines, listOf, parseLines } from './key-value-lines.js';

describe('lines between the bootstrapper and its agent', () => {
  it('come back as they were sent', () => {
    const body = formatLines([
      ['work', 'deploy'],
      ['image_bytes', 1048576],
      ['image_url', 'http://a/b?c=d'],
    ]);
    expect(body).toBe('work=deploy\nimage_bytes=1048576\nimage_url=http://a/b?c=d\n');
    expect(parseLines(body)?.get('image_url')).toBe('http://a/b?c=d');
  });

  it('cannot be forged by a value with a line break in it', () => {
    const fields = parseLines(formatLines([['message', 'failed\nwork=erase']]));
    expect(fields).toEqual(new Map([['message', 'failed work=erase']]));
  });

  it.each(['no equals sign', '=value', '{"json":true}'])('are refused when one is %j', (line) => {
    expect(parseLines(`ok=1\n${line}\n`)).toBeUndefined();
  });

  it('carry lists', () => {
    const fields = parseLines('id=1\nitem.1.kind=bios\nitem.0.kind=firmware\nitem.0.name=nic\nother.0.kind=x\n');
    expect(listOf(fields ?? new Map(), 'item')).toEqual([
      new Map([
        ['kind', 'firmware'],
        ['name', 'nic'],
      ]),
      new Map([['kind', 'bios']]),
    ]);
  });
});
