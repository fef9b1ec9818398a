/** Where the tests look for a nats-server first. */
export const searchPath = process.env['PATH'];
