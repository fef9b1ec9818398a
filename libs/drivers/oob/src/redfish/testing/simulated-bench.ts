import type { ActionName, OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import { DriverError, isPassing, type ActionContext, type Ended } from '@drydock/driver';
import { Rehearsal } from '@drydock/driver/testing';
import { noFaults, SimulatedNode, simulatedTime, startBmc, type NodeFaults, type RunningBmc } from '@drydock/simulator';
import { setTimeout as wait } from 'node:timers/promises';
import { closeRedfish } from '../bmc.js';
import { redfishDriver } from '../redfish.driver.js';
import { bootMac, credential, simulatedServer } from './simulated-server.js';

/** Enough for what passes; what does not is the same each time. */
const mostFailures = 6;
/** Power changes within milliseconds. */
const pace = 0.004;

/** The redfish driver at a simulated node, over real HTTP, with a rehearsal for a runner. */
export class SimulatedBench {
  readonly rehearsal = new Rehearsal();
  /** The failures that were tried again, as the runner does. */
  readonly passed: DriverError[] = [];

  private constructor(
    readonly node: SimulatedNode,
    private readonly bmc: RunningBmc,
  ) {
    // Simulated power takes milliseconds, of which the clock of the rehearsal knows nothing.
    this.rehearsal.onWait = () => wait(20);
  }

  static async open(): Promise<SimulatedBench> {
    const node = new SimulatedNode({ hardware: simulatedServer([bootMac]), time: simulatedTime(pace) });
    return new SimulatedBench(node, await startBmc({ host: '127.0.0.1', port: 0, credential, node }));
  }

  async close(): Promise<void> {
    this.break({});
    await closeRedfish();
    await this.bmc.close();
    await this.node.vanish();
  }

  get target(): OobTarget {
    return {
      type: 'redfish',
      address: this.bmc.url,
      credential,
      options: { requestTimeoutSeconds: 0.4, settleSeconds: 40 },
    };
  }

  break(faults: Partial<NodeFaults>): void {
    this.node.setFaults({ ...noFaults, ...faults });
  }

  /** Brings the node to a power, and lets it settle. */
  async powered(power: 'On' | 'Off'): Promise<void> {
    if (this.node.power !== power) this.node.reset(power === 'On' ? 'On' : 'ForceOff');
    while (this.node.power !== power) await wait(5);
  }

  /** One action to its end, as a runner does it: failures that may pass are tried again, some times. */
  async run<A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>): Promise<ResultOf<'oob', A>> {
    this.rehearsal.checkpointed = undefined;
    const act = (context: ActionContext): Promise<Ended<ResultOf<'oob', A>>> => {
      const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'rack01-node01', parameters };
      return redfishDriver.actions[action]({ ...command, target: this.target }, context);
    };
    for (;;) {
      try {
        const ended = await this.rehearsal.resume(act);
        if (ended.kind !== 'done') throw new Error(`${action} is not done, but ${ended.kind}`);
        return ended.result;
      } catch (error) {
        if (!(error instanceof DriverError) || !isPassing(error.kind) || this.passed.length >= mostFailures)
          throw error;
        this.passed.push(error);
        this.rehearsal.clock += 1000 * (error.retryAfterSeconds ?? 1);
      }
    }
  }
}
