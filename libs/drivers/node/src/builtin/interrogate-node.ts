import type { BuildDataDocument } from '@drydock/contracts';
import { done, would, type DriverActions } from '@drydock/driver';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readBootstrapperNode } from './node-work.js';

/** More than this does not fit into a message beside everything else. */
const largestDataBytes = 256 * 1024;

export const InterrogateNode: DriverActions<'node'>['InterrogateNode'] = async ({ target, node }, context) => {
  const { state, inventory, found, raw } = await readBootstrapperNode(target, node, context.signal);
  if (context.dryRun) return would([`read what the bootstrapper knows of ${node}`]);
  const details = found && inventory ? [document({ ...inventory, ...foundOf(raw) })] : [];
  return done({ state, inventory, details });
};

const foundOf = ({ found, inventoryAt }: Readonly<Record<string, unknown>>) => ({ found, inventoryAt });

/** All that the agent said, as a document: compressed, or left out when it is too large for a message. */
function document(content: object): BuildDataDocument {
  const text = Buffer.from(JSON.stringify(content));
  const data = gzipSync(text).toString('base64');
  return {
    generator: 'drydock-agent',
    format: 'application/json',
    ...(data.length > largestDataBytes ? { omitted: true } : { data }),
    sizeBytes: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}
