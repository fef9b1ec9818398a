import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['drydock-source', 'module', 'node', 'import', 'default'] } },
  resolve: { conditions: ['drydock-source', 'module', 'node', 'import', 'default'] },
  test: {
    include: ['{libs,apps}/**/src/**/*.spec.ts', 'test/{architecture,scenarios}/**/*.spec.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
