import type { ActionName, ActionService, Failure, FailureKind, ParametersOf } from '@drydock/contracts';
import { onNode, onPort, type About, type AboutNode, type AboutPort } from './about.js';
import type { AskingStep } from './facts.js';

export const taskKinds = [
  'validate_design',
  'verify_site',
  'prepare_site',
  'verify_nodes',
  'prepare_nodes',
  'deploy_nodes',
  'destroy_nodes',
  'relabel_nodes',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What a step is done on: one on the site is done at each of its bootstrappers, one on ports on each of them. */
export type Scope = 'site' | 'node' | 'boot port' | 'every port';

/** Why a walk cannot go on, found by comparing what is with what was designed. */
export interface Refusal {
  readonly message: string;
  readonly advice: string;
  readonly evidence?: string[];
  readonly kind?: FailureKind;
}

/** An action that is asked of a service. */
export interface Ask<S extends ActionService = ActionService, A extends ActionName<S> = ActionName<S>> {
  readonly kind: 'action';
  readonly service: S;
  readonly action: A;
  readonly parameters: (about: About) => object;
  readonly dryRun: boolean;
}

/** A question to what is known already. */
export interface Check {
  readonly kind: 'check';
}

/** Can the service reach its target? Not one of the actions. */
export interface Reach {
  readonly kind: 'reach';
  readonly service: ActionService;
}

export interface Rules<T> {
  /** A reason not to do it. */
  readonly skip?: (about: T) => string | null;
  /** A reason to end the whole walk well, looked for once the step has ended. */
  readonly finish?: (about: T) => string | null;
  /** A reason to leave the node alone, looked for before the step is begun: the walk ends there, as cancelled. */
  readonly leave?: (about: T) => string | null;
  /** A reason to end the walk badly, looked for once the step has ended. */
  readonly refuse?: (about: T) => Refusal | null;
  /** How often it is tried, each time with a new action. Default 1. */
  readonly tries?: number;
  /** Failures after which the walk goes on. */
  readonly tolerates?: readonly FailureKind[];
  /** For the action, where its usual time does not fit. */
  readonly timeoutSeconds?: number;
  /** How the step is taken back when the walk ends badly after it was sent. */
  readonly undo?: { readonly name: string; readonly does: Ask };
}

export interface Step {
  readonly name: string;
  readonly on: Scope;
  readonly does: Ask | Check | Reach;
  readonly rules: Rules<About>;
}

/** What a task does, written so that it reads like the runbook. */
export interface Workflow {
  readonly kind: TaskKind;
  /** Once, on the site as a whole. */
  readonly site: readonly Step[];
  /** On every node: each walks on its own, a slow one never holds the others back. */
  readonly nodes: readonly Step[];
  /** Whether nothing else may work on a node (or the site) meanwhile. */
  readonly holds: boolean;
}

/** `ask('oob', 'PowerOnNode').with(() => ({}))`: the action, then its parameters from what is known. */
export function ask<S extends ActionService, A extends ActionName<S>>(service: S, action: A) {
  const asking = (parameters: (about: About) => object): Ask<S, A> => ({
    kind: 'action',
    service,
    action,
    parameters,
    dryRun: false,
  });
  return {
    with: (parameters: (about: AboutNode) => ParametersOf<S, A> & object) => asking(onNode(parameters)),
    withPort: (parameters: (about: AboutPort) => ParametersOf<S, A> & object) => asking(onPort(parameters)),
    withSite: (parameters: (about: About) => ParametersOf<S, A> & object) => asking(parameters),
  };
}

/** The same action, asked only what it would do. */
export const dryRun = <S extends ActionService, A extends ActionName<S>>(asked: Ask<S, A>): Ask<S, A> => ({
  ...asked,
  dryRun: true,
});

export const canReach = (service: ActionService): Reach => ({ kind: 'reach', service });

const known: Check = { kind: 'check' };

type Asked<S extends ActionService, A extends ActionName<S>> = Step & AskingStep<S, A>;

/** A step on a node. */
export const step = <S extends ActionService, A extends ActionName<S>>(
  name: string,
  does: Ask<S, A>,
  rules: Rules<AboutNode> = {},
): Asked<S, A> => ({ name, on: 'node', does, asks: does, rules: overNode(rules) });

/** A step on switch ports of a node: the one that it boots through, or each. */
export const portStep = <S extends ActionService, A extends ActionName<S>>(
  where: { readonly name: string; readonly on: 'boot port' | 'every port' },
  does: Ask<S, A>,
  rules: Rules<AboutPort> = {},
): Asked<S, A> => ({ ...where, does, asks: does, rules: overPort(rules) });

/** A step on the site, at every bootstrapper that it uses. */
export const siteStep = <S extends ActionService, A extends ActionName<S>>(
  name: string,
  does: Ask<S, A>,
  rules: Rules<About> = {},
): Asked<S, A> => ({ name, on: 'site', does, asks: does, rules });

/** Asks whether something can be reached. */
export const reachStep = (name: string, on: Scope, does: Reach): Step => ({ name, on, does, rules: {} });

/** Looks at what is known and refuses to go on, or does not. */
export const check = (name: string, refuse: (about: AboutNode) => Refusal | null): Step => ({
  name,
  on: 'node',
  does: known,
  rules: { refuse: onNode(refuse) },
});

const overNode = (rules: Rules<AboutNode>): Rules<About> => ({
  ...rules,
  skip: rules.skip && onNode(rules.skip),
  finish: rules.finish && onNode(rules.finish),
  leave: rules.leave && onNode(rules.leave),
  refuse: rules.refuse && onNode(rules.refuse),
});

const overPort = (rules: Rules<AboutPort>): Rules<About> => ({
  ...rules,
  skip: rules.skip && onPort(rules.skip),
  finish: rules.finish && onPort(rules.finish),
  leave: rules.leave && onPort(rules.leave),
  refuse: rules.refuse && onPort(rules.refuse),
});

/** A refusal as the failure that the walk ends with. */
export const failureOf = (about: string, { message, advice, evidence = [], kind = 'rejected' }: Refusal): Failure => ({
  kind,
  message: `${about}: ${message}`,
  evidence,
  advice,
  leftRunning: false,
});
