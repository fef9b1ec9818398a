import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** A device that lshw found and the kernel has a name for. */
export interface FoundDevice {
  /** Kernel name, such as sda or eth0. */
  readonly name: string;
  /** Bus and address, such as `pci@0000:00:03.0` or `scsi@2:0.0.0`. */
  readonly businfo: string;
  readonly isInterface: boolean;
}

/** Hardware details, or a pattern for them, that cannot be read. */
export class UnreadableDetails extends Error {
  override readonly name = 'UnreadableDetails';
}

/** A large server has some 200 KB. */
export const largestLshwBytes = 8 * 1024 * 1024;

/** The devices in what `lshw -xml` writes, in its order. Throws `UnreadableDetails`. */
export function devicesOfLshw(xml: string): FoundDevice[] {
  if (Buffer.byteLength(xml) > largestLshwBytes) {
    throw new UnreadableDetails(`lshw's XML is larger than ${largestLshwBytes} bytes`);
  }
  // lshw writes none; entities of one could stand for more than memory holds.
  if (/<!DOCTYPE/i.test(xml)) throw new UnreadableDetails("lshw's XML has a document type");
  const root = parsed(xml);
  return root === null ? [] : [...nodesBelow(root)].flatMap(deviceOf);
}

function parsed(xml: string): Node | null {
  try {
    const refuse = (level: string, message: string): void => {
      if (level !== 'warning') throw new Error(message);
    };
    return new DOMParser({ onError: refuse }).parseFromString(xml, 'text/xml');
  } catch (cause) {
    throw new UnreadableDetails("lshw's XML cannot be read", { cause });
  }
}

/** Every element `node`, outer ones first. A list of what is still to be looked at, so that depth costs no stack. */
function* nodesBelow(root: Node): Iterable<Element> {
  const waiting: Node[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isElement(next) && next.tagName === 'node') yield next;
    waiting.push(...elementsOf(next).reverse());
  }
}

function deviceOf(node: Element): FoundDevice[] {
  const businfo = textOf(node, 'businfo');
  const name = textOf(node, 'logicalname')?.split('/').at(-1);
  if (businfo === undefined || name === undefined || name === '') return [];
  return [{ name, businfo, isInterface: node.getAttribute('class') === 'network' }];
}

/** Of the first child with that name. */
const textOf = (node: Element, name: string): string | undefined =>
  elementsOf(node)
    .find(({ tagName }) => tagName === name)
    ?.textContent?.trim();

const elementsOf = (node: Node): Element[] => Array.from(node.childNodes).filter(isElement);

const isElement = (node: Node): node is Element => node.nodeType === 1;
