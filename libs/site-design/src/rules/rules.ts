import { addressInterface } from './address-interface.rule.js';
import { addressLocality } from './address-locality.rule.js';
import { aggregation } from './aggregation.rule.js';
import { allowedNetworks } from './allowed-networks.rule.js';
import { assets } from './assets.rule.js';
import { authorizedKey } from './authorized-key.rule.js';
import { bonding } from './bonding.rule.js';
import { bootActionFilter } from './boot-action-filter.rule.js';
import { bootActionScope } from './boot-action-scope.rule.js';
import { bootDisk } from './boot-disk.rule.js';
import { bootMac } from './boot-mac.rule.js';
import { bootProtocol } from './boot-protocol.rule.js';
import { bootRange } from './boot-range.rule.js';
import { bootstrapperGiven } from './bootstrapper-given.rule.js';
import { cabling } from './cabling.rule.js';
import { cidrValidity } from './cidr.rule.js';
import { deviceName } from './device-name.rule.js';
import { dnsServer } from './dns-server.rule.js';
import { downloads } from './downloads.rule.js';
import { driverKnown } from './driver-known.rule.js';
import { driverSettings } from './driver-settings.rule.js';
import { duplicateAddress } from './duplicate-address.rule.js';
import { duplicateIdentity } from './duplicate-identity.rule.js';
import { duplicateMac } from './duplicate-mac.rule.js';
import { duplicateMountpoint } from './duplicate-mountpoint.rule.js';
import { duplicateName } from './duplicate-name.rule.js';
import { duplicateTarget } from './duplicate-target.rule.js';
import { hardwareProfileGiven } from './hardware-profile-given.rule.js';
import { hardwareValues } from './hardware-values.rule.js';
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
import { primaryNetwork } from './primary-network.rule.js';
import { provisioningNetwork } from './provisioning-network.rule.js';
import { rackLocalNetwork } from './rack-local-network.rule.js';
import { rangeOverlap } from './range-overlap.rule.js';
import { references } from './references.rule.js';
import { rootFilesystem } from './root-filesystem.rule.js';
import { routes } from './routes.rule.js';
import { ruleSettings } from './rule-settings.rule.js';
import { secretsInCredentials } from './secrets-in-credentials.rule.js';
import { staticAddress } from './static-address.rule.js';
import { storageLayout } from './storage-layout.rule.js';
import { storageSize } from './storage-size.rule.js';
import { subnetOverlap } from './subnet-overlap.rule.js';
import { targetAddress } from './target-address.rule.js';
import { trunking } from './trunking.rule.js';
import { unused } from './unused.rule.js';
import { vlanId } from './vlan-id.rule.js';
import type { Rule } from './rule.js';

/** In the order in which their findings are reported. A new rule is a file, a line here, and an example of what it finds. */
const ofDesigns: readonly Rule[] = [
  duplicateName,
  oneRegion,
  references,
  hardwareProfileGiven,
  secretsInCredentials,
  unused,
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
  rangeOverlap,
  subnetOverlap,
  staticAddress,
  dnsServer,
  routes,
  bootRange,
  rackLocalNetwork,
  primaryNetwork,
  addressInterface,
  storageLayout,
  storageSize,
  duplicateMountpoint,
  rootFilesystem,
  bootDisk,
  hostname,
  bootMac,
  duplicateMac,
  image,
  hugepages,
  kernelParameterReference,
  bootstrapperGiven,
  deviceName,
  hardwareValues,
  duplicateIdentity,
  bootProtocol,
  downloads,
  authorizedKey,
  oob,
  libvirtOob,
  duplicateTarget,
  cabling,
  aggregation,
  bootActionScope,
  bootActionFilter,
  packageList,
  assets,
  targetAddress,
  driverKnown,
  driverSettings,
];

/** Every rule that there is. */
export const rules: readonly Rule[] = [...ofDesigns, ruleSettings(ofDesigns)];
