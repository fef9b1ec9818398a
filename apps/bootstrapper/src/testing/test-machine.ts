import {
  simulatedAgent,
  type AgentEnd,
  type BootedHardware,
  type DiskContent,
  type NodeFetch,
  type NodeLife,
  type SimulatedDisk,
} from '@drydock/simulator';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetch as undiciFetch } from 'undici';
import { enrolment } from './test-agent.js';

/** A disk that can be exchanged, and that may be one that keeps nothing. */
export class TestDisk implements SimulatedDisk {
  readonly name = 'sda';
  readonly wwn = '';
  readonly sizeBytes = 64_000_000_000;
  readonly rotational = false;
  content: DiskContent | null = null;
  writes = 0;
  keepsEverything = false;

  constructor(readonly serial: string) {}

  write(content: DiskContent): void {
    this.content = content;
    this.writes += 1;
  }

  erase(): void {
    if (!this.keepsEverything) this.content = null;
  }
}

/** Hardware that asks for its boot script when it is switched on, and runs the simulated agent when the script says so. */
export class TestMachine {
  readonly disk = new TestDisk('DISK-A');
  serialNumber: string = enrolment.serialNumber;
  /** What the kernel calls its interfaces. */
  interfaceNames: readonly string[] = ['nic0', 'nic1'];
  /** How it behaves on the network; a test may break it. */
  fetch: NodeFetch = undiciFetch;
  private readonly runAgent = simulatedAgent();
  private power = new AbortController();
  private running: Promise<Started> = Promise.resolve('off');

  constructor(private readonly bootstrapperUrl: string) {
    this.power.abort();
  }

  /** What this start came to. */
  on(): Promise<Started> {
    this.power = new AbortController();
    this.running = this.start(this.power.signal).catch((error: unknown) => {
      if (this.power.signal.aborted) return 'off';
      throw error;
    });
    return this.running;
  }

  async off(): Promise<void> {
    this.power.abort(new Error('switched off'));
    await this.running;
  }

  private async start(signal: AbortSignal): Promise<Started> {
    const script = await this.fetch(`${this.bootstrapperUrl}/boot/${enrolment.bootMac}`, { signal });
    const text = await script.text();
    const [url, token] = ['url', 'token'].map((name) => new RegExp(`drydock\\.${name}=(\\S+)`).exec(text)?.[1]);
    if (!url || !token) return this.disk.content ? this.startSystem(this.disk.content) : 'nothing to boot';
    return this.runAgent(this.hardware(), { url, token, bootMac: enrolment.bootMac }, this.life(signal));
  }

  private async startSystem({ configDrive }: DiskContent): Promise<Started> {
    const { phoneHome } = configDrive;
    if (typeof phoneHome === 'object' && phoneHome && 'url' in phoneHome && 'key' in phoneHome) {
      const headers = { authorization: `Bearer ${String(phoneHome.key)}` };
      await this.fetch(String(phoneHome.url), { method: 'POST', headers });
    }
    return 'system';
  }

  private hardware(): BootedHardware {
    const [first, ...others] = [enrolment.bootMac, ...enrolment.macs];
    return {
      macs: [first, ...others].map((mac, index) => ({ name: this.interfaceNames[index] ?? `nic${index}`, mac })),
      serialNumber: this.serialNumber,
      systemUuid: enrolment.systemUuid,
      cpuCount: 8,
      memoryMiB: 16_384,
      disks: [this.disk],
    };
  }

  private life(signal: AbortSignal): NodeLife {
    return {
      signal,
      reachable: () => true,
      pause: (milliseconds) => sleep(milliseconds / 40, undefined, { signal }),
      fetch: (url, init) => this.fetch(url, init),
    };
  }
}

export type Started = AgentEnd | 'system' | 'nothing to boot' | 'off';
