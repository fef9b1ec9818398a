import { at, type Resource } from '@drydock/redfish';

/** A link of a resource, which old firmware of HPE writes in small letters. */
export const linked = (part: unknown, key: string): unknown => at(part, 'Links', key) ?? at(part, 'links', key);

/** A link among what HPE adds to a resource, under `Hpe` from iLO 5 on and `Hp` before; undefined where there is none. */
export const hpeLink = ({ body }: Resource, key: string): unknown =>
  linked(at(body, 'Oem', 'Hpe'), key) ?? linked(at(body, 'Oem', 'Hp'), key);
