import { integer, optionalText, readEnvironment, serviceVariables, text, type Environment } from '@drydock/service';

const variables = {
  ...serviceVariables(9080),
  /** This bootstrapper as nodes reach it. Left out: as each node itself asked for it. */
  DRYDOCK_PUBLIC_URL: optionalText,
  /** Where fetched images are kept. */
  DRYDOCK_IMAGE_DIRECTORY: text(),
  DRYDOCK_IMAGE_MAXIMUM_MIB: integer(1, 1_048_576, 16_384),
  DRYDOCK_IMAGE_TIMEOUT_SECONDS: integer(1, 86_400, 3600),
  /** Holds `kernel` and `initrd`, which nodes boot the agent with. */
  DRYDOCK_AGENT_DIRECTORY: optionalText,
  DRYDOCK_AGENT_KERNEL_PARAMETERS: text('console=ttyS0 quiet'),
  /** How long an agent that asks for work is kept waiting. */
  DRYDOCK_AGENT_POLL_SECONDS: integer(1, 10, 5),
  /** How long an agent's token is good when it is not used. */
  DRYDOCK_AGENT_TOKEN_MINUTES: integer(1, 1440, 60),
  /** How long after it was asked for a deployment may phone home. */
  DRYDOCK_PHONE_HOME_HOURS: integer(1, 720, 24),
};

export type BootstrapperConfig = Environment<typeof variables>;

/** What the bootstrapper is told by its environment. */
export const readConfig = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): BootstrapperConfig => readEnvironment(variables, environment);
