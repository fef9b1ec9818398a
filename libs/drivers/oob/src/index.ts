import { registry } from '@drydock/driver';
import { fakeDriver } from './fake/fake.driver.js';
import { ipmiDriver } from './ipmi/ipmi.driver.js';
import { libvirtDriver } from './libvirt/libvirt.driver.js';
import { manualDriver } from './manual/manual.driver.js';
import { redfishDriver } from './redfish/redfish.driver.js';

/** The drivers of the oob service. */
export const oobDrivers = registry<'oob'>(redfishDriver, ipmiDriver, libvirtDriver, manualDriver, fakeDriver);

/** Logs out of every BMC; for the end of the process. */
export { closeRedfish as closeOobDrivers, keepRedfishSessionsIn } from './redfish/bmc.js';
export {
  lostSessionSeconds,
  type BookedSession,
  type BookEntry,
  type SessionAccount,
  type SessionBook,
} from '@drydock/redfish';

/** What is known of BMCs that do otherwise than they say; the operator's part can be replaced while the driver works. */
export { builtInQuirks } from './redfish/quirks/built-in-quirks.js';
export { QuirkBook, quirkBook, type KnownQuirk } from './redfish/quirks/quirk-book.js';
