/**
 * Rules of the house that no published rule says as we mean it. Each refuses one thing and names the simple way beside it.
 */

const refusing = (description, message, visitor) => ({
  meta: { type: 'suggestion', docs: { description }, messages: { refused: message }, schema: [] },
  create: (context) => visitor((node, data = {}) => context.report({ node, messageId: 'refused', data })),
});

const mostParameters = 3;

/** Nest calls it with what it injects: the constructor of a decorated class, or a `useFactory`. */
const isInjected = ({ parent }) =>
  (parent.type === 'MethodDefinition' &&
    parent.kind === 'constructor' &&
    parent.parent.parent.decorators?.length > 0) ||
  (parent.type === 'Property' && parent.key.name === 'useFactory');

/** Three parameters at most; what Nest calls takes what it needs. */
export const parameters = refusing(
  'functions take at most three parameters',
  `{{count}} parameters; past ${mostParameters}, take one object.`,
  (refuse) => {
    const check = (node) => {
      const count = node.params.filter((parameter) => parameter.name !== 'this').length;
      if (count > mostParameters && !isInjected(node)) refuse(node, { count });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
);

const isBoolean = (parameter) => {
  const pattern = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  const startsAsBoolean = parameter.type === 'AssignmentPattern' && typeof parameter.right.value === 'boolean';
  return startsAsBoolean || pattern.typeAnnotation?.typeAnnotation.type === 'TSBooleanKeyword';
};

/** `open(true)` tells its reader nothing. Functions of one parameter are let be: there the name of the function says it. */
export const booleanParameters = refusing(
  'no boolean beside other parameters',
  'A boolean beside other parameters cannot be read where it is called; take an object or a union of words.',
  (refuse) => {
    const check = ({ params }) => {
      if (params.length > 1) params.filter(isBoolean).forEach((parameter) => refuse(parameter));
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
);

/** The environment is read in `config.ts` alone. */
export const environment = refusing(
  'process.env is read in config.ts alone',
  'The environment is read in config.ts alone; take the value as a parameter.',
  (refuse) => ({
    "MemberExpression[object.name='process'][property.name='env']": (node) => refuse(node),
    "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']": (node) =>
      refuse(node),
  }),
);

/** Time and chance come in as parameters, so that a test can give them. */
export const clock = refusing(
  'time and randomness come in as parameters',
  'Time and randomness come in as parameters here (`context.now()` in a driver).',
  (refuse) => ({
    "CallExpression[callee.object.name='Date'][callee.property.name='now']": (node) => refuse(node),
    "NewExpression[callee.name='Date'][arguments.length=0]": (node) => refuse(node),
    "CallExpression[callee.object.name='Math'][callee.property.name='random']": (node) => refuse(node),
    "CallExpression[callee.name='randomUUID']": (node) => refuse(node),
    "CallExpression[callee.object.name='performance'][callee.property.name='now']": (node) => refuse(node),
  }),
);

/** Waiting is the runner's: a driver or service says when to be asked again. */
export const sleep = refusing(
  'services and drivers do not sleep',
  'No sleeping here: a driver answers `again(seconds, progress)`, a service keeps a due time in its row.',
  (refuse) => ({
    'ImportDeclaration[source.value=/^(node:)?timers.promises$/]': (node) => refuse(node),
    "NewExpression[callee.name='Promise'] > ArrowFunctionExpression[params.length=1] > CallExpression[callee.name='setTimeout']":
      (node) => refuse(node),
    "NewExpression[callee.name='Promise'] > ArrowFunctionExpression > BlockStatement[body.length=1] > ExpressionStatement > CallExpression[callee.name='setTimeout']":
      (node) => refuse(node),
  }),
);

/** Unions of words instead of enums and namespaces; modules instead of classes of static members. */
export const plainLanguage = refusing('unions of string literals, modules, one class deep', '{{what}}', (refuse) => ({
  TSEnumDeclaration: (node) =>
    refuse(node, { what: 'No enums; a union of string literals is checked and printed as it is.' }),
  'TSModuleDeclaration[declare!=true][global!=true]': (node) =>
    refuse(node, { what: 'No namespaces; a file is a module.' }),
  ExportDefaultDeclaration: (node) =>
    refuse(node, { what: 'No default exports; a name is the same wherever it is used.' }),
  'TSTypeReference[typeName.name=/^(Function|Object)$/]': (node) =>
    refuse(node, { what: 'Say which function or object.' }),
}));

const exception = /eslint-disable|@ts-(expect-error|ignore|nocheck)/;
const openEnd = /\b(TODO|FIXME|XXX|HACK)\b/;

/** An exception, and what was left for later, say why. */
export const explained = {
  meta: {
    type: 'suggestion',
    docs: { description: 'exceptions and TODOs give their reason' },
    messages: {
      exception: 'Say why after " -- ", or do without the exception.',
      openEnd: 'Write "TODO: <what for, or what it waits for>", or do it now.',
    },
    schema: [],
  },
  create: (context) => ({
    Program: () => {
      for (const { value, loc } of context.sourceCode.getAllComments()) {
        if (exception.test(value) && !/ -- \S.{9,}/s.test(value)) context.report({ loc, messageId: 'exception' });
        if (openEnd.test(value) && !/\bTODO: \S.{14,}/s.test(value)) context.report({ loc, messageId: 'openEnd' });
      }
    },
  }),
};
