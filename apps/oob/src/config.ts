import { integer, optionalList, readEnvironment, serviceVariables, type ServiceEnvironment } from '@drydock/service';

const defaultHttpPort = 9001;

export const variables = {
  ...serviceVariables(defaultHttpPort),
  /** Drivers to have, between commas: types of built-in ones and names of packages. All built-in ones when left out. */
  DRYDOCK_OOB_DRIVERS: optionalList,
  /** From one look at power and health of a BMC to the next, in seconds; 0 for none. */
  DRYDOCK_WATCH_SECONDS: integer(0, 86_400, 60),
  /** BMCs that are looked at together. */
  DRYDOCK_WATCH_AT_ONCE: integer(1, 1_000, 64),
};

export type OobEnvironment = ServiceEnvironment & {
  readonly DRYDOCK_OOB_DRIVERS?: readonly string[] | null;
  readonly DRYDOCK_WATCH_SECONDS?: number;
  readonly DRYDOCK_WATCH_AT_ONCE?: number;
};

/** What the oob service is told by its environment. */
export const readConfig = (): OobEnvironment => readEnvironment(variables, process.env);
