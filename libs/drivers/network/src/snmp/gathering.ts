/** How what was gathered is carried out. */
export interface Rounds<Q, A> {
  /** Whether two may go into one round. */
  readonly alike: (one: Q, other: Q) => boolean;
  /**
   * Answers each of them, in their order; what it throws is the answer to all. Its signal is aborted when nobody is
   * left who waits for an answer.
   */
  readonly carryOut: (questions: readonly Q[], signal: AbortSignal) => Promise<readonly PromiseSettledResult<A>[]>;
  /** Whether one that is stopped while its round is under way leaves it, or stays until it knows how it came out. */
  readonly whenStopped: 'leaves' | 'stays';
}

interface Asked<Q, A> {
  readonly question: Q;
  readonly signal: AbortSignal;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/** One round at a time: what comes while one is under way waits, and makes up the next one together. */
export class Gathering<Q, A> {
  #waiting: Asked<Q, A>[] = [];
  #underWay: readonly Asked<Q, A>[] = [];
  #round = new AbortController();

  constructor(private readonly rounds: Rounds<Q, A>) {}

  async ask(question: Q, signal: AbortSignal): Promise<A> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const asked = { question, signal, resolve, reject };
    const stop = () => this.#stop(asked);
    signal.addEventListener('abort', stop, { once: true });
    this.#waiting.push(asked);
    this.#next();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #next(): void {
    const [first] = this.#waiting;
    if (!first || this.#underWay.length > 0) return;
    const together = this.#waiting.filter(({ question }) => this.rounds.alike(first.question, question));
    this.#waiting = this.#waiting.filter((asked) => !together.includes(asked));
    this.#underWay = together;
    this.#round = new AbortController();
    void this.#carryOut(together).finally(() => {
      this.#underWay = [];
      this.#next();
    });
  }

  async #carryOut(together: readonly Asked<Q, A>[]): Promise<void> {
    try {
      const questions = together.map(({ question }) => question);
      const answers = await this.rounds.carryOut(questions, this.#round.signal);
      for (const [index, { resolve, reject }] of together.entries()) {
        const answer = answers[index];
        if (answer?.status === 'fulfilled') resolve(answer.value);
        else reject(answer?.reason ?? new Error('a round has left a question without an answer'));
      }
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  #stop(asked: Asked<Q, A>): void {
    if (this.#waiting.includes(asked)) {
      this.#waiting = this.#waiting.filter((other) => other !== asked);
      asked.reject(asked.signal.reason);
      return;
    }
    if (this.rounds.whenStopped === 'stays') return;
    // The last one to leave stops the round, which says where it was stopped.
    if (this.#underWay.every(({ signal }) => signal.aborted)) this.#round.abort(asked.signal.reason);
    else asked.reject(asked.signal.reason);
  }
}
