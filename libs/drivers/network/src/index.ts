import { registry } from '@drydock/driver';
import { fakeDriver } from './fake/fake.driver.js';
import { snmpDriver } from './snmp/snmp.driver.js';

/** The drivers of the network service. */
export const networkDrivers = registry<'network'>(snmpDriver, fakeDriver);
