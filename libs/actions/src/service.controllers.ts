import type { DriverDescription } from '@drydock/contracts';
import { describeDriver, type ProbeAnswer } from '@drydock/driver';
import { SealKeys } from '@drydock/service';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { TheService } from './action-service.js';
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
