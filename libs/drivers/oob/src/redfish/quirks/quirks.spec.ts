import { parse, QuirkRule, type QuirkMatch } from '@drydock/contracts';
import type { JsonObject } from '@drydock/redfish';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.js';
import { link, treeOf } from '../testing/trees.js';
import { builtInQuirks } from './built-in-quirks.js';
import { quirkBook } from './quirk-book.js';
import { applies, fits } from './quirk-match.js';

let bench: Bench;
afterEach(async () => {
  quirkBook.replaceOperators(new Map());
  await bench?.close();
});

const system = '/redfish/v1/Systems/1';
const target = 'BootSourceOverrideTarget';
const enabled = 'BootSourceOverrideEnabled';
const mode = 'BootSourceOverrideMode';

const open = async (host: JsonObject, boot: JsonObject = {}) => {
  const Boot = { [target]: 'None', [enabled]: 'Disabled', ...boot };
  bench = await Bench.open(treeOf({ system, host: { ...host, Boot } }));
};
const bodies = () => bench.changes.filter(([what]) => what.startsWith('PATCH')).map(([, { Boot }]) => Boot);
const applied = () => [...new Set(bench.rehearsal.quirks)];

describe('the rules that are built in', () => {
  it.each(Object.entries(builtInQuirks))('%s fits its schema and has a source', (_, rule) => {
    expect(parse(QuirkRule, structuredClone(rule), 'refuse')).toMatchObject({ ok: true });
    expect(rule.source.length).toBeGreaterThan(10);
  });

  it('supermicro-always-send-enabled: never drops Enabled, even where it is refused', async () => {
    await open({ Manufacturer: 'Supermicro' }, { [target]: 'Hdd', [enabled]: 'Once' });
    bench.bmc.script = ({ method }) => (method === 'PATCH' ? { status: 400 } : undefined);
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).rejects.toMatchObject({ kind: 'rejected' });
    expect(bodies()).toEqual([{ [target]: 'Pxe', [enabled]: 'Once' }]);
    expect(applied()).toContain('supermicro-always-send-enabled');
  });

  it('supermicro-mode-after-device: sends the mode again, which the device has reset', async () => {
    await open({ Manufacturer: 'Supermicro' }, { [mode]: 'Legacy' });
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' });
    expect(bodies()).toEqual([{ [target]: 'Pxe', [enabled]: 'Once', [mode]: 'UEFI' }, { [mode]: 'UEFI' }]);
    expect(applied()).toContain('supermicro-mode-after-device');
  });

  it('supermicro-shows-uefi-boot-next: takes UefiBootNext for what was sent, at others not', async () => {
    const showBootNext = () => {
      bench.bmc.script = ({ method }) => {
        if (method === 'PATCH') bench.bmc.change(system, { Boot: { [target]: 'UefiBootNext', [enabled]: 'Once' } });
        return method === 'PATCH' ? { status: 204 } : undefined;
      };
    };
    await open({ Manufacturer: 'Supermicro' });
    showBootNext();
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).resolves.toMatchObject({ kind: 'done' });
    expect(applied()).toContain('supermicro-shows-uefi-boot-next');
    await bench.close();
    await open({ Manufacturer: 'Dell Inc.' });
    showBootNext();
    await expect(bench.run('SetNodeBoot', { device: 'pxe' })).rejects.toMatchObject({ kind: 'rejected' });
    expect(applied()).toEqual([]);
  });

  it.each([
    ['SYS-6029P', ['None', 'Cd', 'UsbCd'], 'UsbCd'],
    ['SYS-6029P', ['None', 'Cd'], 'Cd'],
    ['ARS-111GL-NHR', ['None', 'Cd', 'UsbCd'], 'Cd'],
  ])('supermicro-cd-is-usb-cd: %s with %j boots from %s', async (Model, words, word) => {
    await open({ Manufacturer: 'Supermicro', Model }, { [`${target}@Redfish.AllowableValues`]: words });
    await bench.run('SetNodeBoot', { device: 'cdrom' });
    expect(bodies()).toEqual([{ [target]: word, [enabled]: 'Once' }]);
  });

  it.each(['GIGABYTE', 'Quanta Cloud Technology', 'American Megatrends International', 'ASRockRack'])(
    'ami-whole-boot-request: %s always gets target, enabled and mode',
    async (Manufacturer) => {
      await open({ Manufacturer }, { [mode]: 'Legacy', [`${mode}@Redfish.AllowableValues`]: ['Legacy', 'UEFI'] });
      await bench.run('SetNodeBoot', { device: 'pxe' });
      await bench.run('SetNodeBoot', { device: 'disk', mode: 'uefi' });
      expect(bodies()).toEqual([
        { [target]: 'Pxe', [enabled]: 'Once', [mode]: 'UEFI' },
        { [target]: 'Hdd', [enabled]: 'Once', [mode]: 'UEFI' },
      ]);
      expect(applied()).toEqual(['ami-whole-boot-request']);
    },
  );

  it('ami-whole-boot-request: goes to the settings object as a whole, and without the mode only where that is refused', async () => {
    const settings = `${system}/SD`;
    await open({ Manufacturer: 'NVIDIA' }, { [mode]: 'UEFI' });
    bench.bmc.change('/redfish/v1/', { Vendor: 'AMI' });
    bench.bmc.change(system, { '@Redfish.Settings': { SettingsObject: link(settings) } });
    bench.bmc.resources.set(settings, { Boot: { [target]: 'None', [enabled]: 'Disabled' } });
    await bench.run('SetNodeBoot', { device: 'pxe' });
    bench.bmc.script = ({ method, body }) =>
      method === 'PATCH' && JSON.stringify(body).includes(mode) ? { status: 400 } : undefined;
    await bench.run('SetNodeBoot', { device: 'disk' });
    expect(bench.changes.map(([what]) => what)).toEqual(Array.from({ length: 3 }, () => `PATCH ${settings}`));
    expect(bodies()).toEqual([
      { [target]: 'Pxe', [enabled]: 'Once', [mode]: 'UEFI' },
      { [target]: 'Hdd', [enabled]: 'Once', [mode]: 'UEFI' },
      { [target]: 'Hdd', [enabled]: 'Once' },
    ]);
  });

  it('hpe-boot-mode-is-read-only: never sends it, and refuses another than there is', async () => {
    await open({ Manufacturer: 'HPE' }, { [mode]: 'UEFI' });
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' });
    expect(bodies()).toEqual([{ [target]: 'Pxe', [enabled]: 'Once' }]);
    await expect(bench.run('SetNodeBoot', { device: 'pxe', mode: 'legacy' })).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('it offers uefi'),
    });
    expect(applied()).toEqual(['hpe-boot-mode-is-read-only']);
  });

  it('lenovo-sr675-hangs-on-restart: stays off for ten seconds', async () => {
    await open({ Manufacturer: 'Lenovo', Model: 'ThinkSystem SR675 V3', PowerState: 'On' });
    const began = bench.rehearsal.clock;
    await expect(bench.run('PowerCycleNode', {})).resolves.toMatchObject({ result: { method: 'off-on' } });
    expect(bench.rehearsal.clock - began).toBeGreaterThanOrEqual(10_000);
    expect(bench.bmc.resets).toEqual(['ForceOff', 'On']);
    expect(applied()).toEqual(['lenovo-sr675-hangs-on-restart']);
  });
});

