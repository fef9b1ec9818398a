import { integer, optionalText, readEnvironment, serviceVariables, type Environment } from '@drydock/service';

export const variables = {
  ...serviceVariables(9000),
  /** `file://` references to designs are read below this directory; left out, there are none. */
  DRYDOCK_DESIGN_ROOT: optionalText,
  /** A file of certificates in PEM: authorities trusted beside the usual ones where a reference leads to https. */
  DRYDOCK_DESIGN_CA: optionalText,
  /** The largest site design that is taken, in MiB. */
  DRYDOCK_DESIGN_LIMIT: integer(1, 1024, 64),
  /** How many nodes of one task are worked on at a time; the others wait their turn. */
  DRYDOCK_WALKS_AT_ONCE: integer(1, 100_000, 1_000),
};

export type OrchestratorEnvironment = Environment<typeof variables>;

/** What the orchestrator is told by its environment. */
export const readConfig = (): OrchestratorEnvironment => readEnvironment(variables, process.env);
