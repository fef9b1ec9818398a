import { readEnvironment, serviceVariables, type ServiceEnvironment } from '@drydock/service';

const defaultHttpPort = 9002;

/** What the node service is told by its environment. */
export const readConfig = (): ServiceEnvironment => readEnvironment(serviceVariables(defaultHttpPort), process.env);
