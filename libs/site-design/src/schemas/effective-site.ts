import {
  BootImage,
  EffectiveLink,
  EffectiveNetwork,
  HardwareConfig,
  NodeTarget,
  PackageRepository,
  StorageLayout,
} from '@drydock/contracts';
import type { EffectiveSite, OtherBootstrapper } from '../effective.js';
import { answer, nullable, schemaOf, sealedCredential, sealedTarget } from './answer.js';
import { integer, listOf, mapOf, string, strings } from './schema.js';

const otherBootstrapper = answer<OtherBootstrapper>('a bootstrapper that nodes name for themselves', {
  name: string('its address in the one spelling of addresses'),
  target: sealedTarget(NodeTarget, 'as the first node that names it says'),
  repositoryCredentials: nullable(sealedCredential('those of repositories, for this one; null where none wants any')),
});

/** What the nodes of the effective design share, as it is answered. */
export const effectiveSite = answer<EffectiveSite>(
  'what the nodes share',
  {
    name: string("the Region's name"),
    bootstrapper: nullable(sealedTarget(NodeTarget, 'for nodes that name none of their own; null when there is none')),
    otherBootstrappers: listOf(
      otherBootstrapper,
      'those that nodes name for themselves, each once; left out where there are none',
    ),
    provisioningNetwork: nullable(
      string('the network that nodes boot from while they are prepared and deployed; null when the design names none'),
    ),
    provisioningVlan: nullable(integer(1, 4094, 'its VLAN id; null when it is untagged or there is none')),
    networks: listOf(schemaOf(EffectiveNetwork), 'networks, with routes resolved and MTU inherited'),
    links: listOf(schemaOf(EffectiveLink), 'network links'),
    routeDomains: mapOf(strings('the CIDRs of its networks'), 'route domains by name'),
    layouts: listOf(
      schemaOf(StorageLayout),
      'the different storage layouts, each once; named after the host profile that has it, or by digest',
    ),
    images: listOf(schemaOf(BootImage), 'operating system images'),
    repositories: listOf(schemaOf(PackageRepository), 'package repositories'),
    repositoryCredentials: nullable(
      sealedCredential("those of repositories, for the site's bootstrapper; null where none wants any"),
    ),
    authorizedKeys: strings('SSH public keys for every node'),
    hardwareConfigs: listOf(schemaOf(HardwareConfig), 'how hardware is set up, by hardware profile'),
  },
  'otherBootstrappers',
);
