import type { Failure } from '@drydock/contracts';
import { conflict, notFound } from '@drydock/service';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Engine } from '../../engine/engine.js';
import { DesignStore, type WantedNodes } from '../../persistence/design.store.js';
import { NodeStore, type NodeStanding } from '../../persistence/node.store.js';
import { limitOf, pageOf } from './page.js';

/** A node is a few hundred bytes. */
const largestNodePage = 1_000;

export interface NodeAnswer {
  readonly name: string;
  readonly rack: string | null;
  /** Of the last walk: what is or was done to the node. */
  readonly task: { readonly id: string; readonly kind: string | null } | null;
  readonly state: NodeStanding['state'];
  readonly outcome: NodeStanding['outcome'];
  readonly failure: Failure | null;
  readonly hold: { readonly task: string; readonly reason: string | null; readonly since: string | null } | null;
}

/** The nodes of the newest design, and how they stand. */
@Controller('api/v2/nodes')
export class NodesController {
  constructor(
    private readonly designs: DesignStore,
    private readonly nodes: NodeStore,
    private readonly engine: Engine,
  ) {}

  /** In the order of their names, all of them unless there is a `limit`; the next page begins after `cursor`. */
  @Get()
  async list(
    @Query('limit') limitText?: string,
    @Query('cursor') cursor = '',
  ): Promise<{ items: NodeAnswer[]; next: string | null }> {
    const limit = limitText === undefined ? null : limitOf(limitText, largestNodePage);
    const items = await this.answers({ after: cursor, ...(limit !== null && { limit: limit + 1 }) });
    if (limit === null) return { items, next: null };
    const { rows, last } = pageOf(items, limit);
    return { items: [...rows], next: last?.name ?? null };
  }

  @Get(':name')
  async show(@Param('name') name: string): Promise<NodeAnswer> {
    return this.existing(name);
  }

  /** Gives a node free again that was held because something was left unfinished on it. */
  @Post(':name/release')
  @HttpCode(202)
  async release(@Param('name') name: string): Promise<NodeAnswer> {
    const { hold } = await this.existing(name);
    if (!hold) throw conflict(`Nobody holds the node ${name}.`);
    if (!(await this.nodes.release(name))) {
      throw conflict(`The task ${hold.task} works on the node ${name}: cancel it, or wait for its end.`);
    }
    await this.engine.join();
    return this.existing(name);
  }

  private async existing(name: string): Promise<NodeAnswer> {
    const [node] = await this.answers({ names: [name] });
    if (!node) throw notFound(`node ${name} in the newest design`);
    return node;
  }

  private async answers(wanted: WantedNodes): Promise<NodeAnswer[]> {
    const [newest] = await this.designs.list(1);
    if (!newest) return [];
    const nodes = await this.designs.nodes(newest.id, wanted);
    const standings = await this.nodes.standings(nodes.map(({ name }) => name));
    return nodes.map(({ name, rack }) => ({ name, rack, ...answerOf(standings.get(name)) }));
  }
}

const answerOf = (standing: NodeStanding | undefined): Omit<NodeAnswer, 'name' | 'rack'> => ({
  task: standing?.taskId ? { id: standing.taskId, kind: standing.kind } : null,
  state: standing?.state ?? null,
  outcome: standing?.state === 'ended' ? standing.outcome : null,
  failure: standing?.failure ?? null,
  hold: standing?.heldBy
    ? { task: standing.heldBy, reason: standing.heldFor, since: standing.heldSince?.toISOString() ?? null }
    : null,
});
