import { bootDevices, bootModes } from '@drydock/contracts';
import { cipherSuites, type CipherSuite } from './ipmi.settings.js';
import type { WantedBoot } from './boot-flags.js';

/** What is remembered of a BMC from one action to the next. */
export interface Memory {
  /** The one that worked last. */
  readonly cipherSuite?: CipherSuite;
  /** To send before each start, because the BMC does not keep it. */
  readonly rearm?: Pick<WantedBoot, 'device' | 'mode'>;
}

/** The memory as it was kept; what is not understood is forgotten. */
export function memoryOf(kept: unknown): Memory {
  const { cipherSuite, rearm } = fieldsOf(kept);
  const { device, mode } = fieldsOf(rearm);
  const suite = cipherSuites.find((known) => known === cipherSuite);
  const rearmed = bootDevices.find((known) => known === device);
  return {
    ...(suite !== undefined && { cipherSuite: suite }),
    ...(rearmed !== undefined && { rearm: { device: rearmed, mode: bootModes.find((known) => known === mode) } }),
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
