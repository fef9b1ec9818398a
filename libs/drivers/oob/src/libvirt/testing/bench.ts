import type { ActionName, OobTarget, ParametersOf, ResultOf } from '@drydock/contracts';
import type { ActionContext, Ended } from '@drydock/driver';
import { Rehearsal } from '@drydock/driver/testing';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainXml } from '../domain-xml.js';
import { libvirtDriver } from '../libvirt.driver.js';
import type { FakeCall, FakeHypervisor } from './fake-virsh.js';

type Act<A extends ActionName<'oob'>> = (context: ActionContext) => Promise<Ended<ResultOf<'oob', A>>>;

const here = import.meta.dirname;
export const bootMac = '52:54:00:01:01:00';
export const otherMac = '52:54:00:01:01:01';
export const domainXml = readFileSync(join(here, 'domain.xml'), 'utf8');

const ordinary: FakeHypervisor = {
  port: 2222,
  privateKey: 'a private key that nobody has seen',
  xml: domainXml,
  state: 'shut off',
  shutdown: 'obeys',
  stuck: false,
  ignoresDefinitions: false,
  hangsAt: null,
  refuses: null,
  refusal: '',
};

/** The libvirt driver with a virsh on the PATH that keeps one domain, and a rehearsal for a runner. */
export class Bench {
  readonly rehearsal = new Rehearsal();
  readonly #path = process.env['PATH'];

  private constructor(private readonly folder: string) {}

  static open(more: Partial<FakeHypervisor> = {}): Bench {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-virsh-'));
    const bench = new Bench(folder);
    const [program, script] = [join(folder, 'virsh'), join(folder, 'virsh.mjs')];
    writeFileSync(script, stripTypeScriptTypes(readFileSync(join(here, 'fake-virsh.ts'), 'utf8')));
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${folder}' "$@"\n`);
    chmodSync(program, 0o755);
    bench.hypervisor = { ...ordinary, ...more };
    process.env['PATH'] = `${folder}:${process.env['PATH']}`;
    return bench;
  }

  close(): void {
    process.env['PATH'] = this.#path;
    rmSync(this.folder, { recursive: true, force: true });
  }

  get hypervisor(): FakeHypervisor {
    return JSON.parse(readFileSync(join(this.folder, 'hypervisor.json'), 'utf8'));
  }

  set hypervisor(hypervisor: FakeHypervisor) {
    writeFileSync(join(this.folder, 'hypervisor.json'), JSON.stringify(hypervisor));
  }

  change(more: Partial<FakeHypervisor>): void {
    this.hypervisor = { ...this.hypervisor, ...more };
  }

  /** What the domain starts from, in this order. */
  get order(): string[] {
    return DomainXml.parse(this.hypervisor.xml).order;
  }

  /** How virsh was called, since the last time that this was asked. */
  calls(): FakeCall[] {
    const file = join(this.folder, 'calls.jsonl');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(file);
    return lines.map((line) => JSON.parse(line));
  }

  /** The calls that change something. */
  changes(): string[] {
    const commands = this.calls().map(({ words: [command = ''] }) => command);
    return commands.filter((command) => !['dumpxml', 'domstate', 'uri', 'list'].includes(command));
  }

  get target(): OobTarget {
    return {
      type: 'libvirt',
      address: `qemu+ssh://127.0.0.1:${ordinary.port}/system`,
      systemId: 'compute01',
      credential: { username: 'drydock', privateKey: ordinary.privateKey },
    };
  }

  act<A extends ActionName<'oob'>>(
    action: A,
    parameters: ParametersOf<'oob', A>,
    more: Partial<OobTarget> = {},
  ): Act<A> {
    const target = { ...this.target, ...more };
    const command = { id: 'c0ffee00-0000-4000-8000-000000000001', node: 'compute01', target, parameters };
    return (context) => libvirtDriver.actions[action](command, context);
  }

  /** Carries out an action to its end. */
  run<A extends ActionName<'oob'>>(action: A, parameters: ParametersOf<'oob', A>, more: Partial<OobTarget> = {}) {
    return this.rehearsal.run(this.act(action, parameters, more));
  }
}
