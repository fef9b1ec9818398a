import * as network from './network/actions.js';
import { NetworkTarget } from './network/target.js';
import * as node from './node/actions.js';
import * as hardware from './node/hardware.js';
import { ApplyNodeNetworkingParameters } from './node/networking.js';
import * as site from './node/site-actions.js';
import { ApplyNodeStorageParameters, ApplyNodeStorageResult } from './node/storage.js';
import { NodeTarget } from './node/target.js';
import * as oob from './oob/actions.js';
import { InterrogateOobResult } from './oob/inventory.js';
import { OobTarget } from './oob/target.js';

export type Shape<T extends object = object> = new () => T;

interface Action<P extends object, R extends object> {
  readonly parameters: Shape<P>;
  readonly result: Shape<R>;
  /** From the first driver call, when the asker does not say. */
  readonly timeoutSeconds: number;
  /** On one node, or on the site as a whole. */
  readonly scope: 'node' | 'site';
  /** Parameters that are secret, as paths: sealed wherever they rest or travel. */
  readonly secrets: readonly string[];
}

type ActionDefinition<P extends object, R extends object> = Pick<
  Action<P, R>,
  'parameters' | 'result' | 'timeoutSeconds'
> &
  Partial<Pick<Action<P, R>, 'scope' | 'secrets'>>;

const action = <P extends object, R extends object>(definition: ActionDefinition<P, R>): Action<P, R> => ({
  scope: 'node',
  secrets: [],
  ...definition,
});

/** Every action there is. Subjects, REST validation, OpenAPI and the driver interfaces are derived from this table. */
export const catalogue = {
  oob: {
    ConfigNodePxe: action({
      parameters: oob.ConfigNodePxeParameters,
      result: oob.ConfigNodePxeResult,
      timeoutSeconds: 300,
    }),
    SetNodeBoot: action({ parameters: oob.BootOverride, result: oob.SetNodeBootResult, timeoutSeconds: 120 }),
    PowerOffNode: action({
      parameters: oob.PowerOffNodeParameters,
      result: oob.PowerOffNodeResult,
      timeoutSeconds: 600,
    }),
    PowerOnNode: action({ parameters: oob.PowerOnNodeParameters, result: oob.PowerOnNodeResult, timeoutSeconds: 300 }),
    PowerCycleNode: action({
      parameters: oob.PowerCycleNodeParameters,
      result: oob.PowerCycleNodeResult,
      timeoutSeconds: 600,
    }),
    InterrogateOob: action({ parameters: oob.NoParameters, result: InterrogateOobResult, timeoutSeconds: 120 }),
  },
  node: {
    CreateNetworkTemplate: action({
      parameters: site.CreateNetworkTemplateParameters,
      result: site.CreateNetworkTemplateResult,
      timeoutSeconds: 300,
      scope: 'site',
    }),
    CreateStorageTemplate: action({
      parameters: site.CreateStorageTemplateParameters,
      result: site.CreateStorageTemplateResult,
      timeoutSeconds: 300,
      scope: 'site',
    }),
    CreateBootMedia: action({
      parameters: site.CreateBootMediaParameters,
      result: site.CreateBootMediaResult,
      timeoutSeconds: 3600,
      scope: 'site',
      secrets: ['repositoryCredentials'],
    }),
    PrepareHardwareConfig: action({
      parameters: hardware.PrepareHardwareConfigParameters,
      result: hardware.PrepareHardwareConfigResult,
      timeoutSeconds: 1800,
      scope: 'site',
    }),
    IdentifyNode: action({
      parameters: node.IdentifyNodeParameters,
      result: node.IdentifyNodeResult,
      timeoutSeconds: 900,
      secrets: ['bmc.credential'],
    }),
    ConfigureHardware: action({
      parameters: hardware.ConfigureHardwareParameters,
      result: hardware.ConfigureHardwareResult,
      timeoutSeconds: 3600,
    }),
    InterrogateNode: action({
      parameters: oob.NoParameters,
      result: hardware.InterrogateNodeResult,
      timeoutSeconds: 300,
    }),
    ApplyNodeNetworking: action({
      parameters: ApplyNodeNetworkingParameters,
      result: node.ChangedResult,
      timeoutSeconds: 300,
    }),
    ApplyNodeStorage: action({
      parameters: ApplyNodeStorageParameters,
      result: ApplyNodeStorageResult,
      timeoutSeconds: 300,
    }),
    ApplyNodePlatform: action({
      parameters: node.ApplyNodePlatformParameters,
      result: node.ChangedResult,
      timeoutSeconds: 300,
    }),
    DeployNode: action({
      parameters: node.DeployNodeParameters,
      result: node.DeployNodeResult,
      timeoutSeconds: 3600,
      secrets: ['bootData.key', 'userData'],
    }),
    DestroyNode: action({
      parameters: node.DestroyNodeParameters,
      result: node.DestroyNodeResult,
      timeoutSeconds: 7200,
    }),
  },
  network: {
    InterrogatePort: action({
      parameters: network.InterrogatePortParameters,
      result: network.InterrogatePortResult,
      timeoutSeconds: 60,
    }),
    ConfigurePortProvisioning: action({
      parameters: network.ConfigurePortProvisioningParameters,
      result: network.PortChangeResult,
      timeoutSeconds: 120,
    }),
    ConfigurePortProduction: action({
      parameters: network.ConfigurePortProductionParameters,
      result: network.PortChangeResult,
      timeoutSeconds: 120,
    }),
  },
} as const;

/** The target class of each action service. */
export const targets = { oob: OobTarget, node: NodeTarget, network: NetworkTarget } as const;

/** The services that carry out actions. */
export type ActionService = keyof typeof catalogue;
/** Every service, as it is named in subjects. */
export type Service = ActionService | 'orchestrator';

export type ActionName<S extends ActionService = ActionService> = S extends ActionService
  ? keyof (typeof catalogue)[S] & string
  : never;
export type TargetOf<S extends ActionService> = InstanceType<(typeof targets)[S]>;

type Entry<S extends ActionService, A extends ActionName<S>> = (typeof catalogue)[S][A];
export type ParametersOf<S extends ActionService, A extends ActionName<S>> =
  Entry<S, A> extends Action<infer P, object> ? P : never;
export type ResultOf<S extends ActionService, A extends ActionName<S>> =
  Entry<S, A> extends Action<object, infer R> ? R : never;

export const actionServices = ['oob', 'node', 'network'] as const satisfies readonly ActionService[];

/** An action by a name that came from outside; undefined when the service has none of that name. */
export function findAction(service: ActionService, name: string): Action<object, object> | undefined {
  const actions: Readonly<Record<string, Action<object, object>>> = catalogue[service];
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

/** The names of a service's actions, in the order of the catalogue. */
export const actionNames = (service: ActionService): string[] => Object.keys(catalogue[service]);
