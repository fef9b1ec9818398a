import type { AgentBoot, NodeLife } from '../node/boot-environment.js';
import { parseLines, type Fields } from './agent-lines.js';

/** The bootstrapper does not take the agent's token: there is no other way than to start again. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** The bootstrapper does not take what was sent, and will not take it either way. */
class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}

/** The bootstrapper does not want the work any more. */
export class WorkWithdrawn extends Error {
  override readonly name = 'WorkWithdrawn';
}

/** Whether it is of no use to try again what threw this. */
export const isFinal = (error: unknown): boolean =>
  error instanceof TokenRefused || error instanceof RequestRefused || error instanceof WorkWithdrawn;

export interface AgentMessage {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly type?: 'application/json' | 'text/plain';
  readonly body?: string;
}

const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 10_000;

/** The agent's side of `docs/agent-protocol.md`: each request carries the token of the answer before it. */
export class AgentConnection {
  private token: string;

  constructor(
    private readonly boot: AgentBoot,
    private readonly life: NodeLife,
  ) {
    this.token = boot.token;
  }

  /** Sends until it is answered, the very same each time: so it may be repeated when its answer was lost. */
  async send(message: AgentMessage): Promise<Fields> {
    for (let pause = firstPauseMilliseconds; ; pause = Math.min(2 * pause, longestPauseMilliseconds)) {
      const answer = await this.attempt(message);
      const token = answer?.get('token');
      if (answer && token !== undefined) {
        this.token = token;
        return answer;
      }
      await this.life.pause(pause);
    }
  }

  /** Null when it has to be sent again: nobody answered, or a 409 says that the node is not (yet) who it should be. */
  private async attempt({ method, path, type, body }: AgentMessage): Promise<Fields | null> {
    try {
      const response = await this.life.fetch(`${this.boot.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.token}`, ...(type && { 'content-type': type }) },
        body: body ?? null,
        signal: this.life.signal,
      });
      const text = await response.text();
      if (response.ok) return parseLines(text);
      if (response.status === 401) throw new TokenRefused(text);
      if (response.status >= 500 || response.status === 409) return null;
      throw new RequestRefused(`${method} ${path} → ${response.status} ${text}`);
    } catch (error) {
      this.life.signal.throwIfAborted();
      if (isFinal(error)) throw error;
      return null;
    }
  }
}
