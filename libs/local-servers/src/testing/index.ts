export { freePortBlock } from '../ports.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { startTestNats, type TestNats } from './test-nats.js';
