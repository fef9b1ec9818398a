import type { NodeTarget } from '@drydock/contracts';
import type { Driver, ProbeAnswer } from '@drydock/driver';
import { CreateBootMedia } from './boot-media.js';
import { BootstrapperClient } from './bootstrapper.client.js';
import { ConfigureHardware } from './configure-hardware.js';
import { DeployNode } from './deploy-node.js';
import { DestroyNode } from './destroy-node.js';
import { IdentifyNode } from './identify-node.js';
import { InterrogateNode } from './interrogate-node.js';
import { settingActions } from './node-settings.js';
import { builtinSettings } from './builtin.settings.js';
import { siteActions } from './site-actions.js';
import { fieldsOf, listOf } from './views.js';

/** Drydock's own bootstrapper, over its REST API. */
export const builtinDriver: Driver<'node'> = {
  service: 'node',
  type: 'builtin',
  description: "Drydock's own bootstrapper",
  settings: builtinSettings,
  traits: { powerOwner: 'drydock', holdsBeforeBoot: true },
  noops: {},
  actions: {
    ...siteActions,
    ...settingActions,
    CreateBootMedia,
    IdentifyNode,
    ConfigureHardware,
    InterrogateNode,
    DeployNode,
    DestroyNode,
  },

  async reach(target, signal) {
    await new BootstrapperClient(target, signal).get('/api/v1/images');
  },

  async probe(target: NodeTarget, signal: AbortSignal): Promise<ProbeAnswer> {
    const client = new BootstrapperClient(target, signal);
    const itemsAt = async (path: string) => listOf(fieldsOf(await client.get(path), 'list').items, 'items');
    const nodes = await itemsAt('/api/v1/nodes');
    const images = await itemsAt('/api/v1/images');
    const seen = await itemsAt('/api/v1/seen-macs');
    return {
      facts: {
        nodes: nodes.map((node) => ({ name: fieldsOf(node, 'node').name, state: fieldsOf(node, 'node').state })),
        images: images.map((image) => ({ name: fieldsOf(image, 'image').name, state: fieldsOf(image, 'image').state })),
      },
      documents: [],
      bootMacCandidates: seen.map((entry) => String(fieldsOf(entry, 'seen MAC').mac)),
    };
  },
};
