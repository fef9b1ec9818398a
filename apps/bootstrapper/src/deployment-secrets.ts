import { SealKeys } from '@drydock/service';
import { Injectable } from '@nestjs/common';
import type { DeploySecrets } from './domain/work.js';

/** The secrets of deployments, at rest sealed for the bootstrapper itself and bound to their node. */
@Injectable()
export class DeploymentSecrets {
  constructor(private readonly keys: SealKeys) {}

  async seal(node: string, secrets: DeploySecrets): Promise<string> {
    const { sealed } = await this.keys.seal(secrets, addressOf(node));
    return sealed;
  }

  async open(node: string, sealed: string | null): Promise<DeploySecrets> {
    const opened = sealed === null ? null : await this.keys.open({ sealed }, addressOf(node));
    if (isDeploySecrets(opened)) return opened;
    throw new Error(`The secrets of node ${node}'s deployment are gone or damaged.`);
  }
}

const addressOf = (node: string): string => `drydock-bootstrapper/nodes/${node}`;

const isText = (value: unknown): boolean => value === null || typeof value === 'string';

const isDeploySecrets = (value: unknown): value is DeploySecrets =>
  typeof value === 'object' &&
  value !== null &&
  'phoneHomeKey' in value &&
  typeof value.phoneHomeKey === 'string' &&
  'bootDataKey' in value &&
  isText(value.bootDataKey) &&
  'userData' in value &&
  isText(value.userData);
