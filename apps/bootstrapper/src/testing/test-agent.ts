import { parseLines } from '../domain/key-value-lines.js';
import type { Answer, TestBootstrapper } from './test-bootstrapper.js';

export const nodeMac = '52:54:00:01:01:00';
export const enrolment = {
  bootMac: nodeMac,
  macs: ['52:54:00:01:01:01'],
  serialNumber: 'DRYDOCK-R1N1',
  systemUuid: '6472796d-0000-4000-8000-000000010100',
};

export const inventory = (serialNumber = enrolment.serialNumber) => ({
  cpu: { count: 8, model: 'Simulated' },
  memory: { totalMiB: 16384 },
  interfaces: [
    { name: 'nic0', mac: nodeMac, lldp: null },
    { name: 'nic1', mac: '52:54:00:01:01:01', lldp: null },
  ],
  disks: [
    {
      name: 'sda',
      serial: 'DISK-A',
      wwn: null,
      hctl: null,
      byPath: null,
      sizeBytes: 64_000_000_000,
      rotational: false,
    },
  ],
  system: {
    manufacturer: 'Drydock',
    model: 'Simulated',
    serialNumber,
    uuid: enrolment.systemUuid,
    biosVersion: '1.0',
  },
  abilities: ['firmware', 'bios'],
});

/** Speaks the agent API by hand, one request at a time. */
export class TestAgent {
  private constructor(
    private readonly bootstrapper: TestBootstrapper,
    public token: string,
  ) {}

  /** Boots the agent of a node by its script; throws when it gets the local disk. */
  static async boot(bootstrapper: TestBootstrapper, mac = nodeMac): Promise<TestAgent> {
    const { text } = await bootstrapper.ask('GET', `/boot/${mac}`, { token: null });
    const token = /drydock\.token=(\S+)/.exec(text)?.[1];
    if (token === undefined) throw new Error(`No agent in the script: ${text}`);
    return new TestAgent(bootstrapper, token);
  }

  /** Sends one request and takes the next token from the answer. */
  async ask(method: string, path: string, sent: { json?: unknown; lines?: string } = {}): Promise<Answer> {
    const answer = await this.bootstrapper.ask(method, path, { ...sent, token: this.token });
    this.token = parseLines(answer.text)?.get('token') ?? this.token;
    return answer;
  }

  report(json: unknown = inventory()): Promise<Answer> {
    return this.ask('POST', '/agent/v1/inventory', { json });
  }

  /** The fields of the work that it is given. */
  async work(): Promise<ReadonlyMap<string, string>> {
    const { text } = await this.ask('GET', '/agent/v1/work');
    return parseLines(text) ?? new Map<string, string>();
  }

  result(lines: string): Promise<Answer> {
    return this.ask('POST', '/agent/v1/result', { lines });
  }
}