describe('rules of the operator', () => {
  const rule = (more: Partial<QuirkRule>): QuirkRule => ({
    description: 'x',
    source: 'observed in rack 7',
    match: { model: ['*'] },
    switches: {},
    ...more,
  });
  beforeEach(() => open({ Manufacturer: 'Acme', Model: 'A1' }, { '@odata.etag': '"1"' }));

  it.each([
    ['omit', { [target]: 'Pxe', [enabled]: 'Once' }],
    ['in-body', { [target]: 'Pxe', [enabled]: 'Once' }],
  ] as const)('change how the ETag is told: %s', async (tag, boot) => {
    bench.bmc.change(system, { '@odata.etag': '"9"' });
    quirkBook.replaceOperators(new Map([['acme-tags', rule({ switches: { tag } })]]));
    await bench.run('SetNodeBoot', { device: 'pxe' });
    const patch = bench.bmc.requests.find(({ method }) => method === 'PATCH');
    expect(patch?.headers['if-match']).toBeUndefined();
    expect(patch?.body).toEqual({ Boot: boot, ...(tag === 'in-body' && { '@odata.etag': '"9"' }) });
    expect(applied()).toEqual(['acme-tags']);
  });

  it('take Continuous away, and give a node more time', async () => {
    quirkBook.replaceOperators(
      new Map([['acme-boot', rule({ switches: { continuousBoot: false, settleSeconds: 5 } })]]),
    );
    await expect(bench.run('SetNodeBoot', { device: 'disk', once: false })).resolves.toMatchObject({
      result: { rearmed: true },
    });
    bench.bmc.reset = () => undefined;
    await expect(bench.run('PowerOnNode', {})).rejects.toMatchObject({
      message: expect.stringMatching(/since [56] s/),
    });
  });

  it('take the place of a built-in one, also to switch it off', async () => {
    bench.bmc.change(system, { Manufacturer: 'HPE', Boot: { [mode]: 'Legacy' } });
    quirkBook.replaceOperators(new Map([['hpe-boot-mode-is-read-only', rule({ enabled: false })]]));
    await bench.run('SetNodeBoot', { device: 'pxe', mode: 'uefi' });
    expect(bodies()).toEqual([{ [target]: 'Pxe', [enabled]: 'Once', [mode]: 'UEFI' }]);
    expect(quirkBook.list().filter(({ id }) => id === 'hpe-boot-mode-is-read-only')).toMatchObject([
      { origin: 'operator' },
    ]);
  });

  it('are laid over the others, and named by a target whatever they match', async () => {
    quirkBook.replaceOperators(
      new Map([
        ['first', rule({ switches: { bootTarget: { device: 'pxe', target: 'UefiPxe' } } })],
        [
          'second',
          rule({ match: { model: ['other'] }, switches: { bootTarget: { device: 'pxe', target: 'NetBoot' } } }),
        ],
      ]),
    );
    bench.bmc.change(system, {
      Boot: { [`${target}@Redfish.AllowableValues`]: ['None', 'Pxe', 'UefiPxe', 'NetBoot'] },
    });
    await bench.run('SetNodeBoot', { device: 'pxe' });
    await bench.run('SetNodeBoot', { device: 'pxe' }, { options: { quirks: ['second'] } }).catch(() => undefined);
    expect(bodies()).toMatchObject([{ [target]: 'UefiPxe' }, { [target]: 'NetBoot' }]);
  });

  it('ask the BMC for its firmware where they need it', async () => {
    bench.bmc.change(system, { Links: { ManagedBy: [link('/redfish/v1/Managers/BMC')] } });
    bench.bmc.resources.set('/redfish/v1/Managers/BMC', { FirmwareVersion: 'iDRAC 6.10.30.00' });
    const match: QuirkMatch = { firmwareAtLeast: '6.10', firmwareBelow: '7' };
    quirkBook.replaceOperators(new Map([['acme-new', rule({ match, switches: { continuousBoot: false } })]]));
    await bench.run('SetNodeBoot', { device: 'disk', once: false });
    expect(applied()).toEqual(['acme-new']);
  });
});

