import type { InterrogateOobResult, OobTarget } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import type { JsonObject } from '@drydock/redfish';
import { ScriptedBmc, systemPath } from '@drydock/redfish/testing';
import { actsOf, runsOf } from '../../testing/acts.js';
import { closeRedfish } from '../bmc.js';
import { redfishDriver } from '../redfish.driver.js';

/** The redfish driver at a scripted BMC, with a rehearsal for a runner. */
export class Bench {
  readonly rehearsal = new Rehearsal();
  readonly act = actsOf({ driver: redfishDriver, node: 'node01', target: () => this.target });
  /** Carries out an action to its end. */
  readonly run = runsOf(this.rehearsal, this.act);

  /** What the driver reports of the node. */
  readonly interrogate = async (): Promise<InterrogateOobResult> => {
    const ended = await this.run('InterrogateOob', {});
    if (ended.kind !== 'done') throw new Error(ended.kind);
    return ended.result;
  };

  constructor(readonly bmc: ScriptedBmc) {}

  /** At an ordinary server, or at the one that the tree describes. */
  static async open(tree?: Readonly<Record<string, JsonObject>>): Promise<Bench> {
    return new Bench(await new ScriptedBmc(tree).start());
  }

  async close(): Promise<void> {
    await closeRedfish();
    await this.bmc.stop();
  }

  get target(): OobTarget {
    const { username, password } = this.bmc.target;
    return { type: 'redfish', address: this.bmc.origin, credential: { username, password } };
  }

  /** `Boot` of the system. */
  get boot(): unknown {
    return this.bmc.resources.get(systemPath)?.Boot;
  }

  /** What was written, with its bodies; logging in and out left out. */
  get changes(): (readonly [string, JsonObject])[] {
    return this.bmc.requests
      .filter(({ method, path }) => method !== 'GET' && !path.includes('Session'))
      .map(({ method, path, body }) => [`${method} ${path}`, body] as const);
  }
}
