import {
  ApplyNodeNetworkingParameters,
  ApplyNodePlatformParameters,
  type BuildDataDocument,
  type ChosenDisk,
} from '@drydock/contracts';
import { conflict, Needs } from '@drydock/service';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PollOptions } from '../agent/work-desk.js';
import { missingDisks } from '../domain/chosen-disks.js';
import { Clock } from '../clock.js';
import type { NodeEventRow } from '../persistence/node-event.entity.js';
import type { NodeRow } from '../persistence/node.entity.js';
import { NodeStore } from '../persistence/node.store.js';
import type { SeenMacRow } from '../persistence/seen-mac.entity.js';
import { SeenMacStore } from '../persistence/seen-mac.store.js';
import { EnrolmentBody, read, readName, StorageBody } from './bodies.js';
import { matchView, nodeView, type Look, type MatchView, type NodeView } from './node-view.js';

/** The nodes: what they should be, what they were found to be, what they are given. PUT converges. */
@ApiTags('nodes')
@ApiBearerAuth()
@Controller('api/v1')
export class NodesController {
  constructor(
    private readonly nodes: NodeStore,
    private readonly seen: SeenMacStore,
    private readonly poll: PollOptions,
    private readonly clock: Clock,
  ) {}

  @Get('nodes')
  async list(): Promise<{ items: NodeView[] }> {
    const look = this.look();
    return { items: (await this.nodes.list()).map((node) => nodeView(node, look)) };
  }

  @Get('nodes/:name')
  async one(@Param('name') name: string): Promise<NodeView> {
    return nodeView(await this.nodes.named(name), this.look());
  }

  @ApiOperation({ summary: "What the agent sent beside its inventory, such as lshw's XML: gzip, then base64" })
  @Get('nodes/:name/details')
  async details(@Param('name') name: string): Promise<{ items: BuildDataDocument[] }> {
    return { items: (await this.nodes.named(name)).inventory?.details ?? [] };
  }

  @ApiOperation({ summary: 'How the node came to its state, newest first' })
  @Get('nodes/:name/events')
  async events(@Param('name') name: string): Promise<{ items: NodeEventRow[] }> {
    return { items: await this.nodes.events(name) };
  }

  @ApiOperation({ summary: 'MAC addresses that asked for a boot script and belong to no known node' })
  @Get('seen-macs')
  async seenMacs(): Promise<{ items: SeenMacRow[] }> {
    return { items: await this.seen.list() };
  }

  @ApiOperation({ summary: 'Makes the node known, and opens the door for its agent for a while' })
  @ApiBody({ type: EnrolmentBody })
  @Put('nodes/:name/enrolment')
  async enrol(@Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean; node: NodeView }> {
    const {
      bootMac,
      macs = [],
      serialNumber = null,
      systemUuid = null,
      expectAgentSeconds,
    } = read(EnrolmentBody, body);
    const enrolment = { bootMac, macs, serialNumber, systemUuid, expectAgentSeconds: expectAgentSeconds ?? null };
    const { changed, node } = await this.nodes.enrol(readName(name), enrolment, this.clock.now());
    return { changed, node: nodeView(node, this.look()) };
  }

  @ApiOperation({ summary: 'Compares a designed node with what is known of the one of that name; changes nothing' })
  @ApiBody({ type: EnrolmentBody })
  @Needs('viewer')
  @HttpCode(200)
  @Post('nodes/:name/match')
  async match(@Param('name') name: string, @Body() body: unknown): Promise<MatchView> {
    const { bootMac, macs = [], serialNumber = null, systemUuid = null } = read(EnrolmentBody, body);
    const designed = { macs: [bootMac, ...macs], serialNumber, systemUuid };
    return matchView(await this.nodes.named(name), designed);
  }

  @ApiBody({ type: ApplyNodeNetworkingParameters })
  @Put('nodes/:name/networking')
  networking(@Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean }> {
    return this.nodes.apply(name, { networking: read(ApplyNodeNetworkingParameters, body) }, this.clock.now());
  }

  @ApiBody({ type: StorageBody })
  @Put('nodes/:name/storage')
  async storage(@Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean }> {
    const { storage, disks } = read(StorageBody, body);
    refuseUnknownDisks(await this.nodes.named(name), disks);
    return this.nodes.apply(name, { storage: { storage, disks } }, this.clock.now());
  }

  @ApiBody({ type: ApplyNodePlatformParameters })
  @Put('nodes/:name/platform')
  platform(@Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean }> {
    return this.nodes.apply(name, { platform: read(ApplyNodePlatformParameters, body) }, this.clock.now());
  }

  @ApiOperation({ summary: 'Forgets the node; what is on its disks stays' })
  @HttpCode(204)
  @Delete('nodes/:name')
  remove(@Param('name') name: string): Promise<void> {
    return this.nodes.remove(name, this.clock.now());
  }

  private look(): Look {
    return { now: this.clock.now(), pollSeconds: this.poll.seconds };
  }
}

function refuseUnknownDisks({ name, inventory }: NodeRow, disks: readonly ChosenDisk[]): void {
  if (!inventory) throw conflict(`Node ${name} has not been seen yet, so its disks are not known.`);
  const missing = missingDisks(disks, inventory.disks);
  if (missing.length > 0) throw conflict(`Node ${name} has no such disks: ${missing.join(', ')}.`);
}
