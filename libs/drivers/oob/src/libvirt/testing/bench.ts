import type { OobTarget } from '@drydock/contracts';
import { Rehearsal } from '@drydock/driver/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actsOf, runsOf } from '../../testing/acts.js';
import { FakeProgram } from '../../testing/fake-program.js';
import { DomainXml } from '../domain-xml.js';
import { libvirtDriver } from '../libvirt.driver.js';
import type { FakeCall, FakeHypervisor } from './fake-virsh.js';

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
  readonly act = actsOf({ driver: libvirtDriver, node: 'compute01', target: () => this.target });
  /** Carries out an action to its end. */
  readonly run = runsOf(this.rehearsal, this.act);

  private constructor(private readonly virsh: FakeProgram<FakeHypervisor, FakeCall>) {}

  static open(more: Partial<FakeHypervisor> = {}): Bench {
    const script = join(here, 'fake-virsh.ts');
    const bench = new Bench(new FakeProgram({ name: 'virsh', script, stateFile: 'hypervisor.json' }));
    bench.virsh.state = { ...ordinary, ...more };
    return bench;
  }

  close(): void {
    this.virsh.close();
  }

  get hypervisor(): FakeHypervisor {
    return this.virsh.state;
  }

  change(more: Partial<FakeHypervisor>): void {
    this.virsh.state = { ...this.hypervisor, ...more };
  }

  /** What the domain starts from, in this order. */
  get order(): string[] {
    return DomainXml.parse(this.hypervisor.xml).order;
  }

  /** How virsh was called, since the last time that this was asked. */
  calls(): FakeCall[] {
    return this.virsh.calls();
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
}
