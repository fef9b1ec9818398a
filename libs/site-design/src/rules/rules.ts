import { addressLocality } from './address-locality.rule.js';
import { allowedNetworks } from './allowed-networks.rule.js';
import { bonding } from './bonding.rule.js';
import { bootActionFilter } from './boot-action-filter.rule.js';
import { bootActionScope } from './boot-action-scope.rule.js';
import { bootMac } from './boot-mac.rule.js';
import { bootstrapperGiven } from './bootstrapper-given.rule.js';
import { cabling } from './cabling.rule.js';
import { cidrValidity } from './cidr.rule.js';
import { duplicateAddress } from './duplicate-address.rule.js';
import { duplicateMac } from './duplicate-mac.rule.js';
import { duplicateMountpoint } from './duplicate-mountpoint.rule.js';
import { duplicateName } from './duplicate-name.rule.js';
import { hardwareProfileGiven } from './hardware-profile-given.rule.js';
import { hostname } from './hostname.rule.js';
import { hugepages } from './hugepages.rule.js';
import { image } from './image.rule.js';
import { interfaces } from './interfaces.rule.js';
import { kernelParameterReference } from './kernel-parameter-reference.rule.js';
import { libvirtOob } from './libvirt-oob.rule.js';
import { mtu } from './network-mtu.rule.js';
import { oneRegion } from './one-region.rule.js';
import { oob } from './oob.rule.js';
import { packageList } from './package-list.rule.js';
import { provisioningNetwork } from './provisioning-network.rule.js';
import { references } from './references.rule.js';
import { rootFilesystem } from './root-filesystem.rule.js';
import { secretsInCredentials } from './secrets-in-credentials.rule.js';
import { storageLayout } from './storage-layout.rule.js';
import { storageSize } from './storage-size.rule.js';
import { trunking } from './trunking.rule.js';
import { vlanId } from './vlan-id.rule.js';
import type { Rule } from './rule.js';

/** Every rule there is, in the order in which their findings are reported. A new rule is a file and a line here. */
export const rules: readonly Rule[] = [
  duplicateName,
  oneRegion,
  references,
  hardwareProfileGiven,
  secretsInCredentials,
  cidrValidity,
  addressLocality,
  duplicateAddress,
  trunking,
  vlanId,
  mtu,
  interfaces,
  allowedNetworks,
  bonding,
  provisioningNetwork,
  storageLayout,
  storageSize,
  duplicateMountpoint,
  rootFilesystem,
  hostname,
  bootMac,
  duplicateMac,
  image,
  hugepages,
  kernelParameterReference,
  bootstrapperGiven,
  oob,
  libvirtOob,
  cabling,
  bootActionScope,
  bootActionFilter,
  packageList,
];
