import {
  canonicalAddress,
  isSealed,
  type ActionService,
  type Announcement,
  type Credential,
  type NodeTarget,
} from '@drydock/contracts';
import { kidOf, Problem, seal } from '@drydock/service';
import type {
  EffectiveDesign,
  EffectiveNode,
  EffectiveSite,
  EffectiveSwitch,
  OtherBootstrapper,
} from '@drydock/site-design';
import type { SealedWith } from '../persistence/entities.js';

type Announcements = ReadonlyMap<string, Announcement>;

interface Target {
  readonly address: string;
  readonly port?: number;
  readonly credential?: Credential;
}

/** Seals every credential of a design for the one service that needs it, bound to the address it is for. */
export class DesignSealer {
  readonly #announcements: Announcements;
  readonly #kids: Readonly<Record<ActionService, Set<string>>> = {
    oob: new Set(),
    node: new Set(),
    network: new Set(),
  };

  constructor(announcements: Announcements) {
    this.#announcements = announcements;
  }

  /** Which keys of which service what was sealed so far needs. */
  get sealedWith(): SealedWith {
    const { oob, node, network } = this.#kids;
    return { oob: [...oob].sort(), node: [...node].sort(), network: [...network].sort() };
  }

  async node(node: EffectiveNode): Promise<EffectiveNode> {
    const enrolmentCredential = await this.#forEnrolment(node);
    return {
      ...node,
      oob: await this.#seal('oob', node.oob),
      ...(enrolmentCredential && { enrolmentCredential }),
      bootstrapper: node.bootstrapper && (await this.#seal('node', node.bootstrapper)),
    };
  }

  /** A BMC's credential goes to the node service only where the bootstrapper drives the BMC; one that came sealed is the oob service's alone. */
  async #forEnrolment({ oob, bootstrapper }: EffectiveNode): Promise<Credential | undefined> {
    const drivers = this.#announcements.get('node')?.drivers ?? [];
    const driver = drivers.find(({ type }) => type === bootstrapper?.type);
    const { address, port, credential } = oob;
    if (driver?.traits.powerOwner !== 'bootstrapper' || credential === undefined || isSealed(credential))
      return undefined;
    return (await this.#seal('node', { address, ...(port !== undefined && { port }), credential })).credential;
  }

  /** All of a design but its nodes. */
  async site({ site, switches, ...rest }: Omit<EffectiveDesign, 'nodes'>): Promise<Omit<EffectiveDesign, 'nodes'>> {
    const sealed: [string, EffectiveSwitch][] = [];
    for (const [name, one] of Object.entries(switches)) {
      sealed.push([name, { ...one, target: await this.#seal('network', one.target) }]);
    }
    const bootstrapper = site.bootstrapper && (await this.#seal('node', site.bootstrapper));
    const repositoryCredentials = await this.#forMedia(site.bootstrapper, site.repositoryCredentials);
    const others = await this.#others(site);
    return {
      ...rest,
      site: { ...site, bootstrapper, repositoryCredentials, ...(others && { otherBootstrappers: others }) },
      switches: Object.fromEntries(sealed),
    };
  }

  async #others({ otherBootstrappers }: EffectiveSite): Promise<OtherBootstrapper[] | undefined> {
    if (otherBootstrappers === undefined) return undefined;
    const sealed: OtherBootstrapper[] = [];
    for (const { name, target, repositoryCredentials } of otherBootstrappers) {
      sealed.push({
        name,
        target: await this.#seal('node', target),
        repositoryCredentials: await this.#forMedia(target, repositoryCredentials),
      });
    }
    return sealed;
  }

  /** Those of repositories go to a bootstrapper; where there is none, nobody is to have them. */
  async #forMedia(bootstrapper: NodeTarget | null, credentials: Credential | null): Promise<Credential | null> {
    if (bootstrapper === null || credentials === null) return null;
    return (await this.#seal('node', { address: bootstrapper.address, credential: credentials })).credential;
  }

  async #seal<T extends Target>(service: ActionService, target: T): Promise<T> {
    if (target.credential === undefined) return target;
    const address = canonicalAddress(target.address, target.port);
    const credential = isSealed(target.credential)
      ? target.credential
      : await seal(keyOf(service, this.#announcements), target.credential, address);
    const kid = kidOf(credential);
    if (kid !== null) this.#kids[service].add(kid);
    return { ...target, credential };
  }
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
