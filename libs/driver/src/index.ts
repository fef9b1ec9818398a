export { describeDriver, invoke, type AnyDriver } from './any-driver.js';
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
  type Glance,
  type ProbeAnswer,
} from './driver.js';
export { DriverError, isPassing, withoutControlCharacters, type DriverErrorDetails } from './driver-error.js';
export { chosenDrivers, type DriverChoice } from './chosen-drivers.js';
export { registry, type DriverRegistry } from './registry.js';
export { actAsTold, fakeSettings, reachAsTold, type FakeTarget } from './fake-behaviour.js';
