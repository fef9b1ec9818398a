import type { BiosAttributes } from '../../node/bios-settings.js';
import { attributesAsDelivered } from '../bios-attributes.js';
import { settingsLink } from '../boot-shape.js';
import { paths, type BmcState, type Tree } from '../endpoint.js';
import { jobPending } from '../hardware-refusals.js';
import { isObject, type JsonObject } from '../json.js';
import { badRequest, propertyMessages } from '../redfish-refusal.error.js';
import type { Task } from '../tasks.js';
import { oemBootLink } from './persistent-boot-order.js';

/** The BIOS as it is, and beside it what is to hold from the next start on. */
export function biosResources(bmc: BmcState): Tree {
  const { bios, hardware } = bmc.node;
  const path = `${paths.system(bmc)}/Bios`;
  const { settingsId } = bmc.personality;
  const pending = `${path}/${settingsId}`;
  const body = (at: string, attributes: BiosAttributes): JsonObject => ({
    '@odata.id': at,
    '@odata.type': '#Bios.v1_2_1.Bios',
    Id: at === path ? 'Bios' : settingsId,
    Name: at === path ? 'BIOS Configuration' : 'BIOS Configuration Pending Settings',
    Attributes: attributes,
  });
  return {
    [path]: {
      read: () => ({
        ...body(path, currentAttributes(bmc)),
        AttributeRegistry: `BiosAttributeRegistry.${hardware.biosVersion}`,
        ...settingsLink(pending),
        ...oemBootLink(bmc),
      }),
    },
    [pending]: {
      read: () => body(pending, bios.state.pending),
      patch: (change) => changeAttributes(bmc, change),
    },
  };
}

const currentAttributes = (bmc: BmcState): BiosAttributes => attributesAsDelivered(bmc, bmc.node.bios.state.current);

function changeAttributes(bmc: BmcState, { Attributes, ...rest }: Record<string, unknown>): Task | void {
  const unknown = Object.keys(rest).filter((key) => key !== '@Redfish.SettingsApplyTime');
  if (unknown.length > 0) throw badRequest(unknown.map((key) => propertyMessages.unknown(key)));
  if (!isObject(Attributes)) throw badRequest([propertyMessages.missing('Attributes')]);
  const { bios } = bmc.node;
  const isPending = () => Object.keys(bios.state.pending).length > 0;
  const hasJobs = bmc.personality.deviations.biosJobs === 'one-at-a-time';
  if (hasJobs && isPending()) throw jobPending();
  bios.write(attributesFrom(Attributes, currentAttributes(bmc)));
  if (!hasJobs) return undefined;
  return bmc.tasks.add(
    { name: 'Configure: BIOS.Setup.1-1', state: () => (isPending() ? 'Scheduled' : 'Completed') },
    'JID_',
  );
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
