import type { OobTarget } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import { join } from 'node:path';
import { actsOf, runsOf } from '../../testing/acts.js';
import { FakeProgram } from '../../testing/fake-program.js';
import { ipmiDriver } from '../ipmi.driver.js';
import type { FakeBmc, FakeCall } from './fake-ipmitool.js';

const credential = { username: 'root', password: 'calvin-secret' };
/** By port, so that no bench takes the memory of another for its own. */
let ports = 20_000;

const ordinary: Omit<FakeBmc, 'port'> = {
  password: credential.password,
  suites: [17, 3],
  power: 'off',
  flags: [0, 0, 0, 0, 0],
  outlastsAMinute: false,
  forgetsPersistence: false,
  ignoresBootFlags: false,
  hiddenFlags: 0,
  soft: 'obeys',
  stuck: false,
  manufacturerId: 4753,
  hangsAt: null,
  refuses: null,
  refusal: '',
  refusesFor: null,
  fru: ' Board Mfg : Simco\n Product Manufacturer  : Simco\n Product Name : SimServer 1U\n Product Serial : SIM00001',
  guid: '64727964-6f63-6b00-8000-000000010100',
  sensors: 'CPU Temp         | 01h | ok  |  7.1 | 37 degrees C',
  lan: 'IP Address              : 192.0.2.11\nMAC Address             : 02:00:5E:10:00:01\nSNMP Community String   : public',
  faults: [],
};

/** The ipmi driver with an ipmitool on the PATH that records how it is called, and a rehearsal for a runner. */
export class Bench {
  readonly rehearsal = new Rehearsal();
  readonly act = actsOf({ driver: ipmiDriver, node: 'node01', target: () => this.target });
  /** Carries out an action to its end. */
  readonly run = runsOf(this.rehearsal, this.act);

  private constructor(
    private readonly ipmitool: FakeProgram<FakeBmc, FakeCall>,
    private readonly port: number,
  ) {}

  static open(more: Partial<FakeBmc> = {}): Bench {
    const script = join(import.meta.dirname, 'fake-ipmitool.ts');
    const bench = new Bench(new FakeProgram({ name: 'ipmitool', script, stateFile: 'bmc.json' }), (ports += 1));
    bench.ipmitool.state = { ...ordinary, port: bench.port, ...more };
    return bench;
  }

  close(): void {
    this.ipmitool.close();
  }

  get bmc(): FakeBmc {
    return this.ipmitool.state;
  }

  change(more: Partial<FakeBmc>): void {
    this.ipmitool.state = { ...this.bmc, ...more };
  }

  /** How ipmitool was called, since the last time that this was asked. */
  calls(): FakeCall[] {
    return this.ipmitool.calls();
  }

  /** What BMCs were told, without how to log in. */
  commands(): string[] {
    return this.calls().map(({ args }) =>
      args
        .slice(args.indexOf('-R') + 2)
        .filter((word) => word !== '-v')
        .join(' '),
    );
  }

  get target(): OobTarget {
    const options = { answerSeconds: 1, retries: 1, spacingMs: 0 };
    return { type: 'ipmi', address: '127.0.0.1', port: this.port, credential, options };
  }
}
