import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.js';

/** Whole-system stories with real peers; they take minutes, one at a time. */
export default defineConfig({
  ...everyday,
  test: {
    ...everyday.test,
    include: ['test/e2e/**/*.spec.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
