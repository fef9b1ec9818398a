import { defineConfig } from 'vitest/config';

// Not 'import': workers take these for require() too, and would load an ES module where CommonJS is expected.
const conditions = ['drydock-source', 'module', 'node'];

export default defineConfig({
  // Specifications are left out of the packages' tsconfig, where the sources have this from.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ['{libs,apps,tools}/**/*.spec.ts', 'test/{architecture,scenarios}/**/*.spec.ts', 'examples/**/*.spec.js'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: 'libs/local-servers/src/testing/global-setup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is no failure.
    expect: { poll: { timeout: 20_000 } },
    // On a machine that others share a moment may be lost. What a generator found stands; .ci/run names whatever it had to try again.
    retry: process.env['CI'] === 'true' ? { count: 1, condition: /^(?!Property failed)/ } : 0,
    maxWorkers: 2,
    // For worker threads of ours, which vitest does not transform.
    execArgv: ['--import', new URL('./tools/typescript-sources.mjs', import.meta.url).href],
  },
});
