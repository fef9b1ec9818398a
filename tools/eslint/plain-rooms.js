import { dirname, resolve } from 'node:path';
import { importVisitor } from './import-visitor.js';
import { pathBelowRoot } from './workspace.js';

const frameworks =
  /^(@nestjs\/|typeorm$|pg$|nats$|@nats-io\/|express$|rxjs($|\/)|@drydock\/(service|messaging|actions)$)/;
const otherRooms = /\/src\/(rest|persistence)\//;

/**
 * Plain TypeScript: rules of the trade that can be read and tested without a framework, a database or a broker.
 * @type {import('eslint').Rule.RuleModule}
 */
export const plainRooms = {
  meta: {
    type: 'problem',
    docs: { description: 'domain/ and the pure libraries import no framework' },
    messages: {
      framework: '"{{specifier}}" is a framework; this is plain TypeScript. Pass in what is needed as a parameter.',
      room: '{{target}} is another room; the domain is imported by it and never imports it.',
    },
    schema: [],
  },
  create: (context) =>
    importVisitor(({ node, specifier, typeOnly }) => {
      if (frameworks.test(specifier)) context.report({ node, messageId: 'framework', data: { specifier } });
      if (!specifier.startsWith('.') || typeOnly) return;
      const target = pathBelowRoot(resolve(dirname(context.filename), specifier));
      if (otherRooms.test(target)) context.report({ node, messageId: 'room', data: { target } });
    }),
};
