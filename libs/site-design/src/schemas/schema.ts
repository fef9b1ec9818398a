/** A JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

const texts = { type: 'array', items: { type: 'string', minLength: 1 } } as const;
const scalar = ['string', 'number', 'boolean'] as const;

export const string = (description: string): Schema => ({ type: 'string', minLength: 1, description });
export const number = (description: string): Schema => ({ type: 'number', minimum: 0, description });
export const boolean = (description: string): Schema => ({ type: 'boolean', description });
export const strings = (description: string): Schema => ({ ...texts, description });
export const choice = (description: string, ...values: readonly string[]): Schema => ({ enum: values, description });

/** Keys are free. */
export const mapOf = (values: Schema, description: string): Schema => ({
  type: 'object',
  additionalProperties: values,
  description,
});

/** Labels and the like: whatever is written as a value is read as text. */
export const labels = (description: string): Schema => mapOf({ type: [...scalar] }, description);

/** Free keys and values: read by whoever the object is for. */
export const anything = (description: string): Schema => ({ type: 'object', description });

export const listOf = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** Fields that are not listed are refused, so that a typo is seen. */
export const object = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  ...required: readonly string[]
): Schema => ({ type: 'object', description, properties, required, additionalProperties: false });

const forOthers: Schema = { description: 'not known to Drydock; for other programs that read the document' };

/** Fields that are not listed are left to programs that take them from here by substitution; a warning says so, as one may be a typo. */
export const open = (schema: Schema): Schema => ({ ...schema, additionalProperties: forOthers });
export const isOpen = (schema: Schema): boolean => schema['additionalProperties'] === forOthers;

/** null takes away what is inherited. */
export const orNull = (schema: Schema): Schema => ({ ...schema, type: ['object', 'null'] });

export const pattern = (expression: string, description: string): Schema => ({
  type: 'string',
  pattern: expression,
  description,
});

export const integer = (minimum: number, maximum: number, description: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
export const ipv4 = (description: string): Schema => pattern(`^(${octet}\\.){3}${octet}$`, `${description} (IPv4)`);
export const cidr = (description: string): Schema =>
  pattern(`^(${octet}\\.){3}${octet}/(3[0-2]|[12]?[0-9])$`, `${description}, such as 10.0.20.0/24`);
export const mac = (description: string): Schema =>
  pattern('^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$', `${description}, such as 70:b5:e8:f0:52:dc`);
export const url = (description: string): Schema => pattern('^https?://[^\\s]+$', `${description} (http or https)`);
export const sha256 = (description: string): Schema =>
  pattern('^[0-9a-f]{64}$', `${description}: SHA-256 in hexadecimal`);
/** Drydock wants digits in quotes; a number says the same. */
export const vlanId: Schema = {
  anyOf: [
    { type: 'string', pattern: '^[0-9]{1,4}$' },
    { type: 'integer', minimum: 0, maximum: 4094 },
  ],
  description: 'VLAN id from 1 to 4094; 0, or leave it out, for a network without one',
};

/** A secret as written, as an object that a driver understands, or sealed. */
export const credential = (description: string): Schema => ({
  anyOf: [{ type: 'string', minLength: 1 }, { type: 'object' }],
  description,
});
