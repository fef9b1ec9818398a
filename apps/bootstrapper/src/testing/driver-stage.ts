import type { DeployNodeParameters, IdentifyNodeParameters, IdentifyNodeResult, NodeTarget } from '@drydock/contracts';
import { DriverError, type Driver } from '@drydock/driver';
// eslint-disable-next-line drydock/boundaries -- the driver and the bootstrapper are each other's only real peer
import { nodeDrivers } from '@drydock/node-drivers';
import { sampleImageSha256 } from '../images/sample-image.js';
import { deployment, mgmt, networking, platform, storage } from './sample-node.js';
import { enrolment } from './test-agent.js';
import { TestBootstrapper } from './test-bootstrapper.js';
import { TestDriver } from './test-driver.js';
import { TestMachine } from './test-machine.js';

function registered(type: string): Driver<'node'> {
  const driver = nodeDrivers.get(type);
  if (driver) return driver;
  throw new Error(`There is no node driver ${type}.`);
}
export const builtin = registered('builtin');

export const sampleImage = { name: 'sample', architecture: 'x86_64', sha256: sampleImageSha256 };

export const identify = (mode: 'probe' | 'wait', more: Partial<IdentifyNodeParameters> = {}) => ({
  parameters: { hostname: 'n1', ...enrolment, ...more, mode },
});

export const deployTo = (
  until: 'installed' | 'deployed',
  deploymentId: string,
  more: Partial<DeployNodeParameters> = {},
) => ({ parameters: { ...deployment, deploymentId, until, ...more } });

/** The error that a driver's action came to; anything else is a failed test. */
export async function failureOf(act: Promise<unknown>): Promise<DriverError> {
  const error = await act.then(
    (came) => new Error(`It came to ${JSON.stringify(came)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DriverError) return error;
  throw error;
}

/** A bootstrapper, the driver that speaks to it, and a machine that boots from it. */
export class DriverStage {
  readonly machine: TestMachine;
  readonly driver: TestDriver;

  private constructor(readonly bootstrapper: TestBootstrapper) {
    this.machine = new TestMachine(bootstrapper.url);
    this.driver = this.driverWith({});
  }

  static async set(): Promise<DriverStage> {
    return new DriverStage(await TestBootstrapper.start());
  }

  async clear(): Promise<void> {
    await this.machine.off();
    await this.bootstrapper.stop();
  }

  get target(): NodeTarget {
    return { type: 'builtin', address: this.bootstrapper.url, credential: { token: this.bootstrapper.token } };
  }

  driverWith(target: Partial<NodeTarget>): TestDriver {
    return new TestDriver(builtin, { ...this.target, ...target }, 'n1');
  }

  async prepareSite(): Promise<void> {
    const { driver, bootstrapper } = this;
    await driver.run(({ actions }) => actions.CreateNetworkTemplate, {
      parameters: { networks: [mgmt], links: [], routeDomains: {} },
    });
    await driver.run(({ actions }) => actions.CreateBootMedia, {
      parameters: {
        images: [{ ...sampleImage, url: `${bootstrapper.url}/samples/sample-linux.img` }],
        repositories: [],
        authorizedKeys: ['ssh-ed25519 SITE'],
      },
    });
    await driver.run(({ actions }) => actions.PrepareHardwareConfig, { parameters: { profiles: [{ name: 'box' }] } });
  }

  /** Starts the machine as soon as the bootstrapper waits for its agent. */
  bootAgent(): Promise<IdentifyNodeResult> {
    let isStarted = false;
    return this.driver.run(({ actions }) => actions.IdentifyNode, {
      ...identify('wait'),
      onAgain: () => {
        if (!isStarted) void this.machine.on();
        isStarted = true;
      },
    });
  }

  /** The node's agent runs, and everything that it is to be deployed with is applied. */
  async prepareNode(): Promise<void> {
    await this.prepareSite();
    await this.bootAgent();
    await this.applySettings();
  }

  async applySettings(): Promise<void> {
    await this.driver.run(({ actions }) => actions.ApplyNodeNetworking, { parameters: networking });
    await this.driver.run(({ actions }) => actions.ApplyNodeStorage, { parameters: { storage } });
    await this.driver.run(({ actions }) => actions.ApplyNodePlatform, { parameters: platform });
  }

  probe(): Promise<IdentifyNodeResult> {
    return this.driver.run(({ actions }) => actions.IdentifyNode, identify('probe'));
  }

  install(id: string, asked: { onAgain?: (progress: string) => Promise<void> } = {}) {
    return this.driver.run(({ actions }) => actions.DeployNode, { ...deployTo('installed', id), ...asked });
  }

  /** How the node came to its state, oldest first. */
  async events(): Promise<unknown[]> {
    const { json } = await this.bootstrapper.ask('GET', '/api/v1/nodes/n1/events');
    return json.items.map(({ cause }) => cause).reverse();
  }
}
