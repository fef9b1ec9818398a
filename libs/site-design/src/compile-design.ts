import type { SourceDocument } from './documents/source-document.js';
import { digestOf } from './digest.js';
import type { EffectiveDesign, EffectiveNode, EffectiveSite } from './effective.js';
import { hasErrors, type Finding } from './finding.js';
import { readModel } from './read-model.js';
import { NodeResolver } from './resolve/node.js';
import { siteNetworks } from './resolve/networks.js';
import { effectiveRacks, effectiveSite, effectiveSwitches } from './resolve/site.js';
import { checkRules, crashed } from './rules/check-rules.js';
import { toFinding, type AnnouncedDrivers, type RuleName } from './rules/rule.js';
import { withoutSecrets } from './secrets.js';
import { distinctValues, type SiteModel } from './site-model.js';

export interface Compiled {
  /** null when there are findings of level error. */
  readonly design: EffectiveDesign | null;
  readonly findings: Finding[];
}

const compiling: RuleName = { id: 'DD0000', aliases: [], title: 'Compilation' };

/**
 * Makes the effective design of a site's documents: nodes inherit, references are resolved, every rule is checked. All
 * findings are reported, never only the first. The same documents give the same result. Never throws. Where services have
 * announced their drivers, targets are checked against these too.
 */
export function compileDesign(documents: readonly SourceDocument[], announced: AnnouncedDrivers = {}): Compiled {
  try {
    const { model, findings } = readModel(documents);
    findings.push(...checkRules(model, announced));
    if (!documents.some(({ schema }) => schema.startsWith('drydock/'))) findings.push(nothingToDo);
    const reported = withoutRepeats(findings);
    return { design: hasErrors(reported) ? null : resolved(model), findings: reported };
  } catch (error) {
    return { design: null, findings: [crashed(compiling, error)] };
  }
}

const nothingToDo = toFinding(compiling, {
  message: 'there is no document of a site design',
  advice: 'Documents of a site design have a schema such as drydock/Region/v1.',
  at: null,
});

/** What many nodes inherit from one host profile is said once. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Map(
    findings.map((finding) => {
      const { rule, document, path, line, message, file } = finding;
      return [JSON.stringify([rule, document, path, line, message, file]), finding];
    }),
  );
  return [...seen.values()];
}

/** By name, so that the order of documents does not change the design; but boot actions run in the order that they are written in. */
function inOrder(model: SiteModel): SiteModel {
  const nodes = sorted(model.nodes);
  return {
    ...model,
    racks: sorted(model.racks),
    networks: sorted(model.networks),
    links: sorted(model.links),
    hardwareProfiles: sorted(model.hardwareProfiles),
    nodes,
    distinct: distinctValues(nodes),
  };
}

const sorted = <T>(table: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...table].sort(([a], [b]) => (a < b ? -1 : 1)));

function resolved(authored: SiteModel): EffectiveDesign {
  const model = inOrder(authored);
  const networks = siteNetworks(model);
  const site = effectiveSite(model, networks);
  const resolver = new NodeResolver(model, networks, site);
  const design = {
    site,
    racks: byName(effectiveRacks(model)),
    switches: byName(effectiveSwitches(model)),
    nodes: byName([...model.nodes.values()].map((node) => resolver.resolve(node))),
  };
  return { digest: designDigest(design), ...design };
}

/** Nodes with the digest of what is deployed on them in place of that. */
function designDigest({ nodes, ...design }: Omit<EffectiveDesign, 'digest'>): string {
  const summaries = Object.values(nodes).map((node) => summaryOf(node, design.site));
  return digestOf([withoutSecrets(design), summaries]);
}

/** What its digest covers, and so is not said again. */
type Deployed = 'hostname' | 'tags' | 'ownerData' | 'image' | 'networking' | 'storage' | 'platform' | 'bootActions';

/** A node with its digest in place of what is deployed on it, and without a secret that is sealed later. In the order of names, so that there is little to sort. */
const summaryOf = (node: EffectiveNode, { bootstrapper }: EffectiveSite) =>
  ({
    attachments: node.attachments,
    bootMac: node.bootMac,
    bootMode: node.bootMode,
    // Said once, where it is the site's.
    bootstrapper: node.bootstrapper === bootstrapper ? null : withoutSecrets(node.bootstrapper),
    digest: node.digest,
    hardwareProfile: node.hardwareProfile,
    macs: node.macs,
    mayLoseRaidData: node.mayLoseRaidData,
    name: node.name,
    oob: withoutSecrets(node.oob),
    rack: node.rack,
    serialNumber: node.serialNumber,
    uuid: node.uuid,
  }) satisfies Readonly<Record<Exclude<keyof EffectiveNode, Deployed | 'enrolmentCredential'>, unknown>>;

const byName = <T extends { readonly name: string }>(things: readonly T[]): Record<string, T> =>
  Object.fromEntries(things.map((thing) => [thing.name, thing]));
