import type { ActionName, NetworkTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import type { ActionContext, Ended } from '@drydock/driver';
import { Rehearsal } from '@drydock/driver/testing';
import { startSwitch, type SimulatedSwitch, type SwitchOptions } from '@drydock/simulator';
import { snmpDriver } from '../snmp.driver.js';

type Act<A extends ActionName<'network'>> = (context: ActionContext) => Promise<Ended<ResultOf<'network', A>>>;

/** Ten ports: more than one octet of a port list. */
const ports = Array.from({ length: 10 }, (_, index) => `Ethernet${index + 1}`);

/** The snmp driver at a simulated switch, over UDP, with a rehearsal for a runner. */
export class Bench {
  readonly rehearsal = new Rehearsal();

  constructor(readonly simulated: SimulatedSwitch) {}

  static async open(more: Partial<SwitchOptions> = {}): Promise<Bench> {
    const options = {
      host: '127.0.0.1',
      port: 0,
      name: 'rack01-tor',
      ports,
      readCommunity: 'ro',
      writeCommunity: 'rw',
    };
    return new Bench(await startSwitch({ ...options, ...more }));
  }

  get target(): NetworkTarget {
    const { host, port } = this.simulated.address;
    const options = { timeoutMs: 150, retries: 1 };
    return { type: 'snmp', address: host, port, credential: { community: 'rw' }, options };
  }

  act<A extends ActionName<'network'>>(
    action: A,
    parameters: ParametersOf<'network', A>,
    more: Partial<NetworkTarget> = {},
  ): Act<A> {
    const target = { ...this.target, ...more };
    const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'node01', target, parameters };
    return (context) => snmpDriver.actions[action](command, context);
  }

  /** Carries out an action to its end. */
  run<A extends ActionName<'network'>>(
    action: A,
    parameters: ParametersOf<'network', A>,
    more: Partial<NetworkTarget> = {},
  ) {
    return this.rehearsal.run(this.act(action, parameters, more));
  }

  /** How the ports other than one are: what a change must not touch. */
  othersThan(port: string) {
    return ports
      .filter((other) => other !== port)
      .map((other) => ({
        other,
        sets: this.simulated.counters.ports[other],
        adminUp: this.simulated.adminUpOf(other),
        untagged: this.simulated.untaggedVlanOf(other),
        tagged: this.simulated.taggedVlansOf(other),
      }));
  }
}
