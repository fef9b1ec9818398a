export { acmeStripDriver } from './acme-strip.driver.js';
