import type { NodeIdentity, OobTarget } from '@drydock/contracts';
import { parseAddress } from '../ipv4.js';
import type { OobData } from '../schemas/host-profile.js';
import type { DesignedNode } from '../site-model.js';
import { libvirtTarget } from './libvirt.js';
import { credentialOf } from './target.js';

/** The node's own address in the network that BMCs are in; null when it has none, or gets it from DHCP. */
export function bmcAddressOf(node: DesignedNode): string | null {
  const network = node.data.oob?.network;
  for (const entry of node.data.addressing) {
    if (entry.network === network && parseAddress(entry.address) !== null) return entry.address;
  }
  return null;
}

/** Fields in order, as canonical JSON has them: these are written for every node. */
export function oobTarget(node: DesignedNode): OobTarget {
  const oob: OobData = node.data.oob ?? {};
  const { address, port, systemId, credential } = wayTo(oob, node);
  return {
    address,
    ...(oob.ca_certificate === undefined ? {} : { caCertificate: oob.ca_certificate }),
    ...(credential === undefined ? {} : { credential }),
    identity: identityOf(node),
    ...(oob.options === undefined ? {} : { options: oob.options }),
    ...(port === undefined ? {} : { port }),
    ...(oob.power_off === undefined ? {} : { powerOff: oob.power_off }),
    ...(systemId === undefined ? {} : { systemId }),
    type: oob.type ?? '',
    ...(oob.verify_tls === undefined ? {} : { verifyTls: oob.verify_tls }),
  };
}

type Way = Pick<OobTarget, 'address' | 'port' | 'systemId' | 'credential'>;

/** Redfish is told a URL; libvirt its URI and, as one of its many systems, the domain; others a host and its port. */
function wayTo(oob: OobData, node: DesignedNode): Way {
  if (oob.type === 'libvirt') return libvirtTarget(oob, node.name);
  const { system_id: systemId, port } = oob;
  const host = bmcAddressOf(node);
  const credential = credentialOf(oob);
  if (host === null) return { address: node.name, systemId, credential };
  if (oob.type !== 'redfish') return { address: host, port, systemId, credential };
  const ofPort = port === undefined ? '' : `:${port}`;
  return { address: `${oob.scheme ?? 'https'}://${host}${ofPort}`, systemId, credential };
}

function identityOf(node: DesignedNode): NodeIdentity {
  const { oob, metadata } = node.data;
  return {
    ...(metadata?.boot_mac === undefined ? {} : { bootMac: metadata.boot_mac.toLowerCase() }),
    ...(oob?.serial_number === undefined ? {} : { serialNumber: oob.serial_number }),
    ...(oob?.uuid === undefined ? {} : { uuid: oob.uuid }),
  };
}
