import { registry } from '@drydock/driver';
import { builtinDriver } from './builtin/builtin.driver.js';
import { fakeDriver } from './fake/fake.driver.js';

/** Every node driver that Drydock ships. */
export const nodeDrivers = registry(builtinDriver, fakeDriver);
