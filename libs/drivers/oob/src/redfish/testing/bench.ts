import type { ActionName, OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import type { ActionContext, Ended } from '@drydock/driver';
import { Rehearsal } from '@drydock/driver/testing';
import type { JsonObject } from '@drydock/redfish';
import { ScriptedBmc, systemPath } from '@drydock/redfish/testing';
import { closeRedfish } from '../bmc.js';
import { redfishDriver } from '../redfish.driver.js';

type Act<A extends ActionName<'oob'>> = (context: ActionContext) => Promise<Ended<ResultOf<'oob', A>>>;

/** The redfish driver at a scripted BMC, with a rehearsal for a runner. */
export class Bench {
  readonly rehearsal = new Rehearsal();

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

  act<A extends ActionName<'oob'>>(
    action: A,
    parameters: ParametersOf<'oob', A>,
    more: Partial<OobTarget> = {},
  ): Act<A> {
    const target = { ...this.target, ...more };
    const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'node01', target, parameters };
    return (context) => redfishDriver.actions[action](command, context);
  }

  /** Carries out an action to its end. */
  run<A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>, more: Partial<OobTarget> = {}) {
    return this.rehearsal.run(this.act(action, parameters, more));
  }
}
