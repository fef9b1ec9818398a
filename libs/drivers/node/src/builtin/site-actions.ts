import type { NodeTarget } from '@drydock/contracts';
import { done, would, type ActionContext, type DriverActions } from '@drydock/driver';
import { isDeepStrictEqual } from 'node:util';
import { BootstrapperClient } from './bootstrapper.client.js';
import { fieldsOf, flagOf, listOf } from './views.js';

/** Something that the whole site shares, and its place at the bootstrapper. */
export interface SiteSetting {
  readonly kind: string;
  readonly name: string;
  readonly content: object;
}

/** Brings one setting to what it should be; true when it was not. */
export async function settle(client: BootstrapperClient, { kind, name, content }: SiteSetting): Promise<boolean> {
  const answer = await client.put(`/api/v1/site/${kind}/${encodeURIComponent(name)}`, content);
  return flagOf(fieldsOf(answer, 'answer'), 'changed');
}

/** What would change, in words. */
export async function wouldSettle(client: BootstrapperClient, settings: readonly SiteSetting[]): Promise<string[]> {
  const kinds = [...new Set(settings.map(({ kind }) => kind))];
  const present = new Map<string, unknown>();
  for (const kind of kinds) {
    const { items } = fieldsOf(await client.get(`/api/v1/site/${kind}`), 'list');
    for (const item of listOf(items, 'items')) {
      const { name, content } = fieldsOf(item, 'item');
      present.set(`${kind} ${String(name)}`, content);
    }
  }
  return settings.flatMap(({ kind, name, content }) => {
    const before = present.get(`${kind} ${name}`);
    if (before === undefined) return [`add ${name} to the ${kind}`];
    return isDeepStrictEqual(before, JSON.parse(JSON.stringify(content))) ? [] : [`change ${name} of the ${kind}`];
  });
}

interface Settling {
  readonly target: NodeTarget;
  readonly context: ActionContext;
  readonly settings: readonly SiteSetting[];
}

async function settleAll({ target, context, settings }: Settling): Promise<Map<SiteSetting, boolean>> {
  const client = new BootstrapperClient(target, context.signal);
  const changed = new Map<SiteSetting, boolean>();
  for (const setting of settings) {
    changed.set(setting, await settle(client, setting));
    context.progress(`${setting.kind}: ${setting.name}`, (100 * changed.size) / settings.length);
  }
  return changed;
}

const outcomesOf = (changed: ReadonlyMap<SiteSetting, boolean>, kind: string) =>
  [...changed].filter(([setting]) => setting.kind === kind).map(([{ name }, isNew]) => ({ name, changed: isNew }));

const settingsOf = (kind: string, items: readonly { name: string }[]): SiteSetting[] =>
  items.map((content) => ({ kind, name: content.name, content }));

type SiteActions = Pick<
  DriverActions<'node'>,
  'CreateNetworkTemplate' | 'CreateStorageTemplate' | 'PrepareHardwareConfig'
>;

/** Actions that only tell the bootstrapper what the site is like. */
export const siteActions: SiteActions = {
  async CreateNetworkTemplate({ target, parameters: { networks, links, routeDomains } }, context) {
    const settings = [
      ...settingsOf('networks', networks),
      ...settingsOf('links', links),
      ...Object.entries(routeDomains).map(([name, cidrs]) => ({ kind: 'route-domains', name, content: { cidrs } })),
    ];
    if (context.dryRun) return would(await wouldSettle(new BootstrapperClient(target, context.signal), settings));
    const changed = await settleAll({ target, context, settings });
    return done({ networks: outcomesOf(changed, 'networks') });
  },

  async CreateStorageTemplate({ target, parameters: { layouts } }, context) {
    const settings = settingsOf('storage-layouts', layouts);
    if (context.dryRun) return would(await wouldSettle(new BootstrapperClient(target, context.signal), settings));
    return done({ layouts: outcomesOf(await settleAll({ target, context, settings }), 'storage-layouts') });
  },

  async PrepareHardwareConfig({ target, parameters: { profiles } }, context) {
    const settings = settingsOf('hardware-profiles', profiles);
    if (context.dryRun) return would(await wouldSettle(new BootstrapperClient(target, context.signal), settings));
    return done({ profiles: outcomesOf(await settleAll({ target, context, settings }), 'hardware-profiles') });
  },
};
