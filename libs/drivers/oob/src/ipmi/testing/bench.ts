import type { ActionName, OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import type { ActionContext, Ended } from '@drydock/driver';
import { Rehearsal } from '@drydock/driver/testing';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ipmiDriver } from '../ipmi.driver.js';
import type { FakeBmc, FakeCall } from './fake-ipmitool.js';

type Act<A extends ActionName<'oob'>> = (context: ActionContext) => Promise<Ended<ResultOf<'oob', A>>>;

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
  fru: ' Board Mfg : Simco\n Product Manufacturer  : Simco\n Product Name : SimServer 1U\n Product Serial : SIM00001',
  guid: '64727964-6f63-6b00-8000-000000010100',
  sensors: 'CPU Temp         | 01h | ok  |  7.1 | 37 degrees C',
  lan: 'IP Address              : 192.0.2.11\nMAC Address             : 02:00:5E:10:00:01\nSNMP Community String   : public',
  faults: [],
};

/** The ipmi driver with an ipmitool on the PATH that records how it is called, and a rehearsal for a runner. */
export class Bench {
  readonly rehearsal = new Rehearsal();
  readonly #path = process.env['PATH'];

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static open(more: Partial<FakeBmc> = {}): Bench {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-ipmitool-'));
    const bench = new Bench(folder, (ports += 1));
    const program = join(folder, 'ipmitool');
    const script = join(folder, 'ipmitool.mjs');
    writeFileSync(script, stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'fake-ipmitool.ts'), 'utf8')));
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${folder}' "$@"\n`);
    chmodSync(program, 0o755);
    bench.bmc = { ...ordinary, port: bench.port, ...more };
    process.env['PATH'] = `${folder}:${process.env['PATH']}`;
    return bench;
  }

  close(): void {
    process.env['PATH'] = this.#path;
    rmSync(this.folder, { recursive: true, force: true });
  }

  get bmc(): FakeBmc {
    return JSON.parse(readFileSync(join(this.folder, 'bmc.json'), 'utf8'));
  }

  set bmc(bmc: FakeBmc) {
    writeFileSync(join(this.folder, 'bmc.json'), JSON.stringify(bmc));
  }

  change(more: Partial<FakeBmc>): void {
    this.bmc = { ...this.bmc, ...more };
  }

  /** How ipmitool was called, since the last time that this was asked. */
  calls(): FakeCall[] {
    const file = join(this.folder, 'calls.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(file);
    return lines.map((line) => JSON.parse(line));
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

  act<A extends ActionName<'oob'>>(
    action: A,
    parameters: ParametersOf<'oob', A>,
    more: Partial<OobTarget> = {},
  ): Act<A> {
    const target = { ...this.target, ...more };
    const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'node01', target, parameters };
    return (context) => ipmiDriver.actions[action](command, context);
  }

  /** Carries out an action to its end. */
  run<A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>, more: Partial<OobTarget> = {}) {
    return this.rehearsal.run(this.act(action, parameters, more));
  }
}
