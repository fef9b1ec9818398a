import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.js';

/** Everything is killed and cut off while fifty nodes are deployed; minutes, and servers of its own. */
export default defineConfig({
  ...everyday,
  test: {
    ...everyday.test,
    include: ['test/chaos/**/*.spec.ts'],
    globalSetup: [],
    disableConsoleIntercept: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    retry: 0,
  },
});
