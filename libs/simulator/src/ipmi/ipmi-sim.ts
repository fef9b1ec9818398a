import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChassisDoor, type Chassis } from './chassis-door.js';
import { fru } from './fru.js';
import { emulation, lanConfiguration, type IpmiBmcDescription } from './ipmi-sim-files.js';
import { makeSimFolder, removeAbandoned, removeSimFolder } from './sim-folder.js';

export interface IpmiSimOptions extends IpmiBmcDescription {
  /** Whose BMC it is, for errors. */
  readonly name: string;
  readonly chassis: Chassis;
  /** Told when it ends without having been asked to. */
  readonly report: (error: unknown) => void;
}

const startWithinMs = 10_000;
const askAgainMs = 100;

/** A `Get Channel Authentication Capabilities` (IPMI 2.0, 22.13) without a session: a BMC that is up answers it. */
const capabilitiesRequest = Buffer.from('0600ff07000000000000000000092018c88100388e04b5', 'hex');

/** OpenIPMI's simulator of an IPMI 2.0 BMC, one process, coupled with a chassis. It takes cipher suite 3 alone. */
export class IpmiSim {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #door: ChassisDoor;
  #isClosing = false;

  private constructor(port: number, parts: { process: ChildProcess; folder: string; door: ChassisDoor }) {
    this.port = port;
    this.#process = parts.process;
    this.#folder = parts.folder;
    this.#door = parts.door;
  }

  /** Port 0 takes any that is free. Rejects when it is taken, and where there is no ipmi_sim. */
  static async start(options: IpmiSimOptions): Promise<IpmiSim> {
    const port = await freePort(options);
    const door = await ChassisDoor.open(options.chassis);
    const folder = await filesOf({ ...options, port }, door);
    const files = ['-c', join(folder, 'lan.conf'), '-f', join(folder, 'emulation'), '-s', join(folder, 'state')];
    // It ends by itself with its input, so that none is left behind however this process ends.
    const started = spawn('ipmi_sim', ['-p', ...files], { stdio: ['pipe', 'ignore', 'ignore'] });
    started.stdin?.on('error', () => {});
    const sim = new IpmiSim(port, { process: started, folder, door });
    try {
      await sim.#answers(options);
    } catch (error) {
      await sim.close();
      throw error;
    }
    started.once('exit', (code, signal) => {
      if (!sim.#isClosing) options.report(new Error(`The BMC of ${options.name} has ended (${code ?? signal}).`));
    });
    return sim;
  }

  /** Keeps silent from here on, as a BMC that has crashed. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** What its sensor feels, in degrees. */
  async setTemperature(degrees: number): Promise<void> {
    await writeFile(join(this.#folder, 'temperature'), `${degrees}\n`);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    const { exitCode, signalCode, pid } = this.#process;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
    await this.#door.close();
    await removeSimFolder(this.#folder);
  }

  /** A datagram that comes before it listens is lost, so it is asked until it answers. */
  async #answers({ name, host }: IpmiSimOptions): Promise<void> {
    const asked = new AbortController();
    const socket = createSocket('udp4');
    const failed = (why: string, cause?: unknown) =>
      new Error(`The BMC of ${name} cannot be simulated: ${why}.`, { cause });
    const ended = new Promise<never>((_, reject) => {
      this.#process.once('error', (cause) => {
        const isMissing = 'code' in cause && cause.code === 'ENOENT';
        reject(failed(isMissing ? 'there is no ipmi_sim; install the Debian package openipmi' : cause.message, cause));
      });
      this.#process.once('exit', (code, signal) => reject(failed(`ipmi_sim ended at once (${code ?? signal})`)));
    });
    const late = sleep(startWithinMs, undefined, { signal: asked.signal }).then(() => {
      throw failed(`ipmi_sim does not answer at ${host}:${this.port}`);
    });
    try {
      await Promise.race([
        once(socket, 'message'),
        ended,
        late,
        askAgain(socket, { port: this.port, host }, asked.signal),
      ]);
    } finally {
      asked.abort();
      late.catch(() => {});
      ended.catch(() => {});
      socket.close();
    }
  }
}

async function askAgain(
  socket: Socket,
  { port, host }: { port: number; host: string },
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    socket.send(capabilitiesRequest, port, host);
    await sleep(askAgainMs, undefined, { signal });
  }
}

async function freePort({ name, host, port }: IpmiSimOptions): Promise<number> {
  // ipmi_sim shares an address with whoever is there already, and says nothing.
  const socket = createSocket('udp4');
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
    return socket.address().port;
  } catch (cause) {
    throw new Error(`The BMC of ${name} cannot listen on ${host}:${port}.`, { cause });
  } finally {
    socket.close();
  }
}

/** In a folder that nobody else can read: the password is in it. */
async function filesOf(bmc: IpmiBmcDescription, door: ChassisDoor): Promise<string> {
  await removeAbandoned();
  const folder = await makeSimFolder();
  const program = join(folder, 'chassis');
  await writeFile(program, door.program, { mode: 0o700 });
  await writeFile(join(folder, 'temperature'), '37\n');
  await writeFile(join(folder, 'fru'), fru(bmc));
  await writeFile(join(folder, 'lan.conf'), lanConfiguration(bmc, program));
  await writeFile(join(folder, 'emulation'), emulation(bmc, folder));
  await mkdir(join(folder, 'state'));
  return folder;
}
