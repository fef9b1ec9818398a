import type {
  EffectiveAttachment,
  EffectiveNode,
  EffectiveSite,
  EffectiveSwitch,
  OtherBootstrapper,
} from '@drydock/site-design';
import type { TaskOptions } from '../domain/rollout.js';
import type { Facts } from './facts.js';

/** What a step can look at: the design, the task, and what the steps before it found. */
export interface About {
  readonly site: EffectiveSite;
  readonly switches: Readonly<Record<string, EffectiveSwitch>>;
  readonly options: Pick<TaskOptions, 'redeploy' | 'takeOver'>;
  readonly facts: Facts;
  /** Why nothing on the node may be lost; null when it is not protected. */
  readonly protection: string | null;
  /** One deployment has one id, however often it is asked for: the walk's. */
  readonly walkId: string;
  readonly node?: EffectiveNode;
  readonly port?: EffectiveAttachment;
  /** For a step on the site: at which bootstrapper, where that is not the site's. */
  readonly bootstrapper?: OtherBootstrapper;
}

/** The same, for a step on a node. */
export type AboutNode = About & { readonly node: EffectiveNode };

/** The same, for a step on one of the node's switch ports. */
export type AboutPort = AboutNode & { readonly port: EffectiveAttachment };

/** Lets a function of a step on a node be called with whatever is known; a step on the site has no node. */
export const onNode =
  <R>(look: (about: AboutNode) => R) =>
  (about: About): R => {
    const { node } = about;
    if (!node) throw new Error('A step on a node was asked on the site.');
    return look({ ...about, node });
  };

export const onPort =
  <R>(look: (about: AboutPort) => R) =>
  (about: About): R => {
    const { node, port } = about;
    if (!node || !port) throw new Error('A step on a switch port was asked without one.');
    return look({ ...about, node, port });
  };

/** How a port is named in steps and facts. */
export const portName = ({ port, switch: name }: Pick<EffectiveAttachment, 'port' | 'switch'>): string =>
  `${port} of ${name}`;
