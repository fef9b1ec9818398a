export { freePortBlock } from '../ports.js';
export { selfSigned } from './self-signed.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
export { startTestNats, type TestNats } from './test-nats.js';
