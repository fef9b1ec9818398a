import type { BuildDataDocument } from '@drydock/contracts';
import { done, would, type DriverActions } from '@drydock/driver';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { detailsOf } from './found-devices.js';
import { readBootstrapperNode } from './node-work.js';

/** More than this, of all documents together, does not fit into a message beside everything else. */
const largestDataBytes = 256 * 1024;

export const InterrogateNode: DriverActions<'node'>['InterrogateNode'] = async ({ target, node }, context) => {
  const { state, inventory, found, raw } = await readBootstrapperNode(target, node, context.signal);
  if (context.dryRun) return would([`read what the bootstrapper knows of ${node}`]);
  if (!found || !inventory) return done({ state, inventory, details: [] });
  const sent = await detailsOf({ target, node }, context.signal);
  return done({ state, inventory, details: fitting([document({ ...inventory, ...foundOf(raw) }), ...sent]) });
};

const foundOf = ({ found, inventoryAt }: Readonly<Record<string, unknown>>) => ({ found, inventoryAt });

/** All that the agent said, as a document. */
function document(content: object): BuildDataDocument {
  const text = Buffer.from(JSON.stringify(content));
  return {
    generator: 'drydock-agent',
    format: 'application/json',
    data: gzipSync(text).toString('base64'),
    sizeBytes: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}

/** The documents without the data of those that are too large for what the ones before them leave. */
function fitting(documents: readonly BuildDataDocument[]): BuildDataDocument[] {
  let left = largestDataBytes;
  return documents.map(({ data = '', ...described }) => {
    if (data.length > left) return { ...described, omitted: true };
    left -= data.length;
    return { ...described, data };
  });
}
