import type { BootMode, BootOption, BootOverride, OverrideEnabled } from '../../node/boot-settings.js';
import { paths, type BmcState, type Tree } from '../endpoint.js';
import { collection, isObject, link, type JsonObject } from '../json.js';
import { badRequest, propertyMessages, type Message } from '../redfish-refusal.error.js';

const overrideEnabled: readonly OverrideEnabled[] = ['Disabled', 'Once', 'Continuous'];

const optionsPath = (bmc: BmcState): string => `${paths.system(bmc)}/BootOptions`;

/** The property `Boot` of the system. */
export function bootOf(bmc: BmcState): JsonObject {
  const { override, order } = bmc.node.boot.state;
  const { overrideTargets, overrideModes } = bmc.personality;
  return {
    BootSourceOverrideTarget: override.target,
    'BootSourceOverrideTarget@Redfish.AllowableValues': [...overrideTargets],
    BootSourceOverrideEnabled: override.enabled,
    'BootSourceOverrideEnabled@Redfish.AllowableValues': [...overrideEnabled],
    BootSourceOverrideMode: override.mode,
    'BootSourceOverrideMode@Redfish.AllowableValues': [...overrideModes],
    UefiTargetBootSourceOverride: override.uefiTarget,
    BootNext: override.bootNext,
    BootOptions: link(optionsPath(bmc)),
    BootOrder: [...order],
  };
}

type Write = (value: unknown) => Partial<BootOverride> | undefined;

/** One of these values, or undefined. */
const oneOf =
  <T extends string>(values: readonly T[], take: (value: T) => Partial<BootOverride>): Write =>
  (value) => {
    const chosen = values.find((candidate) => candidate === value);
    return chosen === undefined ? undefined : take(chosen);
  };

const writesOf = (bmc: BmcState): ReadonlyMap<string, Write> =>
  new Map([
    ['BootSourceOverrideTarget', oneOf(bmc.personality.overrideTargets, (target) => ({ target }))],
    ['BootSourceOverrideEnabled', oneOf(overrideEnabled, (enabled) => ({ enabled }))],
    ['BootSourceOverrideMode', oneOf<BootMode>(bmc.personality.overrideModes, (mode) => ({ mode }))],
    ['BootNext', oneOf(namesOf(bmc), (bootNext) => ({ bootNext }))],
    ['UefiTargetBootSourceOverride', oneOf(devicePathsOf(bmc), (uefiTarget) => ({ uefiTarget }))],
  ]);

/** Changes the property `Boot` of the system: all of it, or nothing. */
export function changeBoot(bmc: BmcState, boot: unknown): void {
  if (!isObject(boot)) throw badRequest([propertyMessages.wrongType('Boot', boot)]);
  const { BootOrder, ...rest } = boot;
  const messages: Message[] = [];
  const writes = writesOf(bmc);
  let override: Partial<BootOverride> | undefined;
  for (const [key, value] of Object.entries(rest)) {
    const write = writes.get(key);
    const written = write?.(value);
    if (write === undefined) messages.push(refusalOf(bmc, key));
    else if (written === undefined) messages.push(propertyMessages.notInList(`Boot/${key}`, value));
    else override = { ...override, ...written };
  }
  const order = BootOrder === undefined ? undefined : orderFrom(bmc, BootOrder, messages);
  if (messages.length > 0) throw badRequest(messages);
  if (order !== undefined) bmc.node.boot.change({ order });
  if (override === undefined) return;
  bmc.node.counters.bootOverrideSets += 1;
  bmc.node.boot.change({ override: settled({ ...bmc.node.boot.state.override, ...override }) });
}

/** An override that is off names nothing, and one that names nothing is off. */
const settled = (override: BootOverride): BootOverride =>
  override.enabled === 'Disabled' || override.target === 'None'
    ? { ...override, enabled: 'Disabled', target: 'None' }
    : override;

const namesOf = ({ node }: BmcState): string[] => node.boot.options.map(({ reference }) => reference);
const devicePathsOf = ({ node }: BmcState): string[] => node.boot.options.map(({ uefiDevicePath }) => uefiDevicePath);

const refusalOf = (bmc: BmcState, key: string): Message =>
  key in bootOf(bmc) ? propertyMessages.notWritable(`Boot/${key}`) : propertyMessages.unknown(`Boot/${key}`);

/** The new boot order has every boot option once. */
function orderFrom(bmc: BmcState, value: unknown, messages: Message[]): string[] | undefined {
  const known = namesOf(bmc);
  const order = Array.isArray(value) ? value.filter((one): one is string => known.includes(String(one))) : [];
  const isComplete = Array.isArray(value) && value.length === known.length && new Set(order).size === known.length;
  if (isComplete) return order;
  messages.push(propertyMessages.notInList('Boot/BootOrder', Array.isArray(value) ? value.join(', ') : value));
  return undefined;
}

export function bootOptions(bmc: BmcState): Tree {
  const { node } = bmc;
  const pathOf = ({ reference }: BootOption) => `${optionsPath(bmc)}/${reference}`;
  return {
    [optionsPath(bmc)]: {
      read: () => collection('BootOptionCollection', optionsPath(bmc), node.boot.options.map(pathOf)),
    },
    ...Object.fromEntries(
      node.boot.options.map((option) => [
        pathOf(option),
        {
          read: () => optionBody(bmc, option),
          patch: (change: Record<string, unknown>) => changeOption(bmc, option, change),
        },
      ]),
    ),
  };
}

const aliasOf = ({ attempt }: BootOption): string => {
  if (attempt.kind === 'network') return attempt.protocol === 'pxe' ? 'Pxe' : 'UefiHttp';
  return 'Hdd';
};

const optionBody = (bmc: BmcState, option: BootOption): JsonObject => ({
  '@odata.id': `${optionsPath(bmc)}/${option.reference}`,
  '@odata.type': '#BootOption.v1_0_6.BootOption',
  Id: option.reference,
  Name: 'Boot Option',
  BootOptionReference: option.reference,
  BootOptionEnabled: bmc.node.boot.isEnabled(option),
  DisplayName: option.displayName,
  UefiDevicePath: option.uefiDevicePath,
  Alias: aliasOf(option),
});

function changeOption(bmc: BmcState, option: BootOption, change: Record<string, unknown>): void {
  const messages = Object.entries(change).flatMap(([key, value]) => {
    if (key !== 'BootOptionEnabled') {
      return key in optionBody(bmc, option) ? propertyMessages.notWritable(key) : propertyMessages.unknown(key);
    }
    return typeof value === 'boolean' ? [] : propertyMessages.wrongType(key, value);
  });
  if (messages.length > 0) throw badRequest(messages);
  const others = bmc.node.boot.state.disabled.filter((reference) => reference !== option.reference);
  bmc.node.boot.change({ disabled: change.BootOptionEnabled === false ? [...others, option.reference] : others });
}
