import { parse, type Failure } from '@drydock/contracts';
import { invalid, notFound, type AuthenticatedRequest } from '@drydock/service';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { siteHold } from '../../engine/expressions.js';
import { DesignStore, type WantedNodes } from '../../persistence/design.store.js';
import { NodeStore, type NodeMark, type NodeStanding } from '../../persistence/node.store.js';
import { NodeDesk, type Saying } from '../../tasks/node-desk.js';
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
  /** `task` is null where an operator holds it. */
  readonly hold: { readonly task: string | null; readonly reason: string | null; readonly since: string } | null;
  /** Nothing on it may be lost: what could is refused. */
  readonly protected: NodeMark | null;
  /** People work on it: tasks leave it alone. */
  readonly maintenance: NodeMark | null;
}

/** The body of what operators say of a node; it may be left out. */
class SayingRequest {
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(1_000) reason?: string | null;
}

/** The nodes of the newest design, and how they stand. */
@Controller('api/v2/nodes')
export class NodesController {
  constructor(
    private readonly designs: DesignStore,
    private readonly nodes: NodeStore,
    private readonly desk: NodeDesk,
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

  /** Nothing on the node may be lost: tasks that could are refused, and walks end before they do. */
  @Post(':name/protect')
  @HttpCode(200)
  protect(@Param('name') name: string, @Body() body: unknown, @Req() http: AuthenticatedRequest): Promise<NodeAnswer> {
    return this.change(name, () => this.desk.mark(name, 'protected', sayingOf(body, http)));
  }

  @Delete(':name/protect')
  unprotect(@Param('name') name: string, @Req() http: AuthenticatedRequest): Promise<NodeAnswer> {
    return this.change(name, () => this.desk.unmark(name, 'protected', callerOf(http)));
  }

  /** People work on the node: tasks leave it out, and one that is at it begins no further step until they are done. */
  @Post(':name/maintenance')
  @HttpCode(200)
  maintain(@Param('name') name: string, @Body() body: unknown, @Req() http: AuthenticatedRequest): Promise<NodeAnswer> {
    return this.change(name, () => this.desk.mark(name, 'maintenance', sayingOf(body, http)));
  }

  @Delete(':name/maintenance')
  endMaintenance(@Param('name') name: string, @Req() http: AuthenticatedRequest): Promise<NodeAnswer> {
    return this.change(name, () => this.desk.unmark(name, 'maintenance', callerOf(http)));
  }

  /** Tasks wait for the node until it is released. */
  @Post(':name/hold')
  @HttpCode(200)
  hold(@Param('name') name: string, @Body() body: unknown, @Req() http: AuthenticatedRequest): Promise<NodeAnswer> {
    return this.change(name, () => this.desk.hold(name, sayingOf(body, http)));
  }

  /** Gives a node free again that an operator holds, or that was held because something was left unfinished on it. */
  @Post(':name/release')
  @HttpCode(202)
  release(@Param('name') name: string, @Req() http: AuthenticatedRequest): Promise<NodeAnswer> {
    return this.change(name, () => this.desk.release(name, callerOf(http)));
  }

  private async change(name: string, by: () => Promise<void>): Promise<NodeAnswer> {
    await this.existing(name);
    await by();
    return (await this.find(name)).node;
  }

  /** Tasks may be about nodes of older designs. The site is held like a node. */
  private async existing(name: string): Promise<NodeAnswer> {
    const { node, designed } = await this.find(name);
    if (designed || name === siteHold || node.hold || node.protected || node.maintenance) return node;
    if (await this.designs.everHad(name)) return node;
    throw notFound(`node ${name} in any design`);
  }

  private async find(name: string): Promise<{ node: NodeAnswer; designed: boolean }> {
    const [node] = await this.answers({ names: [name] });
    if (node) return { node, designed: true };
    const standings = await this.nodes.standings([name]);
    return { node: { name, rack: null, ...answerOf(standings.get(name)) }, designed: false };
  }

  private async answers(wanted: WantedNodes): Promise<NodeAnswer[]> {
    const [newest] = await this.designs.list(1);
    if (!newest) return [];
    const nodes = await this.designs.nodes(newest.id, wanted);
    const standings = await this.nodes.standings(nodes.map(({ name }) => name));
    return nodes.map(({ name, rack }) => ({ name, rack, ...answerOf(standings.get(name)) }));
  }
}

function sayingOf(body: unknown, http: AuthenticatedRequest): Saying {
  const parsed = parse(SayingRequest, body ?? {}, 'refuse');
  if (!parsed.ok) throw invalid(parsed.complaints);
  return { reason: parsed.value.reason ?? null, by: callerOf(http) };
}

const callerOf = ({ caller }: AuthenticatedRequest): string => caller?.name ?? 'unknown';

const answerOf = (standing: NodeStanding | undefined): Omit<NodeAnswer, 'name' | 'rack'> => ({
  task: standing?.taskId ? { id: standing.taskId, kind: standing.kind } : null,
  state: standing?.state ?? null,
  outcome: standing?.state === 'ended' ? standing.outcome : null,
  failure: standing?.failure ?? null,
  hold: standing?.heldSince
    ? { task: standing.heldBy, reason: standing.heldFor, since: standing.heldSince.toISOString() }
    : null,
  protected: standing?.protected ?? null,
  maintenance: standing?.maintenance ?? null,
});
