import { NetworkTarget } from '@drydock/contracts';
import type { EffectiveDesign, EffectiveRack, EffectiveSwitch } from '../effective.js';
import { answer, schemaOf, sealedTarget } from './answer.js';
import { effectiveNode } from './effective-node.js';
import { effectiveSite } from './effective-site.js';
import { mapOf, sha256, string, strings } from './schema.js';

const rack = answer<EffectiveRack>('where nodes stand', {
  name: string('name of the rack'),
  labels: mapOf({ type: 'string' }, 'labels, for node filters'),
  location: mapOf({ type: 'string' }, 'where it stands; for people'),
  localNetworks: strings('networks that exist in this rack alone'),
});

const networkSwitch = answer<EffectiveSwitch>('a switch that a driver can reach', {
  name: string('name of the switch'),
  rack: string('the rack that it stands in'),
  target: sealedTarget(NetworkTarget, 'where it is and how to log in'),
});

const effectiveDesign = answer<EffectiveDesign>('a design as it is meant: inherited, resolved; credentials sealed', {
  digest: sha256('changes with anything in the design but its secrets'),
  site: effectiveSite,
  racks: mapOf(rack, 'racks by name'),
  switches: mapOf(networkSwitch, 'switches that a driver can reach, by name'),
  nodes: mapOf(schemaOf({ name: 'EffectiveNode' }), 'nodes by name'),
});

/** The JSON Schemas of the effective design as it is answered, by the names that the OpenAPI document has them under. */
export const effectiveSchemas: Readonly<Record<'EffectiveDesign' | 'EffectiveNode', object>> = {
  EffectiveDesign: effectiveDesign,
  EffectiveNode: effectiveNode,
};
