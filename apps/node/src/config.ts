import { optionalList, readEnvironment, serviceVariables, type ServiceEnvironment } from '@drydock/service';

const defaultHttpPort = 9002;

export const variables = {
  ...serviceVariables(defaultHttpPort),
  /** Drivers to have, between commas: types of built-in ones and names of packages. All built-in ones when left out. */
  DRYDOCK_NODE_DRIVERS: optionalList,
};

export type NodeEnvironment = ServiceEnvironment & { readonly DRYDOCK_NODE_DRIVERS?: readonly string[] | null };

/** What the node service is told by its environment. */
export const readConfig = (): NodeEnvironment => readEnvironment(variables, process.env);
