import { DeadLetterStore, isDataError, OutboxRelay, type DeadLetter } from '@drydock/messaging';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { conflict, notFound } from './problem.js';

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Messages that could not be read, handled or sent. */
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
    if (!uuid.test(id) || !(await this.sentAgain(id))) throw notFound(`dead letter ${id}`);
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
