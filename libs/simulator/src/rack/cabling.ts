import type { SimulatedNode } from '../node/simulated-node.js';
import type { PluggedPort } from '../node/surroundings.js';
import type { SimulatedSwitch } from '../switch/simulated-switch.js';

/** The cables between one node and its switch: each end sees what the other does. */
export class Cabling {
  readonly #switch: SimulatedSwitch;
  readonly #portNames: ReadonlyMap<string, string>;
  readonly #listeners = new Set<() => void>();
  #ports: ReadonlyMap<string, PluggedPort>;
  #carrier = false;

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
    return this.#carrier && this.portOf(mac)?.adminUp === true;
  }

  /** The switch was changed: those who wait are told if it was at one of these ports. */
  switchChanged(): void {
    const before = this.#ports;
    this.#ports = this.#look();
    if (JSON.stringify([...before]) === JSON.stringify([...this.#ports])) return;
    for (const listener of [...this.#listeners]) listener();
  }

  /** A node with power has link, and its interfaces announce themselves by LLDP: chassis and port are the MAC. */
  nodeChanged(node: SimulatedNode): void {
    const carrier = node.power === 'On';
    if (carrier === this.#carrier) return;
    this.#carrier = carrier;
    for (const [mac, port] of this.#portNames) {
      this.#switch.setOperUp(port, carrier);
      this.#switch.setNeighbour(port, carrier ? { mac } : null);
      this.#switch.setLearnedMacs(port, carrier ? [mac] : []);
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
