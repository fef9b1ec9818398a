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

export const rackSchema: Schema = object({
  tor_switches: mapOf(
    object({
      mgmt_ip: ipv4('management address'),
      sdn_api_uri: string('where its controller listens'),
      ...targetFields,
      port: portField,
    }),
    'switches by name; one with a type is driven',
  ),
  location: anything('where the rack stands, such as clli and grid'),
  local_networks: strings('networks that exist in this rack alone'),
  labels: labels('labels, for node filters'),
});
