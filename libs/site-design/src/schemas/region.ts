import { findingLevels, type FindingLevel } from '../finding.js';
import {
  boolean,
  choice,
  labels,
  listOf,
  mapOf,
  object,
  pattern,
  sha256,
  string,
  strings,
  url,
  type Schema,
} from './schema.js';
import { bootstrapper, type TargetData } from './target.js';

export interface ImageData {
  readonly url: string;
  readonly sha256: string;
  readonly kernel?: string;
  readonly architecture?: string;
}

export interface RepositoryData {
  readonly repo_type: 'apt' | 'rpm';
  readonly url: string;
  readonly distributions?: readonly string[];
  readonly subrepos?: readonly string[];
  readonly components?: readonly string[];
  readonly gpgkey?: string;
  readonly account?: string;
  readonly credential?: string;
  readonly arches?: readonly string[];
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/** How the findings of one rule are to be taken in this site. */
export interface RuleSetting {
  readonly level?: FindingLevel;
  /** Why that level. */
  readonly reason?: string;
  /** `Kind/name` of a document → why the rule is not meant for it. */
  readonly suppress?: Readonly<Record<string, string>>;
}

export interface RegionData {
  readonly authorized_keys?: readonly string[];
  /** `remove_unlisted` is a flag; every other key is a repository. */
  readonly repositories?: Readonly<Record<string, RepositoryData | boolean>>;
  readonly bootstrapper?: TargetData;
  readonly provisioning_network?: string;
  readonly images?: Readonly<Record<string, ImageData>>;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
}

/** Package managers cannot be told of any other. */
const oneWord = '^\\S+$';

const repository: Schema = {
  ...object(
    'a package repository',
    {
      repo_type: choice('kind of repository', 'apt', 'rpm'),
      url: url('where it is'),
      distributions: strings('releases'),
      subrepos: strings('pockets, such as updates and security'),
      components: strings('components, such as main'),
      gpgkey: string('its public key, ASCII-armoured'),
      arches: strings('architectures; default amd64'),
      options: labels('further options of the package manager; accepted and not used'),
      account: pattern(oneWord, 'user name, where the repository wants one; without blanks'),
      credential: pattern(
        oneWord,
        'the password that goes with the account, without blanks; sealed, and told to the bootstrapper alone',
      ),
    },
    'repo_type',
    'url',
  ),
  dependentRequired: { account: ['credential'], credential: ['account'] },
};

const ruleSetting: Schema = {
  ...object('how the findings of a rule count in this site', {
    level: choice('what its findings are in this site', ...findingLevels),
    reason: string('why its findings are something else here'),
    suppress: mapOf(
      string('why the rule is not meant for it'),
      'documents as Kind/name, each with the reason why the rule is not meant for it',
    ),
  }),
  dependentRequired: { level: ['reason'] },
};

export const regionSchema: Schema = object('what the whole site shares', {
  tag_definitions: listOf(
    object('a tag that nodes get by their hardware', {
      tag: string('name of the tag'),
      definition_type: choice('language of the definition', 'lshw_xpath'),
      definition: string('when a node has it'),
    }),
    'tags from hardware; accepted and not used',
  ),
  authorized_keys: strings('SSH public keys for every node'),
  repositories: {
    type: 'object',
    properties: {
      remove_unlisted: boolean('whether repositories that are not listed are removed; accepted and not used'),
    },
    additionalProperties: repository,
    description: 'package repositories by name',
  },
  bootstrapper,
  provisioning_network: string('the Network that nodes boot from while they are prepared and deployed'),
  images: mapOf(
    object(
      'an operating system image',
      {
        url: url('where the image is'),
        sha256: sha256('of the image'),
        kernel: string('the kernel in it'),
        architecture: string('such as x86_64'),
      },
      'url',
      'sha256',
    ),
    'operating system images by name, as platform.image names them',
  ),
  rules: mapOf(ruleSetting, 'rules by id, where this site takes their findings in another way'),
});
