import { RedfishError, type JsonObject, type Resource } from '@drydock/redfish';
import { change, type Bmc } from './bmc.js';
import type { BootState } from './boot-state.js';

export interface BootPart {
  /** Where it should be taken. */
  readonly home: Resource;
  readonly boot: JsonObject;
}

/** AMI says of some changes that they belong elsewhere; of iDRAC 10, the boot settings of the system are read-only. */
const belongsElsewhere = ['OperationSupportedInFutureStateURI', 'PropertyNotWritable'];

/** Changes a part of `Boot`; where the system refuses it, at its settings object, which may not show what it takes. */
export async function writeBoot(bmc: Bmc, { settings }: BootState, { home, boot }: BootPart) {
  try {
    return { path: home.path, ...(await change(bmc, home, { Boot: boot })) };
  } catch (error) {
    const maybeThere = error instanceof RedfishError && error.says(...belongsElsewhere);
    if (!maybeThere || settings === null || settings.path === home.path) throw error;
    return { path: settings.path, ...(await change(bmc, settings, { Boot: boot })) };
  }
}