describe('matching', () => {
  it.each([
    ['dell*', 'Dell Inc.', true],
    ['Dell', 'Dell Inc.', false],
    ['*R7*0', 'PowerEdge R750', true],
    ['*a*a*', 'a', false],
    ['a*a', 'a', false],
    ['*', '', true],
    ['**x', 'abx', true],
    ['*', null, false],
    ['a.c', 'abc', false],
  ])('%s and %j: %s', (pattern, text, fit) => {
    expect(fits(pattern, text)).toBe(fit);
  });

  it('takes no time that grows with the pattern', () => {
    expect(fits(`${'*a'.repeat(49)}*b`, 'a'.repeat(10_000))).toBe(false);
  });

  const facts = {
    vendor: 'Acme',
    product: null,
    manufacturer: 'Acme',
    model: 'A1',
    biosVersion: '2.1',
    redfishVersion: '1.9.0',
    bmcModel: 'B1',
    bmcFirmware: '6.9.30',
  };
  it.each<[QuirkMatch, boolean]>([
    [{}, false],
    [{ vendor: ['Other', 'acme'] }, true],
    [{ vendor: ['acme'], model: ['A2'] }, false],
    [{ product: ['*'] }, false],
    [{ firmwareAtLeast: '6.10' }, false],
    [{ firmwareBelow: '6.10' }, true],
    [{ firmwareAtLeast: '6.9.30.0', firmwareBelow: '6.9.31' }, true],
    [{ bmcFirmware: ['6.9.*'], bmcModel: ['b1'], redfishVersion: ['1.*'], biosVersion: ['2.1'] }, true],
  ])('%j: %s', (match, fit) => {
    const rule = { description: 'x', source: 'y', switches: {} };
    expect(applies({ ...rule, match }, facts)).toBe(fit);
    expect(applies({ ...rule, match: { model: ['*'] }, unless: match }, facts)).toBe(!fit);
  });
});

describe('the schema of a rule', () => {
  it.each([
    [{ source: '' }, 'source'],
    [{ match: { vendor: 'Dell' } }, 'match.vendor'],
    [{ match: { colour: ['red'] } }, 'match.colour'],
    [{ match: { firmwareBelow: 'six' } }, 'match.firmwareBelow'],
    [{ switches: { password: 'calvin' } }, 'switches.password'],
    [{ switches: { offSeconds: 9999 } }, 'switches.offSeconds'],
    [{ switches: { tag: 'never' } }, 'switches.tag'],
    [{ vendor: 'x' }, 'vendor'],
  ])('refuses %j', (wrong, path) => {
    const rule = { description: 'x', source: 'y', match: { model: ['*'] }, switches: {} };
    expect(parse(QuirkRule, { ...rule, ...wrong }, 'refuse')).toMatchObject({
      ok: false,
      complaints: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });
});
