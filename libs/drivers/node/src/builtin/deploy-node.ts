import type { DeployNodeParameters, DeployNodeResult, NodeTarget } from '@drydock/contracts';
import { again, done, DriverError, risk, would, type Command, type DriverActions, type Ended } from '@drydock/driver';
import { shownChoice } from './disk-choice.js';
import {
  askFor,
  failureOf,
  pollSeconds,
  progressOf,
  readBootstrapperNode,
  withdraw,
  type AskedWork,
} from './node-work.js';
import type { BootstrapperNode, BootstrapperWork } from './views.js';

type Deploy = Command<DeployNodeParameters, NodeTarget>;

/**
 * Installs the node. `installed`: the image is on its disk and it is powered off, until somebody starts it. `deployed`:
 * the installed system has phoned home. Both are asked for with one deployment id.
 */
export const DeployNode: DriverActions<'node'>['DeployNode'] = async (command, context) => {
  const { target, node, parameters } = command;
  if (context.signal.aborted) return withdraw(askedOf(command));
  const known = await readBootstrapperNode(target, node, context.signal);
  if (context.dryRun) return wouldDeploy(command, known);
  if (isDeployedAlready(known, parameters)) {
    return done({ state: 'deployed', power: 'unknown', held: false, durationSeconds: 0 });
  }
  const work = await askFor(askedOf(command), context.signal);
  return endedOf(command, work, known);
};

function endedOf(
  { node, parameters }: Deploy,
  work: BootstrapperWork,
  known: BootstrapperNode,
): Ended<DeployNodeResult> {
  const { until = 'deployed' } = parameters;
  switch (work.state) {
    case 'open':
      return again(pollSeconds, ...progressOf(node, work, known));
    case 'succeeded': {
      const { createdAt, endedAt, phonedHomeAt } = work;
      if (phonedHomeAt !== null) {
        return done({
          state: 'deployed',
          power: 'on',
          held: false,
          durationSeconds: secondsFrom(createdAt, phonedHomeAt),
        });
      }
      if (until === 'deployed') return again(pollSeconds, `waiting for ${node} to phone home`, 100);
      const durationSeconds = secondsFrom(createdAt, endedAt ?? createdAt);
      return done({ state: 'installed', power: 'off', held: true, durationSeconds });
    }
    case 'failed':
    case 'withdrawn':
      throw failureOf(node, work);
  }
}

const secondsFrom = (start: string, end: string): number => (Date.parse(end) - Date.parse(start)) / 1000;

/** The same design by another deployment: there is nothing to do. */
const isDeployedAlready = (
  { state, deployed }: BootstrapperNode,
  { digest, deploymentId, redeploy = false }: DeployNodeParameters,
): boolean =>
  state === 'deployed' && !redeploy && deployed?.digest === digest && deployed.deploymentId !== deploymentId;

function askedOf({ target, node, parameters }: Deploy): AskedWork {
  const { deploymentId, digest, redeploy = false, hostname, authorizedKeys, bootData, userData } = parameters;
  const body = {
    digest,
    redeploy,
    hostname,
    authorizedKeys,
    ...(bootData && { bootData: { url: bootData.url, key: opened(bootData.key) } }),
    ...(userData !== undefined && { userData: opened(userData) }),
  };
  return { target, node, kind: 'deployments', id: deploymentId, body };
}

function opened(secret: unknown): string {
  if (typeof secret === 'string') return secret;
  throw new DriverError('internal', 'a secret of the deployment came sealed to the driver');
}

function wouldDeploy({ node, parameters }: Deploy, known: BootstrapperNode): Ended<never> {
  if (isDeployedAlready(known, parameters)) return would([]);
  const disks = known.disks.map((disk) => shownChoice(disk, known.inventory?.disks ?? []));
  return would(
    [`install ${node}`, ...((parameters.until ?? 'deployed') === 'deployed' ? [`wait for ${node} to phone home`] : [])],
    [
      ...disks.map((disk) => risk('data-loss', `what is on ${disk} of ${node} is replaced`)),
      risk('reset', `${node} is powered off when it is installed`),
    ],
  );
}
