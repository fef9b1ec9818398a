/**
 * JSON values as one parameter, a line each, null where there is none: JSON has no line breaks of its own. As an array each quote in
 * them would be escaped here and taken out again there, letter by letter, which costs more than reading the JSON.
 */
export const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => (value === null || value === undefined ? '' : JSON.stringify(value))).join('\n');

/** The array that stands in such a parameter; nothing but nulls may come as a shorter one, which `unnest` fills up beside others. */
export const fromJsonLines = (parameter: `$${number}`, type: 'json' | 'jsonb'): string =>
  `string_to_array(${parameter}, chr(10), '')::${type}[]`;
