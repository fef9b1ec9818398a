import type { BmcState } from './endpoint.js';
import type { Json, JsonObject } from './json.js';

/** Who the system says that it is. */
export function identityOf({ node: { hardware }, personality }: BmcState): JsonObject {
  const { maker, deviations } = personality;
  return {
    Manufacturer: (maker?.manufacturer ?? hardware.manufacturer) || null,
    Model: (maker?.model ?? hardware.model) || null,
    ...serialNumbers(deviations.serialNumber, hardware.serialNumber),
    UUID: uuidOf(deviations.uuid, hardware.systemUuid),
  };
}

type Deviations = BmcState['personality']['deviations'];

function serialNumbers(kept: Deviations['serialNumber'], serial: string): JsonObject {
  switch (kept) {
    case 'system':
      return { SerialNumber: serial, SKU: null };
    case 'sku':
      return { SerialNumber: boardSerialNumber(serial), SKU: serial };
    case 'chassis':
      return { SerialNumber: null, SKU: null };
    case 'placeholder':
      return { SerialNumber: 'To be filled by O.E.M.', SKU: 'N/A' };
  }
}

const boardSerialNumber = (serial: string): string => `CN${serial.replaceAll('-', '')}BOARD`;

/** The chassis has the node's, wherever else it stands, unless nobody has filled it in. */
export const chassisSerialNumber = ({ node: { hardware }, personality: { deviations } }: BmcState): string =>
  deviations.serialNumber === 'placeholder' ? 'To be filled by O.E.M.' : hardware.serialNumber;

function uuidOf(told: Deviations['uuid'], uuid: string): string {
  if (told === 'empty') return '';
  return told === 'told' ? uuid : otherByteOrder(uuid);
}

/** SMBIOS keeps the first three fields the other way round. */
function otherByteOrder(uuid: string): string {
  const turned = (field: string) => field.match(/../g)?.reverse().join('') ?? field;
  return uuid
    .split('-')
    .map((field, index) => (index < 3 ? turned(field) : field))
    .join('-');
}

/** The power state as the BMC shows it. */
export function shownPower({ node: { power }, personality: { deviations } }: BmcState): Json {
  const isChanging = power === 'PoweringOn' || power === 'PoweringOff';
  if (!isChanging || deviations.powerWhileChanging === 'told') return power;
  if (deviations.powerWhileChanging === 'null') return null;
  return power === 'PoweringOn' ? 'Off' : 'On';
}

/** A MAC as the BMC spells it. */
export function shownMac({ personality: { deviations } }: BmcState, mac: string): string {
  switch (deviations.macs) {
    case 'upper-case':
      return mac.toUpperCase();
    case 'lower-case':
      return mac.toLowerCase();
    case 'bare':
      return mac.replaceAll(':', '').toUpperCase();
  }
}

/** The name of the interface that is built in at this place, counted from 0. */
export const interfaceId = ({ personality: { deviations } }: BmcState, name: string, place: number): string =>
  deviations.interfaceIds === 'as-built' ? name : `NIC.Slot.1-${place + 1}-1`;
