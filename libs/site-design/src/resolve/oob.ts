import type { NodeIdentity, OobTarget } from '@drydock/contracts';
import { parseAddress } from '../ipv4.js';
import type { OobData } from '../schemas/host-profile.js';
import type { DesignedNode } from '../site-model.js';
import { libvirtTarget } from './libvirt.js';
import { credentialOf } from './target.js';

/** The node's own address in the network that BMCs are in; null when it has none, or gets it from DHCP. */
export function bmcAddressOf(node: DesignedNode): string | null {
  const network = node.data.oob?.network;
  const entry = node.data.addressing.find((each) => each.network === network && parseAddress(each.address) !== null);
  return entry?.address ?? null;
}

export function oobTarget(node: DesignedNode): OobTarget {
  const oob: OobData = node.data.oob ?? {};
  return {
    type: oob.type ?? '',
    ...(oob.type === 'libvirt' ? libvirtTarget(oob, node.name) : bmcTarget(oob, bmcAddressOf(node), node.name)),
    ...(oob.verify_tls === undefined ? {} : { verifyTls: oob.verify_tls }),
    ...(oob.ca_certificate === undefined ? {} : { caCertificate: oob.ca_certificate }),
    ...(oob.power_off === undefined ? {} : { powerOff: oob.power_off }),
    identity: identityOf(node),
    ...(oob.options === undefined ? {} : { options: oob.options }),
  };
}

/** Redfish is told a URL, others a host and its port. */
function bmcTarget(
  oob: OobData,
  host: string | null,
  nodeName: string,
): Pick<OobTarget, 'address' | 'port' | 'systemId' | 'credential'> {
  const credential = credentialOf(oob);
  const system = {
    ...(oob.system_id === undefined ? {} : { systemId: oob.system_id }),
    ...(credential === undefined ? {} : { credential }),
  };
  if (host === null) return { address: nodeName, ...system };
  if (oob.type === 'redfish') {
    const port = oob.port === undefined ? '' : `:${oob.port}`;
    return { address: `${oob.scheme ?? 'https'}://${host}${port}`, ...system };
  }
  return { address: host, ...(oob.port === undefined ? {} : { port: oob.port }), ...system };
}

function identityOf(node: DesignedNode): NodeIdentity {
  const { oob, metadata } = node.data;
  return {
    ...(metadata?.boot_mac === undefined ? {} : { bootMac: metadata.boot_mac.toLowerCase() }),
    ...(oob?.serial_number === undefined ? {} : { serialNumber: oob.serial_number }),
    ...(oob?.uuid === undefined ? {} : { uuid: oob.uuid }),
  };
}
