import type { SimulatedNode } from '../node/simulated-node.js';
import type { PluggedPort } from '../node/surroundings.js';
import type { SimulatedSwitch } from '../switch/simulated-switch.js';

/** The cables between one node and its switch: each end sees what the other does. */
export class Cabling {
  readonly #switch: SimulatedSwitch;
  readonly #portNames: ReadonlyMap<string, string>;
  readonly #listeners = new Set<() => void>();
  readonly #linked = new Set<string>();
  #ports: ReadonlyMap<string, PluggedPort>;
  #hasPower = false;

  constructor(switchOfRack: SimulatedSwitch, cables: Readonly<Record<string, string>>) {
    this.#switch = switchOfRack;
    this.#portNames = new Map(Object.entries(cables));
    this.#ports = this.#look();
    for (const port of this.#portNames.values()) switchOfRack.setOperUp(port, false);
  }

  readonly portOf = (mac: string): PluggedPort | null => this.#ports.get(mac) ?? null;

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  linkUp(mac: string): boolean {
    return this.#linked.has(mac);
  }

  /** The switch was changed: those who wait are told if it was at one of these ports. */
  switchChanged(): void {
    const before = this.#ports;
    this.#ports = this.#look();
    if (JSON.stringify([...before]) === JSON.stringify([...this.#ports])) return;
    this.#link();
    for (const listener of [...this.#listeners]) listener();
  }

  nodeChanged(node: SimulatedNode): void {
    const hasPower = node.power === 'On';
    if (hasPower === this.#hasPower) return;
    this.#hasPower = hasPower;
    this.#link();
  }

  /** Between power and a port that is up there is link, and the interface announces itself by LLDP: chassis and port are its MAC. */
  #link(): void {
    for (const [mac, port] of this.#portNames) {
      const linked = this.#hasPower && this.portOf(mac)?.adminUp === true;
      if (linked === this.#linked.has(mac)) continue;
      if (linked) this.#linked.add(mac);
      else this.#linked.delete(mac);
      this.#switch.setOperUp(port, linked);
      this.#switch.setNeighbour(port, linked ? { mac } : null);
      this.#switch.setLearnedMacs(port, linked ? [mac] : []);
    }
  }

  #look(): ReadonlyMap<string, PluggedPort> {
    return new Map(
      [...this.#portNames].map(([mac, port]) => [
        mac,
        {
          adminUp: this.#switch.adminUpOf(port),
          untaggedVlan: this.#switch.untaggedVlanOf(port),
          taggedVlans: this.#switch.taggedVlansOf(port),
        },
      ]),
    );
  }
}
