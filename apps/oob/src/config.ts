import { readEnvironment, serviceVariables, type ServiceEnvironment } from '@drydock/service';

const defaultHttpPort = 9001;

/** What the oob service is told by its environment. */
export const readConfig = (): ServiceEnvironment => readEnvironment(serviceVariables(defaultHttpPort), process.env);
