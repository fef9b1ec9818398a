import type { BootMode, BootOverride } from '../../node/boot-settings.js';
import { bootOf, overrideEnabledOf, placeOfKey, type BootPlace } from '../boot-shape.js';
import type { BmcState } from '../endpoint.js';
import { duringPost } from '../hardware-refusals.js';
import { isObject } from '../json.js';
import { badRequest, propertyMessages, type Message } from '../redfish-refusal.error.js';
import { orderMeantBy, shownOptions, shownOrder } from '../shown-boot-options.js';

type Write = (value: unknown) => Partial<BootOverride> | undefined;

/** One of these values, or undefined. */
const oneOf =
  <T extends string>(values: readonly T[], take: (value: T) => Partial<BootOverride>): Write =>
  (value) => {
    const chosen = values.find((candidate) => candidate === value);
    return chosen === undefined ? undefined : take(chosen);
  };

/** One of the boot options, told by a text that it shows. */
const option =
  (bmc: BmcState, key: 'reference' | 'uefiDevicePath', take: (own: Own) => Partial<BootOverride>): Write =>
  (value) => {
    const [own] = shownOptions(bmc).find((shown) => shown[key] === value)?.options ?? [];
    return own && take(own);
  };

type Own = BmcState['node']['boot']['options'][number];

const overrideWrites = (bmc: BmcState): readonly (readonly [string, Write])[] => [
  ['BootSourceOverrideTarget', oneOf(bmc.personality.overrideTargets, (target) => ({ target }))],
  ['BootSourceOverrideEnabled', oneOf(overrideEnabledOf(bmc), (enabled) => ({ enabled }))],
  ['BootSourceOverrideMode', oneOf<BootMode>(bmc.personality.overrideModes, (mode) => ({ mode }))],
  ['BootNext', option(bmc, 'reference', ({ reference }) => ({ bootNext: reference }))],
  [
    'UefiTargetBootSourceOverride',
    option(bmc, 'uefiDevicePath', ({ uefiDevicePath }) => ({ uefiTarget: uefiDevicePath })),
  ],
];

function writesOf(bmc: BmcState): ReadonlyMap<string, Write> {
  const { bootOverride, bootMode } = bmc.personality.deviations;
  const isReadOnly = (key: string) =>
    bootOverride === 'absent' || (key === 'BootSourceOverrideMode' && bootMode !== 'writable');
  return new Map(overrideWrites(bmc).filter(([key]) => !isReadOnly(key)));
}

/** Changes the property `Boot` where it is asked for: all of it, or nothing. */
export function changeBoot(bmc: BmcState, place: BootPlace, boot: unknown): void {
  if (!isObject(boot)) throw badRequest([propertyMessages.wrongType('Boot', boot)]);
  const { deviations } = bmc.personality;
  if (deviations.bootChangesDuringPost === 'refused' && bmc.node.runs === 'post') throw duringPost();
  const here = Object.entries(boot).filter(([key]) => placeOfKey(bmc, key) === place);
  const { BootOrder, ...rest } = Object.fromEntries(here);
  const messages = misplaced(bmc, place, Object.keys(boot));
  const override = overrideFrom(bmc, rest, messages);
  const order = BootOrder === undefined ? undefined : orderFrom(bmc, BootOrder, messages);
  if (messages.length > 0) throw badRequest(messages);
  if (order !== undefined) bmc.node.boot.change({ order });
  if (override === undefined) return;
  bmc.node.counters.bootOverrideSets += 1;
  bmc.node.boot.change({ override: settled({ ...bmc.node.boot.state.override, ...override }) });
}

/** What of it is changed at the other place. */
function misplaced(bmc: BmcState, place: BootPlace, keys: readonly string[]): Message[] {
  const elsewhere = keys.filter((key) => placeOfKey(bmc, key) !== place);
  const message = place === 'system' ? propertyMessages.futureState : propertyMessages.notWritable;
  return elsewhere.map((key) => message(`Boot/${key}`));
}

function overrideFrom(bmc: BmcState, wanted: object, messages: Message[]): Partial<BootOverride> | undefined {
  const writes = writesOf(bmc);
  let override: Partial<BootOverride> | undefined;
  for (const [key, value] of Object.entries(wanted)) {
    const write = writes.get(key);
    const written = write?.(value);
    if (write === undefined) messages.push(refusalOf(bmc, key));
    else if (written === undefined) messages.push(propertyMessages.notInList(`Boot/${key}`, value));
    else override = { ...override, ...written };
  }
  return override === undefined ? undefined : asTaken(bmc, override);
}

/** What a BMC makes of a change that it has accepted. */
function asTaken({ personality: { deviations } }: BmcState, wanted: Partial<BootOverride>) {
  const { overrideRequest, modeAfterTarget } = deviations;
  const isWhole = [wanted.target, wanted.enabled, wanted.mode].every((value) => value !== undefined);
  if (overrideRequest === 'needs-all' && !isWhole) return undefined;
  if (overrideRequest === 'needs-enabled' && wanted.target !== undefined && wanted.enabled === undefined)
    return undefined;
  const losesMode = modeAfterTarget === 'legacy' && wanted.target !== undefined;
  return losesMode ? { ...wanted, mode: 'Legacy' as const } : wanted;
}

/** An override that is off names nothing, and one that names nothing is off. */
const settled = (override: BootOverride): BootOverride =>
  override.enabled === 'Disabled' || override.target === 'None'
    ? { ...override, enabled: 'Disabled', target: 'None' }
    : override;

const refusalOf = (bmc: BmcState, key: string): Message =>
  key in { ...bootOf(bmc, 'system'), BootOptions: true }
    ? propertyMessages.notWritable(`Boot/${key}`)
    : propertyMessages.unknown(`Boot/${key}`);

/** The new boot order has every boot option once. */
function orderFrom(bmc: BmcState, value: unknown, messages: Message[]): string[] | undefined {
  const { bootOrder, bootOptions } = bmc.personality.deviations;
  if (bootOrder === 'unknown-when-written' || bootOptions === 'absent') {
    messages.push(propertyMessages.unknown('Boot/BootOrder'));
    return undefined;
  }
  const known = shownOrder(bmc);
  const order = Array.isArray(value) ? value.filter((one): one is string => known.includes(String(one))) : [];
  const isComplete = Array.isArray(value) && value.length === known.length && new Set(order).size === known.length;
  if (isComplete) return orderMeantBy(bmc, order);
  messages.push(propertyMessages.notInList('Boot/BootOrder', Array.isArray(value) ? value.join(', ') : value));
  return undefined;
}
