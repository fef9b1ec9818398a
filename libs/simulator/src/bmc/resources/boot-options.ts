import { paths, type BmcState, type Tree } from '../endpoint.js';
import { collection, link, type JsonObject } from '../json.js';
import { badRequest, propertyMessages } from '../redfish-refusal.error.js';
import { shownOptions, type ShownOption } from '../shown-boot-options.js';

const optionsPath = (bmc: BmcState): string => `${paths.system(bmc)}/BootOptions`;

const hasOptions = ({ personality: { deviations } }: BmcState): boolean => deviations.bootOptions !== 'absent';

export const bootOptionsLink = (bmc: BmcState): JsonObject =>
  hasOptions(bmc) ? { BootOptions: link(optionsPath(bmc)) } : {};

export function bootOptions(bmc: BmcState): Tree {
  if (!hasOptions(bmc)) return {};
  const pathOf = ({ reference }: ShownOption) => `${optionsPath(bmc)}/${reference}`;
  const shown = shownOptions(bmc);
  return {
    [optionsPath(bmc)]: {
      read: () => collection('BootOptionCollection', optionsPath(bmc), shown.map(pathOf)),
    },
    ...Object.fromEntries(
      shown.map((option) => [
        pathOf(option),
        {
          read: () => optionBody(bmc, option),
          patch: (change: Record<string, unknown>) => changeOption(bmc, option, change),
        },
      ]),
    ),
  };
}

const optionBody = (bmc: BmcState, option: ShownOption): JsonObject => ({
  '@odata.id': `${optionsPath(bmc)}/${option.reference}`,
  '@odata.type': '#BootOption.v1_0_6.BootOption',
  Id: option.reference,
  Name: 'Boot Option',
  BootOptionReference: option.reference,
  BootOptionEnabled: option.options.some((own) => bmc.node.boot.isEnabled(own)),
  DisplayName: option.displayName,
  UefiDevicePath: option.uefiDevicePath,
  Alias: option.alias,
});

function changeOption(bmc: BmcState, option: ShownOption, change: Record<string, unknown>): void {
  const messages = Object.entries(change).flatMap(([key, value]) => {
    if (key !== 'BootOptionEnabled') {
      return key in optionBody(bmc, option) ? propertyMessages.notWritable(key) : propertyMessages.unknown(key);
    }
    return typeof value === 'boolean' ? [] : propertyMessages.wrongType(key, value);
  });
  if (messages.length > 0) throw badRequest(messages);
  const own = option.options.map(({ reference }) => reference);
  const others = bmc.node.boot.state.disabled.filter((reference) => !own.includes(reference));
  bmc.node.boot.change({ disabled: change.BootOptionEnabled === false ? [...others, ...own] : others });
}
