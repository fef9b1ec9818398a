// Lets Node itself run the sources of this repository: worker threads of what vitest runs, which it does not transform.
// `node --import ./tools/typescript-sources.mjs …`
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const isOurs = (url) => url.startsWith('file:') && !url.includes('/node_modules/');
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
  inlineSourceMap: true,
};

registerHooks({
  resolve(specifier, context, next) {
    const found = () => next(specifier, { ...context, conditions: ['drydock-source', ...context.conditions] });
    if (!specifier.endsWith('.js')) return found();
    const base = specifier.startsWith('file:') ? undefined : context.parentURL;
    if (!specifier.startsWith('.') && !specifier.startsWith('file:')) return found();
    const source = new URL(specifier.replace(/\.js$/, '.ts'), base);
    return isOurs(source.href) && existsSync(source)
      ? { url: source.href, format: 'module', shortCircuit: true }
      : found();
  },
  load(url, context, next) {
    if (!isOurs(url) || !url.endsWith('.ts')) return next(url, context);
    const fileName = fileURLToPath(url);
    const { outputText } = ts.transpileModule(readFileSync(fileName, 'utf8'), { fileName, compilerOptions });
    return { format: 'module', source: outputText, shortCircuit: true };
  },
});
