import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * What ipmi_sim calls for everything about the chassis: `get power` is answered `power:1`, `set power 0` carried out. What
 * the hardware was told is noted in `events`; a file `stuck` makes it accept and do nothing, `fail` makes it refuse.
 */
const chassisProgram = (folder: string): string => `#!/bin/sh
cd '${folder}' || exit 1
[ ! -e fail ] || exit 1
operation=$1; shift
if [ "$operation" = get ]; then
  for name in "$@"; do echo "$name:$(cat "$name")"; done
  exit
fi
while [ $# -ge 2 ]; do
  echo "$1 $2" >> events
  case $1 in
    power) [ -e stuck ] || echo "$2" > power ;;
    shutdown) [ -e stuck ] || echo 0 > power ;;
    boot) echo "$2" > boot ;;
  esac
  shift 2
done
`;

/** An area of a FRU (Platform Management FRU Information Storage Definition): head, texts, end, length, checksum. */
function area(head: readonly number[], texts: readonly string[]): Buffer {
  const fields = texts.map((text) => Buffer.concat([Buffer.from([0xc0 | text.length]), Buffer.from(text)]));
  const body = Buffer.concat([Buffer.from(head), ...fields, Buffer.from([0xc1])]);
  const padded = Buffer.concat([body, Buffer.alloc((8 - ((body.length + 1) % 8)) % 8)]);
  padded[1] = (padded.length + 1) / 8;
  return Buffer.concat([padded, checksumOf(padded)]);
}

const checksumOf = (bytes: Buffer): Buffer => Buffer.from([-bytes.reduce((sum, byte) => sum + byte, 0) & 0xff]);

function fru(serialNumber: string): Buffer {
  const board = area([1, 0, 25, 0, 0, 0], ['Simco', 'SimBoard', `B-${serialNumber}`, 'BP-1', '']);
  const product = area([1, 0, 25], ['Simco', 'SimServer 1U', 'SP-1', '1.0', serialNumber, '', '']);
  const head = Buffer.from([1, 0, 0, 1, 1 + board.length / 8, 0, 0]);
  const all = Buffer.concat([head, checksumOf(head), board, product]);
  return Buffer.concat([all, Buffer.alloc(256 - all.length)]);
}

/** A full sensor record (IPMI 2.0, table 43-1) of a temperature whose readings are its degrees. */
function temperature(name: string): number[] {
  const record = [
    ...[0x20, 0, 1, 7, 1, 0x7f, 0x48, 0x01, 0x01, 0x80, 0x0a, 0x80, 0x7a, 0x38, 0x38, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ...[0x20, 0x30, 0x10, 0xff, 0, 0x60, 0x5a, 0x50, 0, 0, 0, 1, 1, 0, 0, 0, 0xc0 | name.length, ...Buffer.from(name)],
  ];
  return [0, 0, 0x51, 1, record.length, ...record];
}

export interface SimulatedBmcOptions {
  readonly username: string;
  readonly password: string;
  readonly serialNumber: string;
  /** 32 hexadecimal digits. */
  readonly guid: string;
}

function lanConfiguration({ username, password, guid }: SimulatedBmcOptions, port: number, program: string): string {
  const authorizations = ['callback', 'user', 'operator', 'admin'].map(
    (level) => `  allowed_auths_${level} none md2 md5 straight`,
  );
  return [
    'name "bmc"',
    'set_working_mc 0x20',
    ...['startlan 1', `  addr 127.0.0.1 ${port}`, '  priv_limit admin', ...authorizations, `  guid ${guid}`, 'endlan'],
    `chassis_control "${program}"`,
    'user 1 true "" "" user 10 none md2 md5 straight',
    `user 2 true "${username}" "${password}" admin 10 none md2 md5 straight`,
    '',
  ].join('\n');
}

function emulation({ guid }: SimulatedBmcOptions, folder: string): string {
  const states = '000111111000000';
  return [
    'mc_setbmc 0x20',
    'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0x0f02',
    `mc_set_guid 0x20 ${guid}`,
    `mc_add_fru_data 0x20 0 256 file 0 "${folder}/fru"`,
    `sensor_add 0x20 0 1 0x01 0x01 poll 500 file "${folder}/temperature"`,
    'sensor_set_threshold 0x20 0 1 settable 111000 0x60 0x5a 0x50 0 0 0',
    `sensor_set_event_support 0x20 0 1 enable scanning per-state ${states} ${states} ${states} ${states}`,
    `main_sdr_add 0x20 ${temperature('CPU Temp')
      .map((byte) => `0x${byte.toString(16)}`)
      .join(' ')}`,
    'mc_enable 0x20',
    '',
  ].join('\n');
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** OpenIPMI's simulator of an IPMI 2.0 BMC (Debian's package `openipmi`), with a chassis of its own. */
export class SimulatedBmc {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(options: SimulatedBmcOptions): Promise<SimulatedBmc> {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-ipmi-sim-'));
    const port = await freeUdpPort();
    const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
    const program = join(folder, 'chassis');
    write('chassis', chassisProgram(folder));
    chmodSync(program, 0o755);
    write('power', '0\n');
    write('boot', 'default\n');
    write('events', '');
    write('temperature', '37\n');
    write('fru', fru(options.serialNumber));
    write('lan.conf', lanConfiguration(options, port, program));
    write('emulation', emulation(options, folder));
    mkdirSync(join(folder, 'state'));
    const files = ['-c', join(folder, 'lan.conf'), '-f', join(folder, 'emulation'), '-s', join(folder, 'state')];
    const simulator = spawn('ipmi_sim', ['-n', '-p', ...files], { stdio: 'ignore' });
    await once(simulator, 'spawn');
    const bmc = new SimulatedBmc(port, folder, simulator);
    await bmc.answers(options);
    return bmc;
  }

  /** A datagram that comes before the simulator listens is lost, so it is asked until it answers. */
  private async answers({ username, password }: SimulatedBmcOptions): Promise<void> {
    const login = ['-I', 'lanplus', '-C', '3', '-H', '127.0.0.1', '-p', String(this.port), '-U', username, '-E'];
    for (let left = 20; ; left -= 1) {
      try {
        await run('ipmitool', [...login, '-R', '1', '-N', '1', 'mc', 'info'], {
          env: { ...process.env, IPMI_PASSWORD: password },
        });
        return;
      } catch (error) {
        if (left === 0) throw error;
        await wait(100);
      }
    }
  }

  get power(): 'on' | 'off' {
    return this.read('power') === '1' ? 'on' : 'off';
  }

  get boot(): string {
    return this.read('boot');
  }

  /** What the hardware was told, in order. */
  get events(): string[] {
    return this.read('events')
      .split('\n')
      .filter((line) => line !== '');
  }

  /** `on`, `off`, degrees, and the files that make the chassis misbehave. */
  set(name: 'power' | 'temperature' | 'stuck' | 'fail', value: string): void {
    writeFileSync(join(this.folder, name), `${value}\n`);
  }

  clear(name: 'stuck' | 'fail'): void {
    rmSync(join(this.folder, name), { force: true });
  }

  /** Keeps silent from here on, as a BMC that has crashed. */
  freeze(): void {
    this.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8').trim();
  }
}
