import { optionalList, readEnvironment, serviceVariables, type ServiceEnvironment } from '@drydock/service';

const defaultHttpPort = 9001;

export const variables = {
  ...serviceVariables(defaultHttpPort),
  /** Drivers to have, between commas: types of built-in ones and names of packages. All built-in ones when left out. */
  DRYDOCK_OOB_DRIVERS: optionalList,
};

export type OobEnvironment = ServiceEnvironment & { readonly DRYDOCK_OOB_DRIVERS?: readonly string[] | null };

/** What the oob service is told by its environment. */
export const readConfig = (): OobEnvironment => readEnvironment(variables, process.env);
