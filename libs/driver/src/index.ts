export {
  again,
  done,
  noop,
  risk,
  would,
  type ActionContext,
  type Command,
  type Driver,
  type DriverActions,
  type Ended,
  type ProbeAnswer,
} from './driver.js';
export { DriverError, isPassing, withoutControlCharacters, type DriverErrorDetails } from './driver-error.js';
export { describeDriver, registry, type DriverRegistry } from './registry.js';
