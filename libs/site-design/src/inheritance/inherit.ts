import type { Problem, RuleName } from '../rules/rule.js';
import type { HostProfileData } from '../schemas/host-profile.js';
import type { DataOf } from '../schemas/kinds.js';
import { placeIn, type Authored, type DesignedNode, type SiteModel, type Table } from '../site-model.js';
import { mergeHostProfile, mergeNode } from './host-profile.merge.js';

export const inheritance: RuleName = { id: 'DD0008', aliases: [], title: 'Inheritance' };

const maximumChain = 64;

interface Lineage {
  /** What the profile is with all that it inherits. */
  readonly data: HostProfileData;
  readonly profiles: readonly Authored<HostProfileData>[];
}

/** Why a profile cannot be inherited from; null when another finding says so already. */
type Broken = { readonly problem: Problem | null };

/** Gives each node what its host profiles say. Nodes whose profiles are missing, or inherit from each other in a circle, are left out and reported. */
export function inheritAll(
  nodes: Table<'BaremetalNode'>,
  profiles: Table<'HostProfile'>,
  isWritten: SiteModel['isWritten'],
): { nodes: Map<string, DesignedNode>; problems: Problem[] } {
  const lineages = new Lineages(profiles, isWritten);
  const designed = new Map<string, DesignedNode>();
  const problems = new Set<Problem>();
  for (const node of nodes.values()) {
    const lineage = lineages.of(node);
    if ('problem' in lineage) {
      if (lineage.problem !== null) problems.add(lineage.problem);
    } else designed.set(node.name, join(node, lineage));
  }
  for (const profile of profiles.values()) {
    const lineage = lineages.of(profile);
    if ('problem' in lineage && lineage.problem !== null) problems.add(lineage.problem);
  }
  return { nodes: designed, problems: [...problems] };
}

function join(node: Authored<DataOf<'BaremetalNode'>>, { data, profiles }: Lineage): DesignedNode {
  const parent = { ...data, addressing: [] };
  return {
    name: node.name,
    document: node.document,
    authored: node.data,
    data: mergeNode(parent, node.data) ?? node.data,
    profiles,
  };
}

class Lineages {
  readonly #profiles: Table<'HostProfile'>;
  readonly #isWritten: SiteModel['isWritten'];
  readonly #known = new Map<string, Lineage | Broken>();

  constructor(profiles: Table<'HostProfile'>, isWritten: SiteModel['isWritten']) {
    this.#profiles = profiles;
    this.#isWritten = isWritten;
  }

  /** What a node or profile inherits: the lineage of the profile that it names. Walks up, then merges down, so that depth costs no stack. */
  of(heir: Authored<HostProfileData>): Lineage | Broken {
    const ascent: Authored<HostProfileData>[] = [];
    const passed = new Set<string>();
    let current = heir;
    let found: Lineage | Broken = { data: {}, profiles: [] };
    while (current.data.host_profile !== undefined && current.data.host_profile !== '!') {
      const name = current.data.host_profile;
      const known = this.#known.get(name);
      if (known !== undefined) {
        found = known;
        break;
      }
      const parent = this.#profiles.get(name);
      const problem = this.#problemOf(current, parent, passed);
      if (problem !== undefined) {
        found = { problem };
        break;
      }
      if (parent === undefined) break;
      passed.add(name);
      ascent.push(parent);
      current = parent;
    }
    for (const profile of ascent.reverse()) {
      found = this.#descend(profile, found);
      this.#known.set(profile.name, found);
    }
    return found;
  }

  #problemOf(
    heir: Authored<HostProfileData>,
    parent: Authored<HostProfileData> | undefined,
    passed: ReadonlySet<string>,
  ): Problem | null | undefined {
    const name = heir.data.host_profile ?? '';
    const at = placeIn(heir, 'host_profile');
    if (parent === undefined) {
      if (this.#isWritten('HostProfile', name)) return null;
      return {
        message: `the host profile "${name}" is not in the design`,
        advice: 'Add a HostProfile document of that name, or correct the name.',
        at,
      };
    }
    if (passed.has(name)) {
      return {
        message: `the host profile "${name}" inherits from itself: ${circle([...passed], name)}`,
        advice: 'Take one host_profile out of the circle.',
        at,
      };
    }
    return undefined;
  }

  #descend(profile: Authored<HostProfileData>, parent: Lineage | Broken): Lineage | Broken {
    if ('problem' in parent) return parent;
    if (parent.profiles.length >= maximumChain) {
      return {
        problem: {
          message: `the host profile "${profile.name}" inherits over more than ${maximumChain} profiles`,
          advice: 'Join some of them into one.',
          at: placeIn(profile, 'host_profile'),
        },
      };
    }
    return {
      data: mergeHostProfile(parent.data, profile.data) ?? profile.data,
      profiles: [profile, ...parent.profiles],
    };
  }
}

function circle(passed: readonly string[], name: string): string {
  const names = [...passed.slice(passed.indexOf(name)), name];
  return (names.length > 9 ? [...names.slice(0, 7), '…', name] : names).join(' → ');
}
