import { Problem, Public } from '@drydock/service';
import { Controller, Get, Header, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { agentScript, localDiskScript } from '../domain/boot-script.js';
import { Clock } from '../clock.js';
import { macFrom } from '../domain/mac.js';
import { AgentSessionStore } from '../persistence/agent-session.store.js';
import type { NodeRow } from '../persistence/node.entity.js';
import { NodeStore } from '../persistence/node.store.js';
import { SeenMacStore } from '../persistence/seen-mac.store.js';
import { WorkStore } from '../persistence/work.store.js';
import { AgentFiles } from './agent-files.js';
import { OwnUrl, type Addressed } from './own-url.js';

/** What a node's firmware asks for at every start. It has no token: it gets one only when something is open for it. */
@ApiTags('boot')
@Public()
@Controller('boot')
export class BootController {
  constructor(
    private readonly nodes: NodeStore,
    private readonly works: WorkStore,
    private readonly sessions: AgentSessionStore,
    private readonly seen: SeenMacStore,
    private readonly files: AgentFiles,
    private readonly ownUrl: OwnUrl,
    private readonly clock: Clock,
  ) {}

  @ApiOperation({ summary: 'The iPXE script for a MAC address: boot the agent when work is open, else the local disk' })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Get(':mac')
  async script(@Param('mac') written: string, @Req() request: Addressed): Promise<string> {
    const mac = macFrom(written);
    if (mac === undefined) throw new Problem(400, 'The request is not valid', `${written} is not a MAC address.`);
    const url = this.ownUrl.from(request);
    const at = this.clock.now();
    const node = await this.nodes.byMac(mac);
    if (!node) await this.seen.seen(mac, at);
    if (!node || !(await this.isWanted(node, at))) return localDiskScript(`${url}/boot/${mac}`);
    const token = await this.sessions.begin(node.id, at);
    return agentScript({ url, mac, token, kernelParameters: this.files.kernelParameters });
  }

  private async isWanted({ id, agentExpectedUntil }: NodeRow, at: Date): Promise<boolean> {
    if (agentExpectedUntil !== null && agentExpectedUntil > at) return true;
    return (await this.works.openFor(id)) !== null;
  }
}
