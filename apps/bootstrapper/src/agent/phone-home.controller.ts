import { Log, Problem, Public, tokenOf } from '@drydock/service';
import { Body, Controller, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { hashToken } from '../domain/agent-token.js';
import { Clock } from '../clock.js';
import { parseLines } from '../domain/key-value-lines.js';
import { WorkStore } from '../persistence/work.store.js';
import type { Addressed } from './own-url.js';

/** Where a deployed system says, once, that it has started. */
@ApiTags('boot')
@Public()
@Controller('phone-home')
export class PhoneHomeController {
  constructor(
    private readonly works: WorkStore,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @ApiOperation({ summary: 'The key of the config drive, as bearer token, JSON or key=value: the node is deployed' })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @HttpCode(200)
  @Post()
  async phoneHome(@Body() body: unknown, @Req() request: Addressed): Promise<string> {
    const key = tokenOf(request) ?? keyIn(body);
    const node = key === null ? null : await this.works.phoneHome(hashToken(key), this.clock.now());
    if (!node) throw new Problem(401, 'A key is needed', 'The key is not one of a deployment here.');
    this.log.info('phoned home', { node: node.name });
    return `node=${node.name}\n`;
  }
}

/** cloud-init posts forms, other systems JSON; a shell may post lines. */
function keyIn(body: unknown): string | null {
  if (typeof body === 'object' && body !== null && 'key' in body) return typeof body.key === 'string' ? body.key : null;
  if (typeof body !== 'string') return null;
  return parseLines(body)?.get('key') ?? new URLSearchParams(body).get('key');
}
