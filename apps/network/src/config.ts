import { optionalList, readEnvironment, serviceVariables, type ServiceEnvironment } from '@drydock/service';

const defaultHttpPort = 9003;

export const variables = {
  ...serviceVariables(defaultHttpPort),
  /** Drivers to have, between commas: types of built-in ones and names of packages. All built-in ones when left out. */
  DRYDOCK_NETWORK_DRIVERS: optionalList,
};

export type NetworkEnvironment = ServiceEnvironment & { readonly DRYDOCK_NETWORK_DRIVERS?: readonly string[] | null };

/** What the network service is told by its environment. */
export const readConfig = (): NetworkEnvironment => readEnvironment(variables, process.env);
