import type { InterrogateOobResult, OobDrive } from '@drydock/contracts';
import type { Element } from '@xmldom/xmldom';
import { memoryOf } from './boot.js';
import { powerOf, stateOf, type Domain } from './domain.js';
import { attributeOf, childOf, textOf, type DomainXml } from './domain-xml.js';

/** What libvirt says of a domain. What its definition does not say is null. */
export async function interrogate(domain: Domain, kept?: unknown): Promise<InterrogateOobResult> {
  const { xml } = domain;
  const state = await stateOf(domain);
  const power = powerOf(state);
  const sockets = Number(attributeOf(childOf(xml.root, 'cpu', 'topology'), 'sockets') ?? Number.NaN);
  return {
    power: power === 'moving' ? 'unknown' : power,
    health: state === 'crashed' ? 'critical' : 'unknown',
    manufacturer: xml.systemEntry('manufacturer'),
    model: xml.systemEntry('product'),
    serialNumber: xml.systemEntry('serial'),
    sku: xml.systemEntry('sku'),
    uuid: xml.uuid,
    biosVersion: null,
    bmcFirmware: null,
    systemId: xml.name,
    processors: { count: Number.isNaN(sockets) ? null : sockets, model: textOf(childOf(xml.root, 'cpu', 'model')) },
    memoryGiB: memoryOfDomain(childOf(xml.root, 'memory')),
    interfaces: xml.bootables
      .filter(({ kind }) => kind === 'pxe')
      .map(({ key, element }) => ({
        mac: key,
        name: attributeOf(childOf(element, 'target'), 'dev'),
        linkUp: attributeOf(childOf(element, 'link'), 'state') === 'down' ? false : null,
        speedMbps: null,
      })),
    drives: xml.bootables.filter(({ kind }) => kind === 'disk' || kind === 'usb').map(driveOf),
    firmware: [],
    boot: bootOf(xml, kept),
    resetTypes: ['start', 'shutdown', 'destroy', 'reset'],
  };
}

/** libvirt writes KiB, whatever unit it was given. */
function memoryOfDomain(memory: Element | undefined): number | null {
  const kib = Number(textOf(memory) ?? Number.NaN);
  return Number.isNaN(kib) || attributeOf(memory, 'unit') !== 'KiB' ? null : kib / 1024 ** 2;
}

const driveOf = ({ key, element }: { readonly key: string; readonly element: Element }): OobDrive => ({
  name: key,
  model: textOf(childOf(element, 'product')),
  serialNumber: textOf(childOf(element, 'serial')),
  wwn: textOf(childOf(element, 'wwn')),
  sizeBytes: null,
  mediaType: null,
});

function bootOf(xml: DomainXml, kept: unknown): InterrogateOobResult['boot'] {
  const { bootables, order, mode } = xml;
  const kinds = bootables.flatMap(({ kind }) => (kind === 'other' ? [] : [kind]));
  const first = bootables.find(({ key }) => key === order[0])?.kind ?? 'other';
  const once = memoryOf(kept).restore !== null;
  return {
    mode,
    secureBoot: null,
    progress: null,
    override: { device: once && first !== 'other' ? first : 'none', once },
    devices: [...new Set(kinds)],
    pxeNicSelection: 'boot-option',
  };
}
