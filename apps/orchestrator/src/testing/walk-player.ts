import type { Failure } from '@drydock/contracts';
import type { EffectiveDesign, EffectiveNode } from '@drydock/site-design';
import { planOf } from '../domain/plan.js';
import { advance, applyResult, type ActionEnd, type Sending, type WalkWorld } from '../domain/walk.js';
import type { SiteOfDesign } from '../engine/design-cache.js';
import type { LoadedWalk } from '../engine/walk.store.js';
import { derivedId, worldOf } from '../engine/world.js';
import type { TaskKind } from '../workflows/workflow.js';
import { workflowOf } from '../workflows/workflows.js';
import { sampleDesign } from './sample-design.js';

const design = sampleDesign();
export const site = { site: design.site, switches: design.switches };
export const node = nodeNamed('rack01-node01');

export const interrogated = {
  power: 'off',
  health: 'ok',
  processors: {},
  interfaces: [{ mac: node.bootMac }],
  drives: [],
  firmware: [],
  boot: { override: { device: 'none', once: false }, devices: [], pxeNicSelection: 'boot-option' },
  resetTypes: [],
  serialNumber: node.serialNumber,
};
export const identified = { known: true, state: 'available', deployed: null, agent: 'absent', powerOwner: 'drydock' };

/** What services answer when all goes well, by action. */
export const usual: Readonly<Record<string, object>> = {
  InterrogateOob: interrogated,
  IdentifyNode: identified,
  ConfigNodePxe: { mechanism: 'boot-option', interface: 'NIC1', changed: true, resetRequired: false },
};

export type Answer = (sending: Sending) => Partial<ActionEnd> | undefined;
export const succeeded = (result: object): ActionEnd => ({
  state: 'succeeded',
  result: { ...result },
  noop: null,
  failure: null,
  would: null,
});
const failure = (kind: Failure['kind'] = 'rejected'): Failure => ({
  kind,
  message: 'it broke',
  evidence: [],
  advice: 'mend it',
  leftRunning: false,
});
export const failed = (more: Partial<Failure> = {}): Partial<ActionEnd> => ({
  state: 'failed',
  result: null,
  failure: { ...failure(), ...more },
});

export const actionOf = ({ does }: Sending): string => (does.kind === 'action' ? does.action : 'reach');

/** A design, and the node of it that is walked on; null for the site. */
export interface Ground {
  readonly design: Pick<EffectiveDesign, 'site' | 'switches'>;
  readonly node: EffectiveNode | null;
}

export function walkOf(
  kind: TaskKind,
  options = { redeploy: false, takeOver: false },
  on: Ground = { design, node },
): LoadedWalk {
  const workflow = workflowOf(kind);
  if (!workflow) throw new Error(`no workflow ${kind}`);
  const name = on.node?.name ?? null;
  const planned = planOf(workflow, on.design, on.node ? [on.node] : []).find((walk) => walk.node === name);
  const steps = (planned?.steps ?? []).map((step) => ({
    id: derivedId('step', String(step.position)),
    position: step.position,
    name: step.name,
    item: step.item,
    undoes: null,
    actionId: null,
    try: 1,
    state: 'pending' as const,
    outcome: null,
    reason: null,
    failure: null,
    result: null,
  }));
  return {
    id: derivedId('walk'),
    revision: 0,
    taskId: derivedId('task'),
    node: name,
    kind,
    designId: derivedId('design'),
    sealRevision: 0,
    options,
    traceparent: null,
    protection: null,
    effectiveNode: on.node,
    state: 'running',
    outcome: null,
    reason: null,
    failure: null,
    held: false,
    stopReason: null,
    paused: false,
    steps,
    fresh: new Set(),
  };
}

/** Plays the services until the walk has ended; answers what was sent, in order. */
export function play(walk: LoadedWalk, answer: Answer = () => undefined, on: SiteOfDesign = site): Sending[] {
  const world = worldOf(walk, on);
  const sent: Sending[] = [];
  for (let sendings = advance(walk, world); sendings.length > 0; sendings = advance(walk, world)) {
    const [sending] = sendings;
    if (!sending) break;
    sent.push(sending);
    walk.fresh.clear();
    const end = { ...succeeded(usual[actionOf(sending)] ?? {}), ...answer(sending) };
    if (!applyResult(walk, derivedId(sending.step.id, String(sending.step.try)), { end, world }))
      throw new Error(`Nobody waits for ${sending.step.name}.`);
  }
  return sent;
}

/** The same world, with a workflow that repeats each step. */
export const withTries = (tries: number, world: WalkWorld): WalkWorld => ({
  ...world,
  meaningOf: (walk, row) => {
    const { step, about } = world.meaningOf(walk, row);
    return { step: { ...step, rules: { ...step.rules, tries } }, about };
  },
});

export function parametersOf(sending: Sending | undefined): object {
  return sending?.does.kind === 'action' ? sending.does.parameters(sending.about) : {};
}

function nodeNamed(name: string): EffectiveNode {
  const found = design.nodes[name];
  if (!found) throw new Error(`The sample has no ${name}.`);
  return found;
}
