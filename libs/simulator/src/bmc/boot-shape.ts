import type { OverrideEnabled } from '../node/boot-settings.js';
import type { BmcState } from './endpoint.js';
import { link, type JsonObject } from './json.js';
import { shownOrder } from './shown-boot-options.js';

/** The system itself, or its settings object. */
export type BootPlace = 'system' | 'settings';

const overrideKeys = [
  'BootSourceOverrideTarget',
  'BootSourceOverrideEnabled',
  'BootSourceOverrideMode',
  'UefiTargetBootSourceOverride',
  'BootNext',
];

/** The keys of `Boot` that are changed at the settings object. */
const keysAtSettings: Readonly<Record<BmcState['personality']['deviations']['bootSettings'], readonly string[]>> = {
  none: [],
  'mode-and-order': ['BootSourceOverrideMode', 'BootOrder'],
  order: ['BootOrder'],
  everything: [...overrideKeys, 'BootOrder'],
};

export const hasBootSettings = ({ personality: { deviations } }: BmcState): boolean =>
  deviations.bootSettings !== 'none';

/** Where a key of `Boot` is to be changed. */
export const placeOfKey = ({ personality: { deviations } }: BmcState, key: string): BootPlace =>
  keysAtSettings[deviations.bootSettings].includes(key) ? 'settings' : 'system';

const allEnabled: readonly OverrideEnabled[] = ['Disabled', 'Once', 'Continuous'];

export const overrideEnabledOf = ({ personality: { deviations } }: BmcState): readonly OverrideEnabled[] =>
  deviations.continuousOverride === 'offered' ? allEnabled : ['Disabled', 'Once'];

/** The property `Boot` as it stands at one of the places. */
export function bootOf(bmc: BmcState, place: BootPlace): JsonObject {
  const all = { ...overrideOf(bmc), ...orderOf(bmc) };
  const shown =
    place === 'system'
      ? all
      : Object.fromEntries(Object.entries(all).filter(([key]) => placeOfKey(bmc, key) === place));
  const { overrideValuesTold } = bmc.personality.deviations;
  const tellsValues = overrideValuesTold !== 'settings-object' || place === 'settings';
  const annotations = tellsValues ? Object.entries(valuesOf(bmc)).filter(([key]) => isFor(key, shown)) : [];
  return { ...shown, ...Object.fromEntries(annotations) };
}

/** An annotation stands beside its key; the list of old stands for itself. */
const isFor = (annotation: string, shown: JsonObject): boolean =>
  annotation === 'BootSourceOverrideSupported' || (annotation.split('@')[0] ?? '') in shown;

function overrideOf(bmc: BmcState): JsonObject {
  const { override } = bmc.node.boot.state;
  const { bootOverride, bootMode, pxeShownAs } = bmc.personality.deviations;
  if (bootOverride === 'absent') return {};
  return {
    BootSourceOverrideTarget: override.target === 'Pxe' && pxeShownAs !== 'itself' ? pxeShownAs : override.target,
    BootSourceOverrideEnabled: override.enabled,
    ...(bootMode !== 'absent' && { BootSourceOverrideMode: override.mode }),
    UefiTargetBootSourceOverride: override.uefiTarget,
    BootNext: override.bootNext,
  };
}

const orderOf = (bmc: BmcState): JsonObject =>
  bmc.personality.deviations.bootOptions === 'absent' ? {} : { BootOrder: shownOrder(bmc) };

/** The values that the keys of the override take, as this BMC tells them. */
function valuesOf(bmc: BmcState): JsonObject {
  const { overrideTargets, overrideModes, deviations } = bmc.personality;
  const { overrideValuesTold } = deviations;
  if (deviations.bootOverride === 'absent') return {};
  if (overrideValuesTold === 'supported-list') return { BootSourceOverrideSupported: [...overrideTargets] };
  return {
    'BootSourceOverrideTarget@Redfish.AllowableValues': [...overrideTargets],
    ...(overrideValuesTold !== 'without-enabled' && {
      'BootSourceOverrideEnabled@Redfish.AllowableValues': [...overrideEnabledOf(bmc)],
    }),
    ...(deviations.bootMode === 'writable' && {
      'BootSourceOverrideMode@Redfish.AllowableValues': [...overrideModes],
    }),
  };
}

/** The link from a system to its settings object, where it has one. */
export const settingsLink = (settingsPath: string): JsonObject => ({
  '@Redfish.Settings': {
    '@odata.type': '#Settings.v1_3_5.Settings',
    SettingsObject: link(settingsPath),
    SupportedApplyTimes: ['OnReset'],
  },
});
