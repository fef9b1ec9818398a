import type { DriverDescription } from '@drydock/contracts';
import { describeDriver, type ProbeAnswer } from '@drydock/driver';
import { DeadLetterStore, isDataError, OutboxRelay, type DeadLetter } from '@drydock/messaging';
import { conflict, notFound, SealKeys } from '@drydock/service';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { TheService } from './action-service.js';
import { isUuid } from './command-check.js';
import { SealUses, type SealUse } from './seal-uses.js';
import { TargetReach } from './target-reach.js';

/** What a service can do, and with which keys secrets are sealed for it. */
@Controller('api/v1')
export class DriverController {
  constructor(
    private readonly theService: TheService,
    private readonly keys: SealKeys,
    private readonly reach: TargetReach,
    private readonly sealUses: SealUses,
  ) {}

  @Get('drivers')
  drivers(): DriverDescription[] {
    return [...this.theService.definition.drivers.values()].map(describeDriver);
  }

  @Get('keys')
  publicKeys(): { keys: Record<string, unknown>[] } {
    return { keys: this.keys.publicKeys() };
  }

  /** What still needs which key: an old one that nothing needs may be taken out. */
  @Get('keys/uses')
  async uses(): Promise<{ items: SealUse[]; next: null }> {
    return { items: await this.sealUses.list(), next: null };
  }

  @Post('probe')
  @HttpCode(200)
  probe(@Body() body: unknown): Promise<ProbeAnswer> {
    return this.reach.probe(body);
  }
}

/** Messages that could not be handled. */
@Controller('api/v1/dead-letters')
export class DeadLetterController {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly relay: OutboxRelay,
  ) {}

  @Get()
  async list(): Promise<{ items: DeadLetter[]; next: null }> {
    return { items: await this.letters.list(), next: null };
  }

  @Post(':id/retry')
  @HttpCode(202)
  async retry(@Param('id') id: string): Promise<{ id: string }> {
    if (!isUuid(id) || !(await this.sentAgain(id))) throw notFound(`dead letter ${id}`);
    this.relay.wake();
    return { id };
  }

  private async sentAgain(id: string): Promise<boolean> {
    try {
      return await this.letters.retry(id);
    } catch (error) {
      if (!isDataError(error)) throw error;
      throw conflict(`The dead letter ${id} cannot be sent again: what was kept of its body is not JSON.`);
    }
  }
}
