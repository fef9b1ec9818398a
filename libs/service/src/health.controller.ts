import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from './auth.guard.js';
import { Metrics } from './metrics.js';
import { Problem } from './problem.js';
import { Readiness } from './readiness.js';

/** Liveness, readiness, metrics: without a token, and without a word about the site. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(): Promise<Record<string, string>> {
    const checks = await this.readiness.check();
    const failing = Object.keys(checks).filter((name) => checks[name] !== true);
    if (failing.length > 0) throw new Problem(503, 'Not ready', `Not ready: ${failing.join(', ')}.`);
    return Object.fromEntries(Object.keys(checks).map((name) => [name, 'ok']));
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  show(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
