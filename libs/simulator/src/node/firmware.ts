import { fetch } from 'undici';
import { untilAborted } from '../simulated-time.js';
import type { AgentBoot, BootedHardware, NodeLife } from './boot-environment.js';
import { decide } from './boot-script.js';
import type { BootAttempt } from './boot-settings.js';
import { runInstalledSystem } from './installed-system.js';
import { fetchThrough } from './node-network.js';
import type { Life, LifeEnd } from './node-power.js';
import type { SimulatedNode } from './simulated-node.js';
import { isProvisioning, type Surroundings } from './surroundings.js';

/** How long things take, in simulated milliseconds. */
const delays = {
  post: 2_000,
  noLink: 200,
  dhcpAnswered: 500,
  dhcpTimeout: 1_500,
  loadAgent: 1_000,
  loadSystem: 3_000,
  beforeNextRound: 10_000,
};
/** For one request, as the machine's clock goes. */
const scriptTimeoutMs = 10_000;

/** The life of a node: its firmware starts, tries what it is to boot from, and hands over to what it finds. */
export const liveIn =
  (surroundings: Surroundings) =>
  (node: SimulatedNode, life: Life): Promise<LifeEnd> =>
    new Firmware(node, surroundings, life).start();

class Firmware {
  readonly #node: SimulatedNode;
  readonly #surroundings: Surroundings;
  readonly #life: Life;

  constructor(node: SimulatedNode, surroundings: Surroundings, life: Life) {
    this.#node = node;
    this.#surroundings = surroundings;
    this.#life = life;
  }

  async start(): Promise<LifeEnd> {
    const { boot, bios, faults } = this.#node;
    await this.#wait(delays.post * faults.slowPost);
    bios.takeHold();
    for (let attempts = boot.takeForStart(); ; attempts = boot.inOrder()) {
      for (const attempt of attempts) {
        const end = await this.#boot(attempt);
        if (end !== 'next') return end;
      }
      this.#life.runs('no-boot-device');
      await this.#untilNextRound();
    }
  }

  #boot(attempt: BootAttempt): Promise<LifeEnd | 'next'> {
    switch (attempt.kind) {
      case 'network':
        return this.#bootFromNetwork(attempt.mac);
      case 'disk':
        return this.#bootFromDisk();
      case 'setup':
        this.#life.runs('setup');
        return untilAborted(this.#life.signal);
      case 'empty-drive':
        return Promise.resolve('next');
    }
  }

  async #bootFromNetwork(mac: string): Promise<LifeEnd | 'next'> {
    if (!this.#surroundings.portOf(mac)?.adminUp) return this.#giveUpAfter(delays.noLink);
    await this.#wait(delays.dhcpAnswered);
    if (!this.#isReachable(mac)) return this.#giveUpAfter(delays.dhcpTimeout);
    const script = await this.#bootScript(mac);
    if (script === null) return 'next';
    const { boot, counters } = this.#node;
    counters.pxeBoots += 1;
    const decision = decide(script, boot.state.override.mode);
    switch (decision.kind) {
      case 'exit':
        return 'next';
      case 'local-disk':
        return this.#bootFromDisk();
      case 'agent':
        await this.#wait(delays.loadAgent);
        counters.agentBoots += 1;
        this.#life.runs('agent');
        return this.#runAgent({ url: decision.url, token: decision.token, bootMac: mac });
    }
  }

  /** Null when there is none to be had. */
  async #bootScript(mac: string): Promise<string | null> {
    const signal = AbortSignal.any([this.#life.signal, AbortSignal.timeout(scriptTimeoutMs)]);
    try {
      const response = await fetch(`${this.#surroundings.bootstrapperUrl}/boot/${mac}`, { signal });
      const script = await response.text();
      return response.ok ? script : null;
    } catch {
      this.#life.signal.throwIfAborted();
      return null;
    }
  }

  async #runAgent(boot: AgentBoot): Promise<LifeEnd> {
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#life.signal, ended.signal]);
    const cable = { isOpen: () => this.#isReachable(boot.bootMac), onChange: this.#surroundings.onChange };
    const life: NodeLife = {
      signal: this.#life.signal,
      reachable: cable.isOpen,
      pause: (milliseconds) => this.#wait(milliseconds),
      fetch: fetchThrough(cable, signal),
    };
    try {
      return await this.#surroundings.runAgent(this.#hardware(), boot, life);
    } finally {
      ended.abort(new Error('the agent ended'));
    }
  }

  #hardware(): BootedHardware {
    const { hardware, disks } = this.#node;
    return {
      macs: hardware.nics.map(({ name, mac }) => ({ name, mac })),
      serialNumber: hardware.serialNumber,
      systemUuid: hardware.systemUuid,
      cpuCount: hardware.cpuCount * hardware.coresPerCpu,
      memoryMiB: hardware.memoryMiB,
      disks,
    };
  }

  async #bootFromDisk(): Promise<LifeEnd | 'next'> {
    const disk = this.#node.disks.find(({ content }) => content !== null);
    if (disk === undefined || this.#node.faults.lostImage) return 'next';
    this.#node.counters.diskBoots += 1;
    await this.#wait(delays.loadSystem);
    this.#life.runs('os');
    return runInstalledSystem({ node: this.#node, disk, surroundings: this.#surroundings }, this.#life);
  }

  /** Nothing to boot: it starts over after a while where the bootstrapper can be asked again, or when a port changes. */
  async #untilNextRound(): Promise<void> {
    const changed = new AbortController();
    const forget = this.#surroundings.onChange(() => changed.abort());
    const signal = AbortSignal.any([this.#life.signal, changed.signal]);
    try {
      const canAsk = this.#node.hardware.nics.some(({ mac }) => this.#isReachable(mac));
      await (canAsk ? this.#wait(delays.beforeNextRound, signal) : untilAborted(signal));
    } catch (error) {
      this.#life.signal.throwIfAborted();
      if (!changed.signal.aborted) throw error;
    } finally {
      forget();
    }
  }

  async #giveUpAfter(milliseconds: number): Promise<'next'> {
    await this.#wait(milliseconds);
    return 'next';
  }

  #isReachable(mac: string): boolean {
    return isProvisioning(this.#surroundings, mac);
  }

  #wait(milliseconds: number, signal = this.#life.signal): Promise<void> {
    return this.#node.time.pause(milliseconds, signal);
  }
}
