import type { BootedHardware } from '../node/boot-environment.js';

const firstSlot = 3;
const slotOf = (index: number): string => `0000:00:${(firstSlot + index).toString(16).padStart(2, '0')}.0`;
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The hardware as `lshw -xml` would write it: interfaces in PCI slots from 3 on, each disk on a SCSI host of its own. */
export function lshwOf({ macs, disks }: BootedHardware): string {
  const interfaces = macs.map(({ name, mac }, index) =>
    node({ id: `network:${index}`, kind: 'network' }, [
      ['businfo', `pci@${slotOf(index)}`],
      ['logicalname', name],
      ['serial', mac],
    ]),
  );
  const drives = disks.map(({ name, serial, sizeBytes }, index) =>
    node({ id: `disk:${index}`, kind: 'disk' }, [
      ['businfo', `scsi@${index}:0.0.0`],
      ['logicalname', `/dev/${name}`],
      ['serial', serial],
      ['size', String(sizeBytes)],
    ]),
  );
  return `<?xml version="1.0" standalone="yes" ?>\n<list>\n${[...interfaces, ...drives].join('\n')}\n</list>\n`;
}

const node = ({ id, kind }: { id: string; kind: string }, fields: readonly (readonly [string, string])[]): string =>
  [
    `<node id="${id}" claimed="true" class="${kind}">`,
    ...fields.map(([name, text]) => ` <${name}>${escaped(text)}</${name}>`),
    '</node>',
  ].join('\n');
