import type { JsonObject } from '../documents/source-document.js';
import {
  anything,
  boolean,
  choice,
  credential,
  labels,
  listOf,
  mac,
  mapOf,
  object,
  open,
  orNull,
  string,
  strings,
  type Schema,
} from './schema.js';
import { portField } from './target.js';
import { storageSchema, type StorageData } from './storage.js';

type Labels = Readonly<Record<string, string | number | boolean>>;

export interface OobData {
  readonly type?: string;
  readonly network?: string;
  readonly account?: string;
  readonly credential?: string | JsonObject;
  readonly scheme?: 'http' | 'https';
  readonly port?: number;
  readonly system_id?: string;
  readonly verify_tls?: boolean;
  readonly ca_certificate?: string;
  readonly power_off?: 'allowed' | 'never';
  readonly serial_number?: string;
  readonly uuid?: string;
  readonly libvirt_uri?: string;
  readonly options?: JsonObject;
}

export interface SriovData {
  readonly vf_count?: number;
  readonly trustmode?: boolean;
  readonly trustedmode?: boolean;
}

export interface InterfaceData {
  readonly device_link?: string;
  readonly slaves?: readonly string[];
  readonly networks?: readonly string[];
  readonly labels?: Labels;
  readonly sriov?: SriovData;
}

export interface PlatformData {
  readonly image?: string;
  readonly kernel?: string;
  readonly kernel_params?: Labels;
}

export interface NodeMetadata {
  readonly tags?: readonly string[];
  readonly owner_data?: Labels;
  readonly rack?: string;
  readonly boot_mac?: string;
  readonly macs?: readonly string[];
}

/** What HostProfiles and BaremetalNodes have in common, and inherit. */
export interface HostProfileData {
  readonly host_profile?: string;
  readonly hardware_profile?: string;
  readonly primary_network?: string;
  readonly oob?: OobData;
  /** null removes an inherited one. */
  readonly interfaces?: Readonly<Record<string, InterfaceData | null>>;
  readonly storage?: StorageData;
  readonly platform?: PlatformData;
  readonly metadata?: NodeMetadata;
}

const oob: Schema = {
  ...object('the way to the BMC', {
    type: string('name of the driver: redfish, ipmi, libvirt, manual'),
    network: string('the Network that BMCs are in; the node has an address there'),
    account: string('user name'),
    credential: credential('password, or sealed'),
    scheme: choice('for redfish; default https', 'http', 'https'),
    port: portField,
    system_id: string('which system, where one BMC serves several'),
    verify_tls: boolean('whether its certificate is checked; default true'),
    ca_certificate: string('PEM of the authority that signed its certificate'),
    power_off: choice('never: the BMC shares the network interface of the node', 'allowed', 'never'),
    serial_number: string('what the BMC must say before the node is powered'),
    uuid: string('what the BMC must say before the node is powered'),
    libvirt_uri: string('for libvirt, such as qemu+ssh://user@host/system or qemu:///system'),
    options: anything('settings of the driver'),
  }),
  additionalProperties: true,
};

const sriov = object('virtual functions; null removes inherited ones', {
  vf_count: { type: 'integer', minimum: -1, description: 'how many; -1 removes an inherited number' },
  trustmode: boolean('the same as trustedmode'),
  trustedmode: boolean('whether virtual functions may change their MAC address and listen to everything'),
});

const interfaceSchema: Schema = orNull(
  open(
    object('a network interface, or a bond of several; null removes an inherited one', {
      device_link: string('the NetworkLink that it is plugged into'),
      slaves: strings('its members: device aliases or kernel names; more than one is a bond'),
      networks: strings('the networks it has'),
      labels: labels('noconfig: leave this interface alone'),
      sriov: orNull(open(sriov)),
    }),
  ),
);

export const hostProfileFields: Readonly<Record<string, Schema>> = {
  host_profile: string('the HostProfile that this one inherits from'),
  hardware_profile: string('the HardwareProfile'),
  primary_network: string('has the default route, and the domain that completes host names'),
  oob,
  interfaces: mapOf(interfaceSchema, 'network interfaces by name'),
  storage: storageSchema,
  platform: object('operating system and kernel', {
    image: string('operating system'),
    kernel: string("kernel; default: the image's"),
    kernel_params: labels('kernel parameters; true is a bare flag'),
  }),
  metadata: object('what a node is called and where it stands', {
    tags: strings('tags, for node filters'),
    owner_data: labels('labels of the node, for node filters and templates'),
    rack: string('the Rack it is in'),
    boot_mac: mac('MAC address of the interface that boots from the network'),
    macs: listOf(mac('of a further interface'), 'MAC addresses of the other interfaces'),
  }),
};

export const hostProfileSchema: Schema = object('what nodes have in common', hostProfileFields);
