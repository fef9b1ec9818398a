import type { BiosAttributes } from '../../node/bios-settings.js';
import { paths, type BmcState, type Tree } from '../endpoint.js';
import { isObject, link, type JsonObject } from '../json.js';
import { badRequest, propertyMessages } from '../redfish-refusal.error.js';

/** The BIOS as it is, and beside it what is to hold from the next start on. */
export function biosResources(bmc: BmcState): Tree {
  const { bios, hardware } = bmc.node;
  const path = `${paths.system(bmc)}/Bios`;
  const body = (at: string, attributes: BiosAttributes): JsonObject => ({
    '@odata.id': at,
    '@odata.type': '#Bios.v1_2_1.Bios',
    Id: at === path ? 'Bios' : 'Settings',
    Name: at === path ? 'BIOS Configuration' : 'BIOS Configuration Pending Settings',
    Attributes: attributes,
  });
  return {
    [path]: {
      read: () => ({
        ...body(path, bios.state.current),
        AttributeRegistry: `BiosAttributeRegistry.${hardware.biosVersion}`,
        '@Redfish.Settings': {
          '@odata.type': '#Settings.v1_3_5.Settings',
          SettingsObject: link(`${path}/Settings`),
          SupportedApplyTimes: ['OnReset'],
        },
      }),
    },
    [`${path}/Settings`]: {
      read: () => body(`${path}/Settings`, bios.state.pending),
      patch: ({ Attributes, ...rest }) => {
        const unknown = Object.keys(rest).filter((key) => key !== '@Redfish.SettingsApplyTime');
        if (unknown.length > 0) throw badRequest(unknown.map((key) => propertyMessages.unknown(key)));
        if (!isObject(Attributes)) throw badRequest([propertyMessages.missing('Attributes')]);
        bios.write(attributesFrom(Attributes, bios.state.current));
      },
    },
  };
}

function attributesFrom(written: Record<string, unknown>, current: BiosAttributes): BiosAttributes {
  const messages = Object.entries(written).flatMap(([name, value]) => {
    const property = `Attributes/${name}`;
    if (!(name in current)) return propertyMessages.unknown(property);
    return typeof value === typeof current[name] ? [] : propertyMessages.wrongType(property, value);
  });
  if (messages.length > 0) throw badRequest(messages);
  return Object.fromEntries(
    Object.entries(written).filter((entry): entry is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );
}
