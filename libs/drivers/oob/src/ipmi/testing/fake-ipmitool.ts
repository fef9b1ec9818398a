// Plays ipmitool, as a program of its own: node fake-ipmitool.ts FOLDER …arguments of ipmitool
// It keeps its BMC in FOLDER/bmc.json, and notes what it was called with in FOLDER/calls.jsonl.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** The BMC behind it. */
export interface FakeBmc {
  port: number;
  password: string;
  suites: number[];
  power: 'on' | 'off';
  flags: number[];
  /** Set by parameter 3; undefined where the BMC refuses it. */
  outlastsAMinute: boolean | null;
  forgetsPersistence: boolean;
  ignoresBootFlags: boolean;
  /** Bits of the first byte of the boot flags that it does not show, as ipmi_sim. */
  hiddenFlags: number;
  /** What `soft` does: the node goes off, ignores it, or the BMC refuses. */
  soft: 'obeys' | 'ignores' | 'refuses';
  stuck: boolean;
  manufacturerId: number;
  /** A command that never comes back. */
  hangsAt: string | null;
  /** A command that is refused, and with what. */
  refuses: string | null;
  refusal: string;
  /** Somebody else is faster: the power is so when it is to be switched, and the BMC refuses to. */
  refusesFor: 'on' | 'off' | null;
  /** Null where there is none. */
  fru: string | null;
  guid: string;
  sensors: string;
  lan: string;
  faults: string[];
}

export interface FakeCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const [folder = '', ...args] = process.argv.slice(2);
const value = (option: string): string => args[args.indexOf(option) + 1] ?? '';
const verbose = args.includes('-v');
const withValue = ['-I', '-H', '-p', '-U', '-L', '-C', '-N', '-R'];
const words: string[] = [];
for (let index = 0; index < args.length; index += 1) {
  const argument = args[index] ?? '';
  if (withValue.includes(argument)) index += 1;
  else if (!argument.startsWith('-')) words.push(argument);
}

function complain(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

const noSession = (why: string): never =>
  complain(`${verbose ? `${why}\n` : ''}Error: Unable to establish IPMI v2 / RMCP+ session`);

function deadEnd(): void {
  const silence = connect(Number(value('-p')), value('-H'));
  silence.on('error', () =>
    noSession('Get Auth Capabilities error\nError issuing Get Channel Authentication Capabilities request'),
  );
}

function noFru(): never {
  process.stdout.write(' Device not present (Requested sensor, data, or record not found)\n');
  process.exit(1);
}

function chassisStatus(bmc: FakeBmc): string {
  const faults = ['Power Overload', 'Main Power Fault', 'Drive Fault', 'Cooling/Fan Fault'];
  return [`System Power         : ${bmc.power}`, ...faults.map((one) => `${one} : ${bmc.faults.includes(one)}`)].join(
    '\n',
  );
}

function power(bmc: FakeBmc, word: string): string {
  if (word === 'status') return `Chassis Power is ${bmc.power}`;
  if (bmc.refusesFor !== null) {
    writeFileSync(join(folder, 'bmc.json'), JSON.stringify({ ...bmc, power: bmc.refusesFor }));
    complain(bmc.refusal);
  }
  if (word === 'soft' && bmc.soft === 'refuses') {
    complain('Set Chassis Power Control to Soft failed: Invalid data field in request');
  }
  const becomes = { on: 'on', off: 'off', soft: bmc.soft === 'obeys' ? 'off' : bmc.power, reset: bmc.power } as const;
  const next = Object.entries(becomes).find(([known]) => known === word)?.[1];
  if (next !== undefined && !bmc.stuck) bmc.power = next;
  return `Chassis Power Control: ${word}`;
}

function raw(bmc: FakeBmc, [network, command, parameter, ...data]: readonly number[]): string {
  if (network !== 0) complain(`Unable to send RAW command (channel=0x0 netfn=0x${network} rsp=0xc1): Invalid command`);
  const [first = 0, selector = 0] = data;
  if (command === 9) {
    const shown = (bmc.flags[0] ?? 0) & ~bmc.hiddenFlags;
    return ` 01 05 ${[shown, ...bmc.flags.slice(1)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
  }
  if (parameter === 3) {
    if (bmc.outlastsAMinute === null) {
      complain('Unable to send RAW command (channel=0x0 netfn=0x0 lun=0x0 cmd=0x8 rsp=0x80): Unknown (0x80)');
    }
    bmc.outlastsAMinute = (first & 8) !== 0;
  }
  if (parameter === 5 && !bmc.ignoresBootFlags) {
    bmc.flags = [bmc.forgetsPersistence ? first & ~0x40 : first, selector, 0, 0, 0];
  }
  return '';
}

function answer(bmc: FakeBmc): string {
  const [topic, second, third = ''] = words;
  if (topic === 'chassis') return second === 'power' ? power(bmc, third) : chassisStatus(bmc);
  if (topic === 'raw') return raw(bmc, words.slice(1).map(Number));
  if (topic === 'fru') return bmc.fru ?? noFru();
  if (topic === 'sdr') return bmc.sensors;
  if (topic === 'lan') return bmc.lan;
  if (second === 'guid') return `System GUID  : ${bmc.guid}`;
  return `Firmware Revision         : 9.08\nManufacturer ID           : ${bmc.manufacturerId}`;
}

function main(): void {
  const { IPMI_PASSWORD: password, ...rest } = process.env;
  appendFileSync(
    join(folder, 'calls.jsonl'),
    `${JSON.stringify({ args, env: { IPMI_PASSWORD: password, ...rest } })}\n`,
  );
  const file = join(folder, 'bmc.json');
  const bmc: FakeBmc = JSON.parse(readFileSync(file, 'utf8'));
  const said = words.join(' ');
  if (Number(value('-p')) !== bmc.port) return deadEnd();
  if (!bmc.suites.includes(Number(value('-C')))) {
    noSession('Error in open session response message : invalid authentication algorithm');
  }
  if (password !== bmc.password) noSession('> RAKP 2 HMAC is invalid');
  // What the real one asks every BMC before anything else, and what comes of it.
  if (verbose)
    process.stderr.write('Loading IANA PEN Registry...\nGet HPM.x Capabilities request failed, compcode = d4\n');
  if (bmc.hangsAt !== null && said.startsWith(bmc.hangsAt)) {
    setInterval(() => undefined, 1000);
    return;
  }
  if (bmc.refuses !== null && said.startsWith(bmc.refuses)) complain(bmc.refusal);
  const answered = answer(bmc);
  writeFileSync(file, JSON.stringify(bmc));
  process.stdout.write(`${answered}\n`);
}

if (process.argv[1] === import.meta.filename) main();
