import { isSealed, type OobTarget } from '@drydock/contracts';
import type { ProbeAnswer } from '@drydock/driver';
import { Bmc } from './bmc.js';
import { interrogate } from './inventory.js';

/** A BMC as it is found, with the part of a BaremetalNode document that describes it. The password is not in it. */
export async function probeBmc(target: OobTarget, signal: AbortSignal): Promise<ProbeAnswer> {
  const facts = await interrogate(new Bmc(target, signal));
  const { credential, port, address } = target;
  const account = credential === undefined || isSealed(credential) ? undefined : credential.username;
  const name = (facts.serialNumber ?? address).toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const document = {
    schema: 'drydock/BaremetalNode/v1',
    metadata: {
      schema: 'metadata/Document/v1',
      name: `node-${name.replace(/^-|-$/g, '')}`,
      storagePolicy: 'cleartext',
    },
    data: {
      oob: {
        type: 'ipmi',
        ...(port !== undefined && { port }),
        account,
        ...(facts.serialNumber !== null && { serial_number: facts.serialNumber }),
        ...(facts.uuid !== null && { uuid: facts.uuid }),
      },
    },
  };
  return { facts: { ...facts }, documents: [document] };
}
