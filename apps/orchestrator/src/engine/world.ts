import { v5 as uuidV5 } from 'uuid';
import type { Meaning, Walk, WalkStep, WalkWorld } from '../domain/walk.js';
import { portName } from '../workflows/about.js';
import { Facts } from '../workflows/facts.js';
import { workflowOf } from '../workflows/workflows.js';
import type { SiteOfDesign } from './design-cache.js';
import type { LoadedWalk } from './walk.store.js';

/** Names what is made by Drydock's engine, for ids that follow from what they stand for. */
const namespace = '5e0b1c6a-2f6d-4f0e-9a53-6d1b8d8a7f10';

/** The id of an action follows from its step and try, so that asking twice is asking once. */
export const derivedId = (...parts: string[]): string => uuidV5(parts.join('/'), namespace);

/** What the rows of a walk mean, by the workflow of its task and the design that the task is pinned to. */
export const worldOf = (loaded: LoadedWalk, { site, switches }: SiteOfDesign): WalkWorld => ({
  newId: derivedId,
  meaningOf: (walk: Walk, row: WalkStep): Meaning => {
    const workflow = workflowOf(loaded.kind);
    const lines = loaded.node === null ? workflow?.site : workflow?.nodes;
    const step = lines?.find(({ name }) => name === row.name);
    if (!step) throw new Error(`The workflow ${loaded.kind} has no step "${row.name}".`);
    const port = loaded.effectiveNode?.attachments.find((attachment) => portName(attachment) === row.item);
    const bootstrapper = loaded.node === null && site.otherBootstrappers?.find(({ name }) => name === row.item);
    const about = {
      site,
      switches,
      options: loaded.options,
      facts: new Facts(walk.steps),
      walkId: walk.id,
      protection: loaded.protection,
      ...(loaded.effectiveNode && { node: loaded.effectiveNode }),
      ...(port && { port }),
      ...(bootstrapper && { bootstrapper }),
    };
    return { step, about };
  },
});
