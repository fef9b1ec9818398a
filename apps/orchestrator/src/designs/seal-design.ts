import { canonicalAddress, isSealed, type ActionService, type Announcement, type Credential } from '@drydock/contracts';
import { kidOf, Problem, seal } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, EffectiveSwitch } from '@drydock/site-design';

import type { SealedWith } from '../persistence/entities.js';

type Announcements = ReadonlyMap<string, Announcement>;

interface Target {
  readonly address: string;
  readonly port?: number;
  readonly credential?: Credential;
}

/** The design with every credential sealed for the one service that needs it, bound to the address it is for. */
export async function sealDesign(design: EffectiveDesign, announcements: Announcements): Promise<EffectiveDesign> {
  const sealFor = async <T extends Target>(service: ActionService, target: T): Promise<T> => {
    if (target.credential === undefined || isSealed(target.credential)) return target;
    const address = canonicalAddress(target.address, target.port);
    return { ...target, credential: await seal(keyOf(service, announcements), target.credential, address) };
  };
  const sealNode = async (node: EffectiveNode): Promise<EffectiveNode> => ({
    ...node,
    oob: await sealFor('oob', node.oob),
    bootstrapper: node.bootstrapper && (await sealFor('node', node.bootstrapper)),
  });
  const sealSwitch = async (one: EffectiveSwitch): Promise<EffectiveSwitch> => ({
    ...one,
    target: await sealFor('network', one.target),
  });
  const bootstrapper = design.site.bootstrapper && (await sealFor('node', design.site.bootstrapper));
  return {
    ...design,
    site: { ...design.site, bootstrapper, repositoryCredentials: await sealForMedia(design, announcements) },
    switches: await eachValue(design.switches, sealSwitch),
    nodes: await eachValue(design.nodes, sealNode),
  };
}

/** Those of repositories go to the site's bootstrapper; where there is none, nobody is to have them. */
async function sealForMedia({ site }: EffectiveDesign, announcements: Announcements): Promise<Credential | null> {
  const { bootstrapper, repositoryCredentials: credentials } = site;
  if (bootstrapper === null || credentials === null) return null;
  return seal(keyOf('node', announcements), credentials, canonicalAddress(bootstrapper.address));
}

/** Which keys of which service the credentials of a sealed design need. */
export function keysNeeded({ site, switches, nodes }: EffectiveDesign): SealedWith {
  const of = (credentials: readonly unknown[]): string[] => {
    const kids = credentials.flatMap((credential) => (isSealed(credential) ? [kidOf(credential)] : []));
    return [...new Set(kids.filter((kid) => kid !== null))].sort();
  };
  const all = Object.values(nodes);
  return {
    oob: of(all.map(({ oob }) => oob.credential)),
    node: of([
      site.bootstrapper?.credential,
      site.repositoryCredentials,
      ...all.map(({ bootstrapper }) => bootstrapper?.credential),
    ]),
    network: of(Object.values(switches).map(({ target }) => target.credential)),
  };
}

function keyOf(service: ActionService, announcements: Announcements): Record<string, unknown> {
  const [newest] = announcements.get(service)?.keys ?? [];
  if (newest) return newest;
  throw new Problem(
    503,
    'A service is missing',
    `The ${service} service has not announced itself yet, so nothing can be sealed for it. Start it and try again.`,
  );
}

async function eachValue<T>(
  values: Readonly<Record<string, T>>,
  change: (value: T) => Promise<T>,
): Promise<Record<string, T>> {
  const entries = Object.entries(values).map(async ([name, value]) => [name, await change(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
