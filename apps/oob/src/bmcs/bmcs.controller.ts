import { ActionRunner } from '@drydock/actions';
import { invalid, notFound } from '@drydock/service';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { BmcWatch } from '../watch/bmc-watch.js';
import { bmcAnswer, type BmcAnswer, type BmcDetails } from './bmc-answer.js';
import { BmcStore } from './bmc.store.js';

const largestPage = 10_000;
const usualPage = 1_000;

/** The nodes as their BMCs show them, out of the database: nobody waits for a BMC here. */
@Controller('api/v1/nodes')
export class BmcsController {
  constructor(
    private readonly bmcs: BmcStore,
    private readonly runner: ActionRunner,
    private readonly watch: BmcWatch,
  ) {}

  /** In the order of their names; the next page begins after `next`. */
  @Get()
  async list(
    @Query('after') after?: string,
    @Query('limit') limitText?: string,
  ): Promise<{ items: BmcAnswer[]; next: string | null }> {
    const limit = limitText === undefined ? usualPage : Number(limitText);
    if (!Number.isInteger(limit) || limit < 1 || limit > largestPage) {
      throw invalid([{ path: 'limit', message: `must be a number from 1 to ${largestPage}` }]);
    }
    const rows = await this.bmcs.list({ after: typeof after === 'string' ? after : '', limit });
    return { items: rows.map(bmcAnswer), next: rows.length === limit ? (rows.at(-1)?.node ?? null) : null };
  }

  @Get(':name')
  async show(@Param('name') name: string): Promise<BmcDetails> {
    return this.existing(name);
  }

  /** Lifts lockout and breaker: the BMC is tried again at once. */
  @Post(':name/try-again')
  @HttpCode(202)
  async tryAgain(@Param('name') name: string): Promise<BmcDetails> {
    const { bmc } = await this.existing(name);
    await this.bmcs.tryAgain(bmc);
    this.runner.wake();
    this.watch.wake();
    return this.existing(name);
  }

  private async existing(name: string): Promise<BmcDetails> {
    const row = await this.bmcs.find(name);
    if (!row) throw notFound(`node ${name} that this service has been asked about`);
    const { inventory, inventoryAt } = row;
    return { ...bmcAnswer(row), inventory, inventoryAt: inventoryAt?.toISOString() ?? null };
  }
}
