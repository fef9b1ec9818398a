import { describe, expect, it } from 'vitest';
import { whyNotJson } from './not-json.js';

const refusalOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
};

describe('why a text is not JSON', () => {
  it.each([
    '{"password":calvin}',
    '{"password":"calvin}',
    'calvin',
    '{"a":1} calvin',
    '["calvin"',
    '{"pass":"calvin",}',
  ])('is said without a word of %s', (text) => {
    const why = whyNotJson(refusalOf(text));
    expect(why).toContain('is not JSON');
    expect(why).not.toContain('calvin');
  });

  it('says where, when that is known', () => {
    expect(whyNotJson(refusalOf('{"a":1} x'))).toBe('is not JSON, from its character 9 on');
    expect(whyNotJson('something else')).toBe('is not JSON');
  });
});
