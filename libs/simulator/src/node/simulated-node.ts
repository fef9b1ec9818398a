import { simulatedTime, untilAborted, type SimulatedTime } from '../simulated-time.js';
import { BiosSettings, type BiosState } from './bios-settings.js';
import { BootSettings, type BootState } from './boot-settings.js';
import { noCounters, type NodeCounters } from './counters.js';
import { noFaults, type NodeFaults } from './faults.js';
import type { NodeHardware } from './hardware.js';
import { LocalDisk, type DiskState } from './local-disk.js';
import { NodePower, type Life, type LifeEnd, type PowerState, type Runs } from './node-power.js';

export type ResetType =
  | 'On'
  | 'ForceOn'
  | 'ForceOff'
  | 'GracefulShutdown'
  | 'PushPowerButton'
  | 'ForceRestart'
  | 'GracefulRestart'
  | 'PowerCycle';

/** What a node is when nothing runs: it comes back the same after the lab was stopped. */
export interface NodeState {
  readonly power: 'on' | 'off';
  readonly boot: BootState;
  readonly bios: BiosState;
  readonly disks: Readonly<Record<string, DiskState>>;
  readonly counters: NodeCounters;
}

export interface SimulatedNodeOptions {
  readonly hardware: NodeHardware;
  readonly time?: SimulatedTime;
  /** What happens from the start of its firmware on; without it, it finds nothing to boot. */
  readonly live?: (node: SimulatedNode, life: Life) => Promise<LifeEnd>;
  readonly state?: NodeState;
  /** Told of defects of what ran on it; without it, they are printed. */
  readonly report?: (error: unknown) => void;
}

/** A server: hardware, power, boot settings, disks. What runs on it is its `live`. */
export class SimulatedNode {
  readonly hardware: NodeHardware;
  readonly time: SimulatedTime;
  readonly counters: NodeCounters;
  readonly boot: BootSettings;
  readonly bios: BiosSettings;
  readonly disks: readonly LocalDisk[];
  /** Where defects of what stands for hardware are told. */
  readonly report: (error: unknown) => void;
  readonly #power: NodePower;
  readonly #listeners = new Set<() => void>();
  #faults: NodeFaults = noFaults;

  constructor({ hardware, time, live = nothingToBoot, state, report = console.error }: SimulatedNodeOptions) {
    const changed = () => this.#tell();
    this.hardware = hardware;
    this.report = report;
    this.time = time ?? simulatedTime();
    this.counters = { ...noCounters(), ...state?.counters };
    this.boot = new BootSettings(hardware, { changed, staleOverride: () => this.#faults.staleOverride }, state?.boot);
    this.bios = new BiosSettings(changed, state?.bios);
    this.disks = hardware.disks.map(
      (disk) => new LocalDisk(disk, { state: state?.disks[disk.serial], counters: this.counters, changed }),
    );
    this.#power = new NodePower({
      time: this.time,
      live: (life) => {
        this.counters.starts += 1;
        return live(this, life);
      },
      changed,
      wentOff: () => {
        this.counters.wentOff += 1;
      },
      report,
    });
    if (state?.power === 'on') this.#power.on();
  }

  get power(): PowerState {
    return this.#power.power;
  }

  get runs(): Runs {
    return this.#power.runs;
  }

  get faults(): NodeFaults {
    return this.#faults;
  }

  setFaults(faults: NodeFaults): void {
    this.#faults = faults;
    this.#tell();
  }

  get state(): NodeState {
    return {
      power: this.#power.isOff ? 'off' : 'on',
      boot: this.boot.state,
      bios: this.bios.state,
      disks: Object.fromEntries(this.disks.map((disk) => [disk.serial, disk.state])),
      counters: { ...this.counters },
    };
  }

  /** Calls back whenever power, what runs, settings, disks or faults change; until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Does what a BMC was asked to do. False when there is nothing to be done it to: a node that is off cannot restart. */
  reset(type: ResetType): boolean {
    const power = this.#power;
    if (power.isOff && ['ForceRestart', 'GracefulRestart', 'PowerCycle'].includes(type)) return false;
    this.counters.resets += 1;
    this.#count(type);
    if (this.#faults.stuckPower) return true;
    switch (type) {
      case 'On':
      case 'ForceOn':
        if (power.isOff) power.on();
        return true;
      case 'ForceOff':
        if (!power.isOff) power.off();
        return true;
      case 'GracefulShutdown':
        if (!power.isOff) power.shutdown();
        return true;
      case 'PushPowerButton':
        if (power.isOff) power.on();
        else power.shutdown();
        return true;
      case 'ForceRestart':
        power.restart();
        return true;
      case 'GracefulRestart':
        power.gracefulRestart();
        return true;
      case 'PowerCycle':
        power.cycle();
        return true;
    }
  }

  /** Somebody presses the reset button. Does nothing to a node that is off. */
  pressReset(): void {
    if (!this.#power.isOff) this.#power.restart();
  }

  /** Ends what runs, as when the lab is taken down. */
  vanish(): Promise<void> {
    return this.#power.vanish();
  }

  #count(type: ResetType): void {
    if (type === 'On' || type === 'ForceOn') this.counters.powerOns += 1;
    else if (type === 'PowerCycle') this.counters.powerCycles += 1;
    else if (type === 'ForceRestart' || type === 'GracefulRestart') this.counters.restarts += 1;
    else if (type === 'PushPowerButton' && this.#power.isOff) this.counters.powerOns += 1;
    else this.counters.powerOffs += 1;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Firmware that finds nothing to boot waits for its power to go. */
function nothingToBoot({ boot }: SimulatedNode, { signal, runs }: Life): Promise<LifeEnd> {
  boot.takeForStart();
  runs('no-boot-device');
  return untilAborted(signal);
}
