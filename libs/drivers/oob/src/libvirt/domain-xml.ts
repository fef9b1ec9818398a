import type { BootDevice, BootMode } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { DOMParser, XMLSerializer, type Document, type Element } from '@xmldom/xmldom';

export type BootableKind = Extract<BootDevice, 'pxe' | 'disk' | 'cdrom' | 'usb'> | 'other';

/** A device of a domain that it can start from. */
export interface Bootable {
  /** The MAC address of an interface, the target of a disk (`vda`): what stays the same when the domain is redefined. */
  readonly key: string;
  readonly kind: BootableKind;
  readonly element: Element;
}

const childrenOf = (element: Element | undefined, name?: string): Element[] => {
  const found: Element[] = [];
  for (let child = element?.firstChild ?? null; child !== null; child = child.nextSibling) {
    if (isElement(child) && (name === undefined || child.tagName === name)) found.push(child);
  }
  return found;
};

const isElement = (node: { readonly nodeType: number }): node is Element => node.nodeType === 1;

export const childOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce<Element | undefined>((above, name) => childrenOf(above, name)[0], element);

export const attributeOf = (element: Element | undefined, name: string): string | null =>
  element?.getAttribute(name) ?? null;

export const textOf = (element: Element | undefined): string | null => element?.textContent?.trim() || null;

/** The definition of a domain. Changes of its boot order leave everything else in it as it is. */
export class DomainXml {
  private constructor(
    private readonly document: Document,
    readonly root: Element,
  ) {}

  static parse(xml: string): DomainXml {
    const document = parsed(xml);
    const root = document?.documentElement;
    if (!document || root?.tagName !== 'domain') throw unreadable();
    return new DomainXml(document, root);
  }

  get name(): string {
    return textOf(childOf(this.root, 'name')) ?? '';
  }

  get uuid(): string {
    return textOf(childOf(this.root, 'uuid'))?.toLowerCase() ?? '';
  }

  get mode(): BootMode {
    const os = childOf(this.root, 'os');
    const byLoader = attributeOf(childOf(os, 'loader'), 'type') === 'pflash';
    return attributeOf(os, 'firmware') === 'efi' || byLoader ? 'uefi' : 'legacy';
  }

  /** Of the machine that the domain plays (SMBIOS), such as `serial`. */
  systemEntry(name: string): string | null {
    const entries = childrenOf(childOf(this.root, 'sysinfo', 'system'), 'entry');
    return textOf(entries.find((entry) => attributeOf(entry, 'name') === name));
  }

  get devices(): Element[] {
    return childrenOf(childOf(this.root, 'devices'));
  }

  get macs(): string[] {
    return this.bootables.filter(({ kind }) => kind === 'pxe').map(({ key }) => key);
  }

  get bootables(): Bootable[] {
    return this.devices.flatMap((element, index) => {
      const known = bootableOf(element);
      if (known !== undefined) return [{ ...known, element }];
      return childOf(element, 'boot') ? [{ key: `${element.tagName} ${index}`, kind: 'other' as const, element }] : [];
    });
  }

  /** The keys of the devices in the order in which they are started from: one by one, or else by what they are (`os/boot`). */
  get order(): string[] {
    const { bootables } = this;
    const place = ({ element }: Bootable) => Number(attributeOf(childOf(element, 'boot'), 'order') ?? Number.NaN);
    const placed = bootables.filter((one) => !Number.isNaN(place(one)));
    if (placed.length > 0) return placed.sort((one, other) => place(one) - place(other)).map(({ key }) => key);
    const named = childrenOf(childOf(this.root, 'os'), 'boot').map((boot) => attributeOf(boot, 'dev'));
    const kinds = (named.length > 0 ? named : ['hd']).map((dev) => kindsByName[dev ?? ''] ?? []);
    return kinds.flatMap((wanted) => bootables.filter(({ kind }) => wanted.includes(kind)).map(({ key }) => key));
  }

  /** Starts from these devices, in this order, and from no others. A key that no device has is passed over. */
  reorder(keys: readonly string[]): void {
    const os = childOf(this.root, 'os');
    for (const boot of childrenOf(os, 'boot')) os?.removeChild(boot);
    const { bootables } = this;
    const known = keys.filter((key) => bootables.some((one) => one.key === key));
    for (const { key, element } of bootables) {
      const boot = childOf(element, 'boot');
      const place = known.indexOf(key);
      if (place >= 0) (boot ?? this.newBoot(element)).setAttribute('order', String(place + 1));
      else if (boot) element.removeChild(boot);
    }
  }

  toString(): string {
    return new XMLSerializer().serializeToString(this.document);
  }

  private newBoot(device: Element): Element {
    const boot = this.document.createElement('boot');
    device.appendChild(boot);
    return boot;
  }
}

function parsed(xml: string): Document | undefined {
  try {
    return new DOMParser().parseFromString(xml, 'text/xml');
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Not with the text itself: passwords of consoles are in it. */
const unreadable = (cause?: unknown) =>
  new DriverError('rejected', 'libvirt answered with no definition of a domain', { cause });

const kindsByName: Readonly<Record<string, readonly BootableKind[]>> = {
  network: ['pxe'],
  hd: ['disk', 'usb'],
  cdrom: ['cdrom'],
};

function bootableOf(element: Element): Pick<Bootable, 'key' | 'kind'> | undefined {
  if (element.tagName === 'interface') {
    const mac = attributeOf(childOf(element, 'mac'), 'address')?.toLowerCase();
    return mac === undefined ? undefined : { key: mac, kind: 'pxe' };
  }
  if (element.tagName !== 'disk') return undefined;
  const target = childOf(element, 'target');
  const key = attributeOf(target, 'dev');
  const device = attributeOf(element, 'device') ?? 'disk';
  if (key === null || (device !== 'disk' && device !== 'cdrom')) return undefined;
  if (device === 'cdrom') return { key, kind: 'cdrom' };
  return { key, kind: attributeOf(target, 'bus') === 'usb' ? 'usb' : 'disk' };
}
