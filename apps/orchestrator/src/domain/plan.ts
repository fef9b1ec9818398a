import type { EffectiveDesign, EffectiveNode, EffectiveSite } from '@drydock/site-design';
import { portName } from '../workflows/about.js';
import type { Scope, Step, Workflow } from '../workflows/workflow.js';

/** A line of a plan: what a row of a step starts as. */
export interface PlannedStep {
  readonly position: number;
  readonly name: string;
  readonly item: string | null;
  readonly service: string | null;
  readonly action: string | null;
}

/** A walk before it is walked. */
export interface PlannedWalk {
  readonly node: string | null;
  readonly rack: string | null;
  readonly steps: readonly PlannedStep[];
}

/** What a task would do: the workflow, laid out for the site and for each of the nodes. */
export function planOf(
  workflow: Workflow,
  design: Pick<EffectiveDesign, 'site' | 'switches'>,
  nodes: readonly EffectiveNode[],
): PlannedWalk[] {
  const at = bootstrappersOf(design.site);
  const site = workflow.site.length > 0 ? [{ node: null, rack: null, steps: laidOut(workflow.site, () => at) }] : [];
  if (workflow.nodes.length === 0) return site;
  const walks = nodes.map((node) => ({
    node: node.name,
    rack: node.rack,
    steps: laidOut(workflow.nodes, (on) => itemsOf(on, node, design)),
  }));
  return [...site, ...walks];
}

/** By name; the site's own goes without. */
function bootstrappersOf({ bootstrapper, otherBootstrappers = [] }: EffectiveSite): (string | null)[] {
  const others = otherBootstrappers.map(({ name }) => name);
  return bootstrapper === null && others.length > 0 ? others : [null, ...others];
}

function laidOut(lines: readonly Step[], itemsOn: (on: Scope) => readonly (string | null)[]): PlannedStep[] {
  return lines
    .flatMap((line) => itemsOn(line.on).map((item) => ({ line, item })))
    .map(({ line: { name, does }, item }, position) => ({
      position,
      name,
      item,
      service: does.kind === 'check' ? null : does.service,
      action: does.kind === 'action' ? does.action : null,
    }));
}

function itemsOf(
  on: Scope,
  { attachments }: EffectiveNode,
  { switches }: Pick<EffectiveDesign, 'switches'>,
): (string | null)[] {
  const driven = attachments.filter((port) => port.switch in switches);
  switch (on) {
    case 'site':
    case 'node':
      return [null];
    case 'boot port':
      return driven.filter(({ boot }) => boot).map(portName);
    case 'every port':
      return driven.map(portName);
  }
}
