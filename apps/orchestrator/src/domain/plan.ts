import type { EffectiveDesign, EffectiveNode } from '@drydock/site-design';
import { portName } from '../workflows/about.js';
import type { Step, Workflow } from '../workflows/workflow.js';

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
  readonly steps: readonly PlannedStep[];
}

/** What a task would do: the workflow, laid out for the site and for each of the nodes. */
export function planOf(
  workflow: Workflow,
  design: Pick<EffectiveDesign, 'switches'>,
  nodes: readonly EffectiveNode[],
): PlannedWalk[] {
  const site = workflow.site.length > 0 ? [{ node: null, steps: laidOut(workflow.site, () => []) }] : [];
  if (workflow.nodes.length === 0) return site;
  const walks = nodes.map((node) => ({
    node: node.name,
    steps: laidOut(workflow.nodes, (bootOnly) =>
      node.attachments.filter((port) => port.switch in design.switches && (!bootOnly || port.boot)).map(portName),
    ),
  }));
  return [...site, ...walks];
}

function laidOut(lines: readonly Step[], portsOf: (bootOnly: boolean) => string[]): PlannedStep[] {
  return lines
    .flatMap((line) => itemsOf(line, portsOf).map((item) => ({ line, item })))
    .map(({ line: { name, does }, item }, position) => ({
      position,
      name,
      item,
      service: does.kind === 'check' ? null : does.service,
      action: does.kind === 'action' ? does.action : null,
    }));
}

function itemsOf({ on }: Step, portsOf: (bootOnly: boolean) => string[]): (string | null)[] {
  switch (on) {
    case 'site':
    case 'node':
      return [null];
    case 'boot port':
      return portsOf(true);
    case 'every port':
      return portsOf(false);
  }
}
