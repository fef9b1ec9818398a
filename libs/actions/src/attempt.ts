import { DriverError, invoke, type ActionContext, type AnyDriver } from '@drydock/driver';
import type { SealKeys, SecretHmac } from '@drydock/service';
import type { ActionServiceDefinition, Standing } from './action-service.js';
import type { Came, Stop } from './outcome.js';
import { secretPathsOf, withSecretsOpened } from './request-secrets.js';
import type { TakenAction } from './runner.store.js';
import { TargetLost } from './target-hold.js';
import type { TargetMemory } from './target-memory.js';

/** What an attempt needs of the runner around it. */
export interface AttemptServices {
  readonly definition: ActionServiceDefinition;
  readonly keys: SealKeys;
  readonly hmac: SecretHmac;
  readonly now: () => number;
  readonly random: () => number;
  readonly elapsed: () => number;
  readonly checkpoint: (action: TakenAction, data: unknown) => Promise<void>;
  readonly remember: (
    action: TakenAction,
    what: { memory?: unknown; facts?: Record<string, unknown> },
  ) => Promise<void>;
  readonly progress: (action: TakenAction, message: string, percent: number | null) => void;
}

/** One driver call for one action. */
export class Attempt {
  readonly quirks = new Set<string>();
  stop: Stop | null = null;
  /** Resolves when the driver has come back. */
  finished: Promise<void> = Promise.resolve();
  /** Its target was lost, or its grace is over: what the driver still says counts no more. */
  givenUp = false;
  /** When its grace is over, as `elapsed` counts. */
  graceUntil = Number.POSITIVE_INFINITY;
  /** When the lease of its target was asked for last, as `elapsed` counts: it ends no earlier than that allows. */
  heldSince = Number.NEGATIVE_INFINITY;
  private readonly aborting = new AbortController();
  private checkpointed: unknown;

  constructor(
    readonly action: TakenAction,
    private readonly memory: TargetMemory,
    private readonly services: AttemptServices,
  ) {
    this.checkpointed = action.checkpoint;
  }

  /** Asks the driver to bring the target to a known state and come back. */
  abort(stop: Stop, graceMilliseconds: number): void {
    if (this.stop) return;
    this.stop = stop;
    this.graceUntil = this.services.elapsed() + graceMilliseconds;
    this.aborting.abort(new DOMException(stop.reason, 'AbortError'));
  }

  /** Never throws. */
  async run(): Promise<Came> {
    try {
      return { ended: await this.call() };
    } catch (error) {
      return { error };
    }
  }

  private async call() {
    const { action } = this;
    const { definition, keys } = this.services;
    const driver = this.driver();
    const opened = await withSecretsOpened(action.request, secretPathsOf(definition.service, action.name), keys);
    const { credential } = opened.target;
    const standing = await this.judged({
      facts: action.facts,
      credential: () => this.services.hmac.of(credential),
      now: this.services.now(),
      random: this.services.random,
    });
    const command = {
      id: action.id,
      node: action.node ?? '',
      target: opened.target,
      parameters: opened.parameters ?? {},
    };
    try {
      const ended = await invoke(driver, action.name, { command, context: this.context() });
      await this.learn(standing, null);
      return ended;
    } catch (error) {
      // What a stopped driver says tells nothing of its target.
      if (error instanceof DriverError && !this.stop) await this.learn(standing, error);
      throw error;
    }
  }

  private driver(): AnyDriver {
    const driver = this.services.definition.drivers.get(this.action.driver);
    if (driver) return driver;
    const known = [...this.services.definition.drivers.keys()].join(', ');
    throw new DriverError('unsupported', `this service has no driver ${this.action.driver}`, {
      evidence: [`drivers: ${known}`],
      advice: 'Load the driver, or name another one as the type of the target.',
    });
  }

  private async judged(standing: Standing): Promise<Standing> {
    const { definition, remember } = this.services;
    const verdict = definition.judge?.(this.action.request, standing);
    if (verdict?.facts) await remember(this.action, { facts: verdict.facts });
    if (verdict?.refusal) throw verdict.refusal;
    return { ...standing, facts: verdict?.facts ?? standing.facts };
  }

  /** What cannot be written down now is learned again at the next call. */
  private async learn(standing: Standing, failure: DriverError | null): Promise<void> {
    const { definition, remember } = this.services;
    const facts = definition.learn?.(standing, failure);
    if (facts) await remember(this.action, { facts }).catch(() => undefined);
  }

  private context(): ActionContext {
    const { action, services, quirks } = this;
    const latest = { checkpointed: () => this.checkpointed, memory: () => this.memory.value };
    return {
      signal: this.aborting.signal,
      dryRun: action.dryRun,
      attempt: action.attempts,
      confirmation: action.confirmation,
      get checkpointed() {
        return latest.checkpointed();
      },
      get memory() {
        return latest.memory();
      },
      checkpoint: async (data) => {
        this.mustCount();
        await services.checkpoint(action, data);
        this.mustCount();
        this.checkpointed = data;
      },
      remember: async (data) => {
        this.mustCount();
        await this.memory.remember(data, (memory) => services.remember(action, { memory }));
      },
      progress: (message, percent) => {
        if (!this.givenUp) services.progress(action, message, percent ?? null);
      },
      quirk: (id) => void quirks.add(id),
      now: services.now,
    };
  }
  /** A driver that goes on although it was given up is stopped where it asks for something to be kept. */
  private mustCount(): void {
    if (this.givenUp) throw new TargetLost(`${this.action.name} was given up`);
  }
}
