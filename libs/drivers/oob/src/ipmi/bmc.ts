import { canonicalAddress, type OobTarget } from '@drydock/contracts';
import { DriverError, type ActionContext } from '@drydock/driver';
import { ProgramError, runProgram, TurnsAtTarget, type ProgramEnd } from '@drydock/program';
import { complaintOf, isNotThere, noSession, notInstalled, refusedCommand } from './failures.js';
import { cipherSuites, ipmiTarget, type CipherSuite, type IpmiTarget } from './ipmi.settings.js';
import { memoryOf } from './memory.js';

/** A session, its command and their retries end within this, or ipmitool hangs. */
const longestMs = 60_000;

/** One BMC serves one command at a time, whatever asks for it in this process. */
const turns = new TurnsAtTarget();
/** The suite that worked last, by BMC. */
const workingSuites = new Map<string, CipherSuite>();

type Kept = Pick<ActionContext, 'memory' | 'remember'>;

/** A BMC, spoken to with ipmitool: a process and a session for each command. */
export class Bmc {
  readonly target: IpmiTarget;
  readonly #name: string;

  /** `kept` is where the cipher suite that works is remembered beyond this process. */
  constructor(
    asked: OobTarget,
    private readonly signal: AbortSignal,
    private readonly kept?: Kept,
  ) {
    this.target = ipmiTarget(asked);
    this.#name = canonicalAddress(this.target.host, this.target.port);
  }

  /** Asks for something that changes nothing. */
  ask(...words: readonly string[]): Promise<string> {
    return this.#say({ words, changes: false });
  }

  /** Sends something that changes the node. */
  change(...words: readonly string[]): Promise<string> {
    return this.#say({ words, changes: true });
  }

  /** As `ask`; null where the BMC has no such thing. */
  async find(...words: readonly string[]): Promise<string | null> {
    try {
      return await this.ask(...words);
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
  }

  async #say(said: Said): Promise<string> {
    const evidence: string[] = [];
    for (const suite of this.#suites()) {
      const ended = await this.#run(suite, said);
      const established = ended.code === 0 || complaintOf(ended.stderr) === undefined;
      if (established) {
        await this.#remember(suite);
        if (ended.code === 0) return ended.stdout;
        throw refusedCommand(this.target, { ...ended, changes: said.changes, words: said.words.join(' ') });
      }
      const complaint = complaintOf(ended.stderr) ?? 'unreachable';
      evidence.push(`cipher suite ${suite}: ${lastLinesOf(ended.stderr)}`);
      if (complaint !== 'cipher-suite') throw noSession(complaint, this.target, evidence);
    }
    throw noSession('unsupported', this.target, evidence);
  }

  #suites(): CipherSuite[] {
    if (this.target.cipherSuite !== undefined) return [this.target.cipherSuite];
    const worked = workingSuites.get(this.#name) ?? memoryOf(this.kept?.memory).cipherSuite;
    return worked === undefined ? [...cipherSuites] : [worked, ...cipherSuites.filter((one) => one !== worked)];
  }

  async #remember(suite: CipherSuite): Promise<void> {
    workingSuites.set(this.#name, suite);
    if (this.kept === undefined || this.target.cipherSuite !== undefined) return;
    const memory = memoryOf(this.kept.memory);
    if (memory.cipherSuite !== suite) await this.kept.remember({ ...memory, cipherSuite: suite });
  }

  async #run(suite: CipherSuite, { words, changes }: Said): Promise<ProgramEnd> {
    const { target, signal } = this;
    try {
      return await turns.take({ target: this.#name, restMs: target.spacingMs, signal }, () =>
        runProgram({
          program: 'ipmitool',
          args: [...argumentsOf(target, suite, words), ...words],
          env: { IPMI_PASSWORD: target.password },
          timeoutMs: longestMs,
          signal,
        }),
      );
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      throw failureOf(error, target, { words, changes });
    }
  }
}

interface Said {
  readonly words: readonly string[];
  readonly changes: boolean;
}

/** Prints another table when it is told to be verbose; it is never the first thing that a BMC is asked. */
const terse = 'sdr';

const argumentsOf = (target: IpmiTarget, suite: CipherSuite, [topic = '']: readonly string[]): string[] => [
  // The password is taken from the environment (-E): what is here can be read by everybody on the machine.
  ...['-I', 'lanplus', '-H', target.host, '-p', String(target.port), '-U', target.username, '-E'],
  ...['-L', target.privilege.toUpperCase(), '-C', String(suite)],
  ...['-N', String(target.answerSeconds), '-R', String(target.retries)],
  // Only then it says why there is no session.
  ...(topic === terse ? [] : ['-v']),
];

function failureOf(error: ProgramError, { host }: IpmiTarget, { words, changes }: Said): unknown {
  const command = `ipmitool ${words.join(' ')}`;
  switch (error.fault) {
    case 'missing':
      return notInstalled(error);
    case 'stopped':
      if (!changes) return new DOMException(`stopped during ${command}`, 'AbortError');
      return new DriverError('timed-out', `stopped while the BMC at ${host} worked on ${command}`, {
        evidence: [error.message],
        leftRunning: true,
        cause: error,
      });
    case 'timed-out':
      return new DriverError('timed-out', `the BMC at ${host} did not answer ${command} within ${longestMs / 1000} s`, {
        evidence: [error.message],
        leftRunning: changes,
        cause: error,
      });
    case 'too-long':
      return new DriverError('rejected', `the BMC at ${host} answers more than can be read: ${command}`, {
        evidence: [error.message],
        cause: error,
      });
  }
}

const lastLinesOf = (stderr: string): string =>
  stderr
    .split('\n')
    .map((line) => line.replace(/^[>\s]+/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('Loading '))
    .slice(-3)
    .join('; ');
