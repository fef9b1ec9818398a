import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { BerError } from './ber.js';
import { objectsOf, type Neighbour, type ObjectInstance } from './objects.js';
import { readObjects } from './read-objects.js';
import { carryOutSet } from './set.js';
import { readRequest, writeAnswer, type SnmpAnswer, type SnmpRequest } from './snmp-message.js';
import { freshState, portsThatDiffer, vlansOf, type InitialVlan, type SwitchState } from './switch-state.js';

export interface SwitchOptions {
  /** The address to listen on. */
  readonly host: string;
  /** UDP; 0 for any that is free. */
  readonly port: number;
  /** sysName. */
  readonly name: string;
  /** Names of the ports, in the order of their bridge ports. */
  readonly ports: readonly string[];
  readonly readCommunity: string;
  /** May read as well. */
  readonly writeCommunity: string;
  /** Left out: every port is untagged in VLAN 1. */
  readonly initialVlans?: Readonly<Record<number, InitialVlan>>;
  /** What an earlier switch gave as `snapshot()`. */
  readonly state?: SwitchState;
}

/** How many SETs were carried out, all in all and by port. */
export interface SetCounters {
  sets: number;
  readonly ports: Record<string, number>;
}

/** A switch that speaks SNMP v2c, and what its ports let through. */
export class SimulatedSwitch {
  readonly name: string;
  readonly counters: SetCounters;
  readonly #ports: readonly string[];
  readonly #listeners = new Set<() => void>();
  readonly #neighbours = new Map<string, Neighbour>();
  readonly #learnedMacs = new Map<string, readonly string[]>();
  readonly #withoutLink = new Set<string>();
  readonly #started = performance.now();
  #state: SwitchState;
  #objects: readonly ObjectInstance[] | undefined;
  #silent = false;
  #forgetsPvids = false;

  constructor(
    private readonly options: SwitchOptions,
    private readonly socket: Socket,
  ) {
    const { name, ports, initialVlans, state } = options;
    this.name = name;
    this.#ports = [...ports];
    this.#state = { ...freshState(ports, initialVlans), ...structuredClone(state) };
    this.counters = { sets: 0, ports: Object.fromEntries(ports.map((port) => [port, 0])) };
    socket.on('message', (octets, { address, port }) => {
      const answer = this.#hear(octets);
      if (answer) socket.send(answer, port, address);
    });
  }

  /** Where it listens. */
  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.socket.address();
    return { host: address, port };
  }

  /** The VLAN that frames without a tag belong to, in both directions: the PVID, where the port is untagged in it. */
  untaggedVlanOf(port: string): number | null {
    const { pvid } = this.#state.ports[port] ?? {};
    const vlan = pvid === undefined ? undefined : this.#state.vlans[pvid];
    return pvid !== undefined && vlan?.egress.includes(port) && vlan.untagged.includes(port) ? pvid : null;
  }

  /** The VLANs that the port carries with a tag, in order. */
  taggedVlansOf(port: string): number[] {
    return vlansOf(this.#state)
      .filter(({ vlan: { egress, untagged } }) => egress.includes(port) && !untagged.includes(port))
      .map(({ id }) => id);
  }

  adminUpOf(port: string): boolean {
    return this.#state.ports[port]?.adminUp ?? false;
  }

  /** What LLDP hears on a port from now on; null when it hears nothing. */
  setNeighbour(port: string, neighbour: Neighbour | null): void {
    this.#change(() => {
      if (neighbour) this.#neighbours.set(port, neighbour);
      else this.#neighbours.delete(port);
    });
  }

  /** The source addresses that were seen on a port, lower case with colons. */
  setLearnedMacs(port: string, macs: readonly string[]): void {
    this.#change(() => this.#learnedMacs.set(port, [...macs]));
  }

  /** Whether there is a carrier. */
  // eslint-disable-next-line drydock/boolean-parameters -- the name says what is true
  setOperUp(port: string, up: boolean): void {
    this.#change(() => {
      if (up) this.#withoutLink.delete(port);
      else this.#withoutLink.add(port);
    });
  }

  /** A silent switch answers nothing, as one without power. */
  setSilent(silent: boolean): void {
    this.#silent = silent;
  }

  /** A switch that forgets says that it has set a PVID, and has not. */
  setForgetsPvids(forgets: boolean): void {
    this.#forgetsPvids = forgets;
  }

  /** Calls `listener` after every SET that was carried out, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What a switch keeps when it is started again, for `state`. */
  snapshot(): SwitchState {
    return structuredClone(this.#state);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  #change(change: () => void): void {
    change();
    this.#objects = undefined;
  }

  #hear(octets: Buffer): Buffer | undefined {
    const request = this.#silent ? undefined : understood(octets);
    const { readCommunity, writeCommunity } = this.options;
    if (!request || ![readCommunity, writeCommunity].includes(request.community)) return undefined;
    return writeAnswer(request, request.kind === 'set' ? this.#set(request) : this.#read(request));
  }

  #read(request: SnmpRequest): SnmpAnswer {
    return { error: 'noError', errorIndex: 0, varbinds: readObjects(this.#view(), request) };
  }

  #set({ community, varbinds }: SnmpRequest): SnmpAnswer {
    if (community !== this.options.writeCommunity) return { error: 'noAccess', errorIndex: 1, varbinds };
    const before = this.#state;
    const outcome = carryOutSet({ ports: this.#ports, state: before, objects: this.#view() }, varbinds);
    if (outcome.error !== 'noError') return { ...outcome, varbinds };
    if (this.#forgetsPvids) {
      for (const [name, port] of Object.entries(outcome.state.ports)) port.pvid = before.ports[name]?.pvid ?? port.pvid;
    }
    this.#change(() => {
      this.#state = outcome.state;
    });
    this.#count(new Set([...outcome.ports, ...portsThatDiffer(before, outcome.state)]));
    for (const listener of this.#listeners) listener();
    return { error: 'noError', errorIndex: 0, varbinds };
  }

  #count(ports: ReadonlySet<string>): void {
    this.counters.sets += 1;
    for (const port of ports) this.counters.ports[port] = (this.counters.ports[port] ?? 0) + 1;
  }

  #view(): readonly ObjectInstance[] {
    this.#objects ??= objectsOf({
      name: this.name,
      ports: this.#ports,
      state: this.#state,
      neighbours: this.#neighbours,
      learnedMacs: this.#learnedMacs,
      withoutLink: this.#withoutLink,
      upTime: () => Math.floor((performance.now() - this.#started) / 10),
    });
    return this.#objects;
  }
}

/** A request, unless the octets are none: an agent drops what it cannot read (RFC 3412, section 7.2). */
function understood(octets: Buffer): SnmpRequest | undefined {
  try {
    return readRequest(octets);
  } catch (error) {
    if (error instanceof BerError) return undefined;
    throw error;
  }
}

/** Starts a switch that answers SNMP v2c on a UDP port, until it is closed. */
export async function startSwitch(options: SwitchOptions): Promise<SimulatedSwitch> {
  const socket = createSocket({ type: options.host.includes(':') ? 'udp6' : 'udp4' });
  const listening = once(socket, 'listening');
  socket.bind({ address: options.host, port: options.port, exclusive: true });
  try {
    await listening;
  } catch (cause) {
    throw new Error(`The switch ${options.name} cannot listen on ${options.host}:${options.port}.`, { cause });
  }
  return new SimulatedSwitch(options, socket);
}
