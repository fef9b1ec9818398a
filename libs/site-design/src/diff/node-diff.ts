import type { EffectiveDesign, EffectiveNode } from '../effective.js';
import { jsonPointer } from '../finding.js';
import { changesBetween, type JsonChange } from './json-changes.js';
import { greatest, needOfBootstrapper, needOfNodeField, type Need } from './needs.js';
import { sentenceOf, type VlanOf } from './sentences.js';

/** One change of a field, as data and in words. */
export interface FieldChange {
  /** JSON pointer: into what it is after the change, or, for what is gone, before. */
  readonly path: string;
  readonly kind: JsonChange['kind'];
  /** Left out of secrets, and where there was nothing. */
  readonly before?: unknown;
  /** Left out of secrets, and where there is nothing any more. */
  readonly after?: unknown;
  /** Present, and true, where the values are not said. */
  readonly secret?: true;
  readonly sentence: string;
  readonly needs: Need;
}

export interface NodeDiff {
  readonly name: string;
  /** The most that any of the changes needs. */
  readonly needs: Need;
  readonly changes: readonly FieldChange[];
}

/** The design that a node is part of, as far as its differences depend on it. */
export type SiteOf = Pick<EffectiveDesign, 'site'>;

export interface NodeVersions {
  readonly from: EffectiveNode;
  readonly to: EffectiveNode;
}

/** What is different about a node; null when nothing is. */
export function diffNode(
  { from, to }: NodeVersions,
  sites: { from: SiteOf; to: SiteOf },
  vlanOf: VlanOf,
): NodeDiff | null {
  const redeploys = from.digest !== to.digest;
  const changes = changesBetween(compared(from, sites.from), compared(to, sites.to)).map((change) => {
    const need = needOf(change);
    // Deploying goes by the digest alone.
    return fieldChange(change, need === 'redeployment' && !redeploys ? 'nothing' : need, vlanOf);
  });
  if (redeploys && !changes.some(({ needs }) => needs === 'redeployment')) changes.push(otherContent(from, to));
  if (changes.length === 0) return null;
  return { name: to.name, needs: greatest(changes.map(({ needs }) => needs)), changes };
}

export const fieldChange = (change: JsonChange, needs: Need, vlanOf: VlanOf): FieldChange => ({
  path: jsonPointer(change.path),
  kind: change.kind,
  ...('before' in change && { before: change.before }),
  ...('after' in change && { after: change.after }),
  ...(change.secret && { secret: true as const }),
  sentence: sentenceOf(change, vlanOf),
  needs,
});

/** A node without what it says twice, and without the site's bootstrapper, which is the site's change. */
function compared(
  { digest: _digest, enrolmentCredential: _enrolment, macs, oob, platform, bootstrapper, ...node }: EffectiveNode,
  { site }: SiteOf,
) {
  const { identity: _identity, ...bmc } = oob;
  const { image: _image, tags: _tags, ownerData: _ownerData, ...rest } = platform;
  const isOfSite = changesBetween(site.bootstrapper, bootstrapper).length === 0;
  return {
    ...node,
    oob: bmc,
    platform: rest,
    macs: macs.filter((mac) => mac !== node.bootMac),
    bootstrapper: isOfSite ? 'the one of the site' : bootstrapper,
  };
}

function needOf({ path: [field, inside] }: JsonChange): Need {
  if (field === 'bootstrapper') return needOfBootstrapper(inside);
  return isNodeField(field) ? needOfNodeField[field] : 'nothing';
}

const isNodeField = (field: string | undefined): field is keyof EffectiveNode =>
  field !== undefined && Object.hasOwn(needOfNodeField, field);

/** The digest covers what an image contains, which a node names only. */
const otherContent = (from: EffectiveNode, to: EffectiveNode): FieldChange => ({
  path: '/digest',
  kind: 'changed',
  before: from.digest,
  after: to.digest,
  sentence: to.image === null ? 'what is deployed is another' : `image ${to.image} has other content`,
  needs: 'redeployment',
});
