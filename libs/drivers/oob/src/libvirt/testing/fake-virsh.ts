// Plays virsh, as a program of its own: node fake-virsh.ts FOLDER …arguments of virsh
// It keeps its hypervisor in FOLDER/hypervisor.json, and notes what it was called with in FOLDER/calls.jsonl.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';

/** A hypervisor with one domain. */
export interface FakeHypervisor {
  port: number;
  privateKey: string;
  xml: string;
  state: string;
  /** What `shutdown` does: the domain goes off, ignores it, or has nobody to ask. */
  shutdown: 'obeys' | 'ignores' | 'refuses';
  stuck: boolean;
  ignoresDefinitions: boolean;
  /** A command that never comes back. */
  hangsAt: string | null;
  /** A command that is refused, and with what. */
  refuses: string | null;
  refusal: string;
}

export interface FakeCall {
  readonly words: readonly string[];
  readonly uri: string;
  /** What the ssh that it was given would have been told. */
  readonly ssh: string;
}

const [folder = '', ...args] = process.argv.slice(2);
const uri = new URL(args[args.indexOf('--connect') + 1] ?? '');
const words = args.slice(args.indexOf('--connect') + 2);

function complain(...lines: readonly string[]): never {
  process.stderr.write(lines.map((line) => `error: ${line}\n`).join(''));
  process.exit(1);
}

function besideSsh(name: string): string {
  const command = uri.searchParams.get('command');
  if (command === null) return '';
  try {
    return readFileSync(join(dirname(command), name), 'utf8');
  } catch {
    return '';
  }
}

function deadEnd(): void {
  connect(Number(uri.port), uri.hostname).on('error', () =>
    complain('failed to connect to the hypervisor', 'Cannot recv data: ssh: connect: Connection refused'),
  );
}

const notRunning = 'Requested operation is not valid: domain is not running';

function become(hypervisor: FakeHypervisor, state: string): string {
  if (!hypervisor.stuck) hypervisor.state = state;
  return '';
}

function answer(hypervisor: FakeHypervisor): string {
  const [command = ''] = words;
  const isOff = hypervisor.state === 'shut off';
  switch (command) {
    case 'uri':
      return uri.href;
    case 'list':
      return 'compute01';
    case 'domstate':
      return hypervisor.state;
    case 'dumpxml':
      return hypervisor.xml;
    case 'define':
      if (!hypervisor.ignoresDefinitions) hypervisor.xml = readFileSync(words[1] ?? '', 'utf8');
      return '';
    case 'start':
      return isOff ? become(hypervisor, 'running') : complain('Domain is already active');
    case 'shutdown':
      if (isOff) complain(notRunning);
      if (hypervisor.shutdown === 'refuses') complain('Guest agent is not responding');
      return hypervisor.shutdown === 'obeys' ? become(hypervisor, 'shut off') : '';
    case 'destroy':
      return isOff ? complain(notRunning) : become(hypervisor, 'shut off');
    case 'reset':
      return isOff ? complain(notRunning) : '';
    default:
      return complain(`unknown command: '${command}'`);
  }
}

function main(): void {
  const call: FakeCall = { words, uri: uri.href, ssh: `${besideSsh('config')}${besideSsh('known_hosts')}` };
  appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify(call)}\n`);
  const file = join(folder, 'hypervisor.json');
  const hypervisor: FakeHypervisor = JSON.parse(readFileSync(file, 'utf8'));
  if (Number(uri.port) !== hypervisor.port) return deadEnd();
  if (besideSsh('key').trim() !== hypervisor.privateKey) {
    complain('failed to connect to the hypervisor', 'Cannot recv data: Permission denied (publickey).');
  }
  const named = words.find((word) => word.startsWith('--domain='))?.slice('--domain='.length);
  const known = ['compute01', '64727964-6f63-6b00-8000-000000010100', '1', undefined];
  if (!known.includes(named)) complain(`failed to get domain '${named}'`);
  const [command = ''] = words;
  if (hypervisor.hangsAt === command) {
    setInterval(() => undefined, 1000);
    return;
  }
  if (hypervisor.refuses === command) complain(...hypervisor.refusal.split('\n'));
  const answered = answer(hypervisor);
  writeFileSync(file, JSON.stringify(hypervisor));
  process.stdout.write(`${answered}\n`);
}

if (process.argv[1] === import.meta.filename) main();
