const isTypeOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 && node.specifiers.every(({ importKind }) => importKind === 'type'));

/**
 * Visits every way in which a module names another: imports, re-exports, `import()`, `import('x').Type`.
 * @param {(found: { node: object, specifier: string, typeOnly: boolean }) => void} visit
 */
export function importVisitor(visit) {
  const found = (node, source, typeOnly) => {
    if (typeof source?.value === 'string') visit({ node: source, specifier: source.value, typeOnly });
  };
  return {
    ImportDeclaration: (node) => found(node, node.source, isTypeOnly(node)),
    ExportNamedDeclaration: (node) => found(node, node.source, isTypeOnly(node)),
    ExportAllDeclaration: (node) => found(node, node.source, isTypeOnly(node)),
    ImportExpression: (node) => found(node, node.source, false),
    TSImportType: (node) => found(node, node.source ?? node.argument?.literal, true),
    TSExternalModuleReference: (node) => found(node, node.expression, false),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') found(node, node.arguments[0], false);
    },
  };
}
