/** What a target of the built-in bootstrapper has, in JSON Schema. */
export const builtinSettings = {
  type: 'object',
  required: ['credential'],
  properties: {
    address: {
      type: 'string',
      pattern: '^https?://',
      description: 'URL of the bootstrapper, such as http://127.0.0.1:9080',
    },
    credential: {
      type: 'object',
      required: ['token'],
      properties: { token: { type: 'string', writeOnly: true, description: 'a bearer token that may change things' } },
    },
    options: { type: 'object', maxProperties: 0 },
  },
} as const;
