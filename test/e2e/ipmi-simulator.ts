import { IpmiSim, type Chassis } from '@drydock/simulator';

export interface SimulatedBmcOptions {
  readonly username: string;
  readonly password: string;
  readonly serialNumber: string;
  readonly systemUuid: string;
}

/** OpenIPMI's simulator of an IPMI 2.0 BMC, with a chassis that notes what it is told and may misbehave. */
export class SimulatedBmc {
  power: 'on' | 'off' = 'off';
  boot = 'default';
  /** Every command of the chassis fails, or is accepted and not done. */
  chassisIs: 'sound' | 'stuck' | 'refusing' = 'sound';
  /** What the hardware was told, in order. */
  readonly events: string[] = [];

  private constructor(private sim: IpmiSim | undefined) {}

  static async start({ username, password, ...facts }: SimulatedBmcOptions): Promise<SimulatedBmc> {
    const bmc = new SimulatedBmc(undefined);
    bmc.sim = await IpmiSim.start({
      ...{ name: 'bmc', host: '127.0.0.1', port: 0, credential: { username, password } },
      ...{ manufacturer: 'Simco', model: 'SimServer 1U', ...facts },
      chassis: bmc.#chassis,
      report: console.error,
    });
    return bmc;
  }

  get port(): number {
    return this.#running.port;
  }

  setTemperature(degrees: number): Promise<void> {
    return this.#running.setTemperature(degrees);
  }

  freeze(): void {
    this.#running.freeze();
  }

  thaw(): void {
    this.#running.thaw();
  }

  stop(): Promise<void> {
    return this.#running.close();
  }

  get #running(): IpmiSim {
    if (this.sim === undefined) throw new Error('the simulated BMC does not run');
    return this.sim;
  }

  readonly #chassis: Chassis = {
    read: (name) => (name === 'power' ? (this.power === 'on' ? '1' : '0') : this.boot),
    write: (name, value) => {
      if (this.chassisIs === 'refusing') return false;
      this.events.push(`${name} ${value}`);
      if (name === 'boot') this.boot = value;
      if (this.chassisIs === 'stuck') return true;
      if (name === 'power') this.power = value === '1' ? 'on' : 'off';
      if (name === 'shutdown') this.power = 'off';
      return true;
    },
  };
}
