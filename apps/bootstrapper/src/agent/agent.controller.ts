import { parse } from '@drydock/contracts';
import { conflict, invalid, Problem, Public } from '@drydock/service';
import { Body, Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isSameNode } from '../domain/identity.js';
import { formatLines, parseLines, type Fields } from '../domain/key-value-lines.js';
import { NodeStore } from '../persistence/node.store.js';
import { WorkStore } from '../persistence/work.store.js';
import { AgentDoor, type AgentRequest, type Visitor } from './agent-door.js';
import { AgentInventory } from './agent-inventory.js';
import { readProgress, readReport, type Read } from './report-lines.js';
import { WorkDesk } from './work-desk.js';
import type { Order } from './work-order.js';

/** The agent API; `docs/agent-protocol.md` is its contract. Each request takes a token and answers with the next. */
@ApiTags('agent')
@Public()
@Controller('agent/v1')
export class AgentController {
  constructor(
    private readonly door: AgentDoor,
    private readonly desk: WorkDesk,
    private readonly nodes: NodeStore,
    private readonly works: WorkStore,
  ) {}

  @ApiOperation({ summary: 'Says what the agent found; the first request of every agent' })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @HttpCode(200)
  @Post('inventory')
  async inventory(@Body() body: unknown, @Req() request: AgentRequest): Promise<string> {
    const parsed = parse(AgentInventory, body, 'ignore');
    if (!parsed.ok) throw invalid(parsed.complaints);
    const visitor = await this.door.admit(request);
    const match = await this.nodes.found(visitor.nodeId, parsed.value, visitor.at);
    const { name } = await this.nodes.byId(visitor.nodeId);
    if (!isSameNode(match)) {
      const why = match.contradictions.join('; ') || 'nothing in the inventory tells which node it is';
      throw conflict(`This is not node ${name}: ${why}.`);
    }
    return answer(visitor, [
      ['node', name],
      ['poll_seconds', this.desk.pollSeconds],
    ]);
  }

  @ApiOperation({ summary: 'Asks for work; held open for some seconds while there is none' })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Get('work')
  async work(@Req() request: AgentRequest, @Res({ passthrough: true }) response: Closing): Promise<string> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const visitor = await this.door.admit(request);
    return answer(visitor, await this.desk.nextOrder(visitor, request, gone.signal));
  }

  @ApiOperation({ summary: 'Says how far the work is; answers whether to go on' })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @HttpCode(200)
  @Post('progress')
  async progress(@Body() body: unknown, @Req() request: AgentRequest): Promise<string> {
    const { id, ...progress } = readLines(body, readProgress);
    const visitor = await this.door.admit(request);
    const goesOn = await this.works.progress(visitor.nodeId, id, progress);
    return answer(visitor, [['continue', goesOn ? 'yes' : 'no']]);
  }

  @ApiOperation({ summary: 'Says how the work ended; answers what to do next' })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @HttpCode(200)
  @Post('result')
  async result(@Body() body: unknown, @Req() request: AgentRequest): Promise<string> {
    const { id, report } = readLines(body, readReport);
    const visitor = await this.door.admit(request);
    const work = await this.works.end(visitor.nodeId, id, { report, at: visitor.at });
    const isInstalled = work?.request.kind === 'deploy' && work.state === 'succeeded';
    if (isInstalled) await this.nodes.agentSeen(visitor.nodeId, null);
    return answer(visitor, [['next', isInstalled ? 'power-off' : 'work']]);
  }
}

/** As much of a response as it takes to see that nobody waits for it any more. */
interface Closing {
  on(event: 'close', listener: () => void): void;
}

const answer = ({ nextToken }: Visitor, lines: Order): string => formatLines([['token', nextToken], ...lines]);

function readLines<T>(body: unknown, read: (fields: Fields) => Read<T>): T {
  const fields = typeof body === 'string' ? parseLines(body) : undefined;
  if (!fields) {
    throw new Problem(400, 'The request is not valid', 'The body must be lines of name=value, as text/plain.');
  }
  const result = read(fields);
  if (!result.ok) throw invalid(result.complaints);
  return result.value;
}
