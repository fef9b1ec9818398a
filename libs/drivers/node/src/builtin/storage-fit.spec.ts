import type { EffectiveStorage } from '@drydock/contracts';
import { expect, it } from 'vitest';
import { refuseTooLarge } from './storage-fit.js';

const sizes = new Map([
  ['sda', 100e9],
  ['sdb', 1000e9],
]);
const storage = (
  partitions: readonly [name: string, size: string, group?: string][],
  volumes: readonly string[] = [],
) => {
  const described: EffectiveStorage = {
    devices: [
      {
        name: 'sda',
        labels: {},
        partitions: partitions.map(([name, size, volumeGroup]) => ({
          name,
          size,
          ...(volumeGroup && { volumeGroup }),
        })),
      },
      { name: 'sdb', labels: {}, volumeGroup: 'data' },
    ],
    volumeGroups: [{ name: 'data', logicalVolumes: volumes.map((size, index) => ({ name: `lv${index}`, size })) }],
  };
  return described;
};

it.each([
  [
    'partitions that leave some room',
    storage([
      ['boot', '1g'],
      ['root', '>60g'],
    ]),
  ],
  [
    'half of the disk twice',
    storage([
      ['a', '50%'],
      ['b', '50%'],
    ]),
  ],
  ['volumes on a whole disk and a partition', storage([['pv', '90g', 'data']], ['1000g', '>80g'])],
])('storage fits: %s', (_what, asked) => {
  expect(() => refuseTooLarge(asked, sizes)).not.toThrow();
});

it.each([
  [
    'root does not fit on sda',
    storage([
      ['boot', '1g'],
      ['root', '>99g'],
    ]),
  ],
  [
    'b does not fit on sda',
    storage([
      ['a', '>20g'],
      ['b', '10m'],
    ]),
  ],
  ['lv1 does not fit on data', storage([['pv', '90g', 'data']], ['1000g', '91g'])],
  ['lv0 does not fit on data', storage([], ['1001g'])],
  ['root does not fit on sda: big is no size', storage([['root', 'big']])],
])('storage is rejected as %s', (reason, asked) => {
  expect(() => refuseTooLarge(asked, sizes)).toThrow(expect.objectContaining({ kind: 'rejected' }));
  expect(() => refuseTooLarge(asked, sizes)).toThrow(reason);
});

it('says how much was left', () => {
  expect(() =>
    refuseTooLarge(
      storage([
        ['boot', '1g'],
        ['root', '100g'],
      ]),
      sizes,
    ),
  ).toThrow('100g is 100000000000 bytes, and 99000000000 of 100000000000 are left');
});
