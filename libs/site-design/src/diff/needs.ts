import type { EffectiveNode, EffectiveSite } from '../effective.js';

/**
 * What a change takes before it is real, the most first:
 * - `redeployment`: what is on the node's disks is made anew (deploy_nodes with redeploy);
 * - `preparation`: the node is prepared again (prepare_nodes), because its hardware or its bootstrapper is another;
 * - `site-preparation`: what the bootstrapper was told of the site is told anew (prepare_site);
 * - `switch-port`: only what its switch ports carry;
 * - `bmc-settings`: only how its BMC is reached and what it is told; verify_nodes shows whether it answers to that;
 * - `nothing`: the next task reads it from the design.
 */
export const needs = [
  'redeployment',
  'preparation',
  'site-preparation',
  'switch-port',
  'bmc-settings',
  'nothing',
] as const;
export type Need = (typeof needs)[number];

/** By the action whose parameters the field is part of: those of a deployment are also what a node's digest covers. */
export const needOfNodeField: Readonly<Record<keyof EffectiveNode, Need>> = {
  name: 'nothing',
  digest: 'redeployment',
  hostname: 'redeployment',
  tags: 'redeployment',
  ownerData: 'redeployment',
  hardwareProfile: 'redeployment',
  image: 'redeployment',
  networking: 'redeployment',
  storage: 'redeployment',
  platform: 'redeployment',
  bootActions: 'redeployment',
  attachments: 'switch-port',
  oob: 'bmc-settings',
  // Follows from the BMC's.
  enrolmentCredential: 'nothing',
  bootMac: 'bmc-settings',
  bootMode: 'bmc-settings',
  bootstrapper: 'preparation',
  macs: 'nothing',
  serialNumber: 'nothing',
  uuid: 'nothing',
  rack: 'nothing',
  mayLoseRaidData: 'preparation',
};

export const needOfSiteField: Readonly<Record<keyof EffectiveSite, Need>> = {
  name: 'nothing',
  bootstrapper: 'preparation',
  otherBootstrappers: 'site-preparation',
  repositoryCredentials: 'site-preparation',
  provisioningNetwork: 'nothing',
  provisioningVlan: 'nothing',
  networks: 'site-preparation',
  links: 'site-preparation',
  routeDomains: 'site-preparation',
  layouts: 'site-preparation',
  images: 'site-preparation',
  repositories: 'site-preparation',
  hardwareConfigs: 'preparation',
  // Part of a deployment's parameters, though not of its digest.
  authorizedKeys: 'redeployment',
};

/** The one that takes the most. */
export const greatest = (among: readonly Need[]): Need => needs.find((need) => among.includes(need)) ?? 'nothing';

/** How a bootstrapper is reached may change; another one does not know the node. */
export const needOfBootstrapper = (field: string | undefined): Need =>
  field === undefined || field === 'address' || field === 'type' ? 'preparation' : 'nothing';
