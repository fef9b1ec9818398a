import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { hashToken, tokenAfter, type RandomText } from '../domain/agent-token.js';
import { after } from '../clock.js';
import { AgentSessionRow } from './agent-session.entity.js';

export interface Admitted {
  readonly nodeId: string;
  /** What the answer has to carry: the only token that is good from now on. */
  readonly nextToken: string;
}

/** As many starts of one node may be waiting for their agent's first word. */
const pendingPerNode = 8;

/** How tokens are made and how long an unused one is good. */
export class AgentSessionOptions {
  constructor(
    readonly tokenSeconds: number,
    readonly random: RandomText,
  ) {}
}

@Injectable()
export class AgentSessionStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: AgentSessionOptions,
  ) {}

  /** A token for the kernel command line of an agent that is about to start. */
  begin(nodeId: string, at: Date): Promise<string> {
    const token = this.options.random(32);
    return this.dataSource.transaction(async (tx) => {
      await tx.insert(AgentSessionRow, {
        id: randomUUID(),
        nodeId,
        tokenHash: hashToken(token),
        previousHash: null,
        previousRequest: null,
        salt: this.options.random(32),
        expiresAt: after(at, this.options.tokenSeconds),
        createdAt: at,
      });
      await tx.query(
        `delete from agent_session where node_id = $1 and (expires_at < $2 or id in (
           select id from agent_session where node_id = $1 and previous_hash is null
           order by created_at desc offset $3))`,
        [nodeId, at, pendingPerNode],
      );
      return token;
    });
  }

  /**
   * Takes a token for one request. Null when it is unknown, expired or used up. The token before the newest is taken
   * once more for the very same request, and answered with the very same next token.
   */
  admit(token: string, request: string, at: Date): Promise<Admitted | null> {
    return this.dataSource.transaction(async (tx) => {
      const hash = hashToken(token);
      const session = await tx
        .createQueryBuilder(AgentSessionRow, 'session')
        .where('(session.tokenHash = :hash or (session.previousHash = :hash and session.previousRequest = :request))')
        .andWhere('session.expiresAt > :at')
        .setParameters({ hash, request, at })
        .setLock('pessimistic_write')
        .getOne();
      if (!session) return null;
      const nextToken = tokenAfter(token, session.salt);
      if (session.tokenHash === hash) await this.rotate(tx, session, { hash, request, nextToken, at });
      return { nodeId: session.nodeId, nextToken };
    });
  }

  private async rotate(tx: EntityManager, session: AgentSessionRow, used: Used): Promise<void> {
    const isFirst = session.previousHash === null;
    await tx.update(
      AgentSessionRow,
      { id: session.id },
      {
        tokenHash: hashToken(used.nextToken),
        previousHash: used.hash,
        previousRequest: used.request,
        expiresAt: after(used.at, this.options.tokenSeconds),
      },
    );
    // A node has one agent: the one that spoke first after the newest start.
    if (isFirst) {
      await tx.query('delete from agent_session where node_id = $1 and id <> $2', [session.nodeId, session.id]);
    }
  }
}

interface Used {
  readonly hash: string;
  readonly request: string;
  readonly nextToken: string;
  readonly at: Date;
}
