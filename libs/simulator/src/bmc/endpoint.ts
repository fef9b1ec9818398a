import type { SimulatedNode } from '../node/simulated-node.js';
import type { JsonObject } from './json.js';
import type { Personality } from './personality.js';
import type { Sessions } from './sessions.js';
import type { Task, Tasks } from './tasks.js';

export interface RedfishAnswer {
  readonly status: number;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What can be done with one URI. A refusal is thrown as `RedfishRefusal`. */
export interface Endpoint {
  readonly read?: () => JsonObject;
  /** Answers the task that the change became, if it did. */
  readonly patch?: (change: Record<string, unknown>) => Task | void;
  readonly post?: (body: Record<string, unknown>) => RedfishAnswer;
  readonly delete?: () => void;
  /** The methods that nobody has to log in for. */
  readonly open?: 'GET' | 'POST';
}

/** Endpoints by their path, without a slash at its end. */
export type Tree = Readonly<Record<string, Endpoint>>;

/** What the resources of a BMC are made from. */
export interface BmcState {
  readonly node: SimulatedNode;
  readonly personality: Personality;
  readonly sessions: Sessions;
  readonly tasks: Tasks;
  /** Whether the link of the interface with this MAC is up. */
  readonly linkUp: (mac: string) => boolean;
}

export const paths = {
  root: '/redfish/v1',
  system: ({ personality }: BmcState) => `/redfish/v1/Systems/${personality.systemId}`,
  manager: ({ personality }: BmcState) => `/redfish/v1/Managers/${personality.managerId}`,
  chassis: ({ personality }: BmcState) => `/redfish/v1/Chassis/${personality.chassisId}`,
  sessions: '/redfish/v1/SessionService/Sessions',
  tasks: '/redfish/v1/TaskService/Tasks',
} as const;
