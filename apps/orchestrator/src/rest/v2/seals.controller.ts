import { Controller, Get } from '@nestjs/common';
import { AnnouncementStore } from '../../persistence/announcement.store.js';
import { SealUseStore, type SealUse } from '../../persistence/seal-use.store.js';

/** With which keys of the services credentials are sealed, and what still needs an old one. */
@Controller('api/v2/seals')
export class SealsController {
  constructor(
    private readonly uses: SealUseStore,
    private readonly announcements: AnnouncementStore,
  ) {}

  @Get()
  async list(): Promise<{ items: SealUse[]; next: null }> {
    const announced = await this.announcements.all();
    return { items: await this.uses.list(announced.map(({ body }) => body)), next: null };
  }
}
