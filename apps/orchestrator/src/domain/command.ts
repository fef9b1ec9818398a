import { findAction, type ActionRequest, type ActionService, type Failure } from '@drydock/contracts';
import type { About } from '../workflows/about.js';
import { failureOf } from '../workflows/workflow.js';
import type { Sending } from './walk.js';

/** A command, ready to be sent: self-contained, every secret sealed. */
export interface Command {
  readonly service: ActionService;
  readonly action: string;
  readonly body: ActionRequest & { readonly id: string };
  /** After which its step has failed, whoever is silent. */
  readonly deadline: Date;
}

/** Beside the action's own time: for waiting until other actions let go of the target. */
const queueingSeconds = 3_600;

/** What is sent for a step; a failure where the design lacks what it takes. */
export function commandOf(sending: Sending, actionId: string, now: Date): Command | Failure {
  const { does, about, timeoutSeconds } = sending;
  const subject = about.node?.name ?? 'the site';
  if (does.kind !== 'action') throw new Error(`${sending.step.name} asks for no action.`);
  const target = targetOf(does.service, about);
  if (!target) return failureOf(subject, missingTarget[does.service]);
  const seconds = timeoutSeconds ?? findAction(does.service, does.action)?.timeoutSeconds ?? 300;
  const deadline = new Date(now.getTime() + (seconds + queueingSeconds) * 1_000);
  const body = {
    id: actionId,
    action: does.action,
    node: about.node?.name ?? null,
    target: { ...target },
    parameters: { ...does.parameters(about) },
    timeoutSeconds: seconds,
    deadline: deadline.toISOString(),
    dryRun: does.dryRun,
  };
  return { service: does.service, action: does.action, body, deadline };
}

/** Whom the service is to act on. */
export function targetOf(service: ActionService, { node, site, switches, port, bootstrapper }: About) {
  switch (service) {
    case 'oob':
      return node?.oob;
    case 'node':
      return node?.bootstrapper ?? bootstrapper?.target ?? site.bootstrapper;
    case 'network':
      return port && switches[port.switch]?.target;
  }
}

const missingTarget: Record<ActionService, { message: string; advice: string }> = {
  oob: {
    message: 'the design names no BMC for it',
    advice: 'Give it an oob section with type, network and credential.',
  },
  node: {
    message: 'the design names no bootstrapper',
    advice: 'Set Region.bootstrapper, or the bootstrapper of the node.',
  },
  network: {
    message: 'the design does not say how its switch is reached',
    advice: 'Give the switch a type, an address and a credential in Rack.tor_switches.',
  },
};
