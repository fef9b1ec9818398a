import { anything, ipv4, labels, mapOf, object, string, strings, type Schema } from './schema.js';
import { portField, targetFields, type TargetData } from './target.js';

export interface SwitchData extends TargetData {
  readonly mgmt_ip?: string;
  readonly sdn_api_uri?: string;
}

export interface RackData {
  readonly tor_switches?: Readonly<Record<string, SwitchData>>;
  readonly location?: Readonly<Record<string, unknown>>;
  readonly local_networks?: readonly string[];
  readonly labels?: Readonly<Record<string, string | number | boolean>>;
}

export const rackSchema: Schema = object('where nodes stand, and their switches', {
  tor_switches: mapOf(
    object('a switch; one with a type is driven', {
      mgmt_ip: ipv4('management address; used where there is no address'),
      sdn_api_uri: string('where its controller listens; accepted and not used'),
      ...targetFields,
      port: portField,
    }),
    'switches by name; one with a type is driven',
  ),
  location: anything('where the rack stands, such as clli and grid; for people'),
  local_networks: strings('networks that exist in this rack alone'),
  labels: labels('labels, for node filters'),
});
