import { startBmc, type BmcOptions, type RunningBmc, type RunningRedfishBmc } from '../bmc/bmc.js';
import { personalities } from '../bmc/personalities/personalities.js';
import { deviating } from '../bmc/personality.js';
import { startIpmiBmc } from '../ipmi/ipmi-bmc.js';
import type { RunAgent } from '../node/boot-environment.js';
import { liveIn } from '../node/firmware.js';
import { SimulatedNode, type NodeState } from '../node/simulated-node.js';
import type { SimulatedTime } from '../simulated-time.js';
import { startSwitch, type SimulatedSwitch } from '../switch/simulated-switch.js';
import type { SwitchState } from '../switch/switch-state.js';
import { Cabling } from './cabling.js';
import { kept, personalityOf, type KeptPersonality } from './kept-personality.js';
import type { BmcDescription, NodeDescription, RackDescription } from './rack-description.js';

/** What racks keep when the lab is stopped, as JSON, by name. */
export interface RacksState {
  readonly nodes: Readonly<Record<string, NodeState>>;
  readonly switches: Readonly<Record<string, SwitchState>>;
  /** The BMCs that were exchanged, by node. */
  readonly bmcs?: Readonly<Record<string, KeptPersonality>>;
}

export interface RacksOptions {
  readonly racks: readonly RackDescription[];
  /** On which every BMC (TCP) and every switch (UDP) listens, each on its own address; 0 for any that is free. */
  readonly port: number;
  readonly time: SimulatedTime;
  readonly bootstrapperUrl: string;
  readonly provisioningVlan: number;
  readonly runAgent: RunAgent;
  readonly state?: RacksState;
  /** Told of defects of what stands for hardware. */
  readonly report: (error: unknown) => void;
}

export interface RackedNode {
  readonly node: SimulatedNode;
  readonly rack: string;
  readonly switchName: string;
  readonly bmcUrl: string;
  /** How its BMC speaks Redfish; null where it speaks IPMI. */
  readonly redfish: Pick<RunningRedfishBmc, 'personality' | 'become'> | null;
  readonly cables: Readonly<Record<string, string>>;
}

export interface RackedSwitch {
  readonly switch: SimulatedSwitch;
  readonly rack: string;
  readonly ports: readonly string[];
}

/** Racks that are up: every BMC and every switch answers at its own address. */
export interface SimulatedRacks {
  readonly nodes: ReadonlyMap<string, RackedNode>;
  readonly switches: ReadonlyMap<string, RackedSwitch>;
  readonly state: () => RacksState;
  /** Calls back when anything changed that `state` tells, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
  /** Takes the racks down; nothing that ran on a node goes on. */
  readonly close: () => Promise<void>;
}

/** Starts racks. When one address is taken, nothing is left running, and the error says which. */
export async function startRacks(options: RacksOptions): Promise<SimulatedRacks> {
  const racks = new Racks(options);
  try {
    for (const rack of options.racks) await racks.add(rack);
    return racks;
  } catch (error) {
    await racks.close();
    throw error;
  }
}

type BmcPlace = Pick<BmcOptions, 'node' | 'port' | 'linkUp'>;

class Racks implements SimulatedRacks {
  readonly nodes = new Map<string, RackedNode>();
  readonly switches = new Map<string, RackedSwitch>();
  readonly #bmcs: RunningBmc[] = [];
  readonly #exchanged = new Map<string, KeptPersonality>();
  readonly #listeners = new Set<() => void>();
  readonly #options: RacksOptions;

  constructor(options: RacksOptions) {
    this.#options = options;
  }

  async add(rack: RackDescription): Promise<void> {
    const { port, state } = this.#options;
    const { name } = rack.switch;
    const switchOfRack = await startSwitch({ ...rack.switch, port, state: state?.switches[name] });
    this.switches.set(name, { switch: switchOfRack, rack: rack.name, ports: rack.switch.ports });
    const cablings: Cabling[] = [];
    for (const description of rack.nodes) {
      const cabling = new Cabling(switchOfRack, description.cables);
      cablings.push(cabling);
      await this.#addNode(rack, description, cabling);
    }
    switchOfRack.onChange(() => {
      for (const cabling of cablings) cabling.switchChanged();
      this.#tell();
    });
  }

  async #addNode(rack: RackDescription, description: NodeDescription, cabling: Cabling): Promise<void> {
    const { port, time, bootstrapperUrl, provisioningVlan, runAgent, state, report } = this.#options;
    const { hardware, bmc, cables } = description;
    const { portOf, onChange } = cabling;
    const node = new SimulatedNode({
      hardware,
      time,
      live: liveIn({ portOf, onChange, bootstrapperUrl, provisioningVlan, runAgent }),
      state: state?.nodes[hardware.name],
      report,
    });
    const linkUp = (mac: string) => cabling.linkUp(mac);
    const { running, redfish } = await this.#startBmc(bmc, { node, port, linkUp }).catch(async (error: unknown) => {
      await node.vanish();
      throw error;
    });
    this.#bmcs.push(running);
    cabling.nodeChanged(node);
    node.onChange(() => {
      cabling.nodeChanged(node);
      this.#tell();
    });
    this.nodes.set(hardware.name, {
      node,
      rack: rack.name,
      switchName: rack.switch.name,
      bmcUrl: running.url,
      redfish: redfish && {
        personality: redfish.personality,
        become: (other) => {
          redfish.become(other);
          this.#exchanged.set(hardware.name, kept(other));
          this.#tell();
        },
      },
      cables,
    });
  }

  async #startBmc({ protocol, personality = 'plain', deviations = {}, ...address }: BmcDescription, at: BmcPlace) {
    if (protocol === 'ipmi') return { running: await startIpmiBmc({ ...address, ...at }), redfish: null };
    const described = deviating(personalities[personality], deviations);
    const { name } = at.node.hardware;
    const exchanged = this.#options.state?.bmcs?.[name];
    if (exchanged) this.#exchanged.set(name, exchanged);
    const own = exchanged ? personalityOf(exchanged, name) : described;
    const redfish = await startBmc({ ...address, ...at, personality: own });
    return { running: redfish, redfish };
  }

  readonly state = (): RacksState => ({
    nodes: Object.fromEntries([...this.nodes].map(([name, { node }]) => [name, node.state])),
    switches: Object.fromEntries([...this.switches].map(([name, one]) => [name, one.switch.snapshot()])),
    bmcs: Object.fromEntries(this.#exchanged),
  });

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly close = async (): Promise<void> => {
    this.#listeners.clear();
    await Promise.all([
      ...this.#bmcs.map((bmc) => bmc.close()),
      ...[...this.nodes.values()].map(({ node }) => node.vanish()),
      ...[...this.switches.values()].map((one) => one.switch.close()),
    ]);
  };

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
