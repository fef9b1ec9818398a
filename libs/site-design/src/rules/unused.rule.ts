import type { Kind } from '../schemas/kinds.js';
import { bootActionTargets } from '../resolve/boot-actions.js';
import { isLeftAlone, placeIn, switchesOf, type Authored, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const unused: Rule = {
  id: 'DD0014',
  aliases: [],
  title: 'Documents that nothing uses',
  *check(model) {
    // Without nodes a design is in the making, and what could not be read may use anything.
    if (model.nodes.size === 0 || !isWhole(model)) return;
    const used = usedNames(model);
    yield* left('Network', model.networks, used.Network);
    yield* left('NetworkLink', model.links, used.NetworkLink);
    yield* left('HardwareProfile', model.hardwareProfiles, used.HardwareProfile);
    yield* left('HostProfile', model.hostProfiles, used.HostProfile);
    yield* left('Rack', model.racks, used.Rack);
    yield* left('BootAction', model.bootActions, used.BootAction);
  },
};

type Used = Readonly<Record<Exclude<Kind, 'Region' | 'BaremetalNode'>, Set<string>>>;

function* left(
  kind: Kind,
  documents: ReadonlyMap<string, Authored<unknown>>,
  used: ReadonlySet<string>,
): Iterable<Problem> {
  for (const document of documents.values()) {
    if (used.has(document.name)) continue;
    yield {
      level: 'info',
      message: `nothing uses the ${kind} ${document.name}`,
      advice: 'Take it out, unless it is for later.',
      at: placeIn(document),
    };
  }
}

const isWhole = (model: SiteModel): boolean =>
  (model.documents.get('BaremetalNode') ?? []).length === model.nodes.size &&
  (model.documents.get('HostProfile') ?? []).length === model.hostProfiles.size &&
  (model.documents.get('NetworkLink') ?? []).length === model.links.size;

function usedNames(model: SiteModel): Used {
  const used: Used = {
    ...{ Network: new Set(), NetworkLink: new Set(), HardwareProfile: new Set() },
    ...{ HostProfile: new Set(), Rack: new Set(), BootAction: new Set() },
  };
  const note = (kind: keyof Used, name: string | null | undefined): void => {
    if (typeof name === 'string') used[kind].add(name);
  };
  note('Network', model.region?.data.provisioning_network);
  for (const { data } of model.hostProfiles.values()) note('HostProfile', data.host_profile);
  // What a link carries is used, also where no interface is configured on it.
  for (const { data } of model.links.values()) {
    note('Network', data.trunking?.default_network);
    for (const name of data.allowed_networks) note('Network', name);
  }
  for (const node of model.nodes.values()) {
    const { hardware_profile: hardware, metadata, oob, primary_network: primary, addressing } = node.data;
    note('HardwareProfile', hardware);
    note('Rack', metadata?.rack);
    note('Network', oob?.network);
    note('Network', primary);
    note('HostProfile', node.authored.host_profile);
    for (const { network } of addressing) note('Network', network);
  }
  // What is labelled noconfig is there to be left alone.
  // So is the link of the BMCs: nobody configures it, and no interface is on it.
  const ofBmcs = new Set([...model.nodes.values()].map(({ data }) => data.oob?.network));
  for (const { name, data } of model.links.values()) {
    if (isLeftAlone(data) || data.allowed_networks.some((network) => ofBmcs.has(network))) note('NetworkLink', name);
  }
  for (const { rack } of switchesOf(model)) note('Rack', rack.name);
  for (const { value } of model.distinct.interfaces) {
    for (const data of Object.values(value)) note('NetworkLink', data?.device_link);
  }
  for (const actions of bootActionTargets(model).values()) for (const { name } of actions) note('BootAction', name);
  return used;
}
