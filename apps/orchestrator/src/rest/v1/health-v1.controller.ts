import { Public, Readiness } from '@drydock/service';
import { Controller, Get, HttpCode, Res, UseFilters } from '@nestjs/common';
import { V1ErrorsFilter } from './v1-errors.filter.js';

interface Response {
  status(code: number): Response;
}

/** The versions of the API, and health as Drydock's clients ask for it. */
@UseFilters(V1ErrorsFilter)
@Controller()
export class HealthV1Controller {
  constructor(private readonly readiness: Readiness) {}

  @Public()
  @Get('versions')
  versions(): Record<string, { path: string; status: string }> {
    return { 'v1.0': { path: '/api/v1.0', status: 'stable' }, v2: { path: '/api/v2', status: 'stable' } };
  }

  @Public()
  @Get('api/v1.0/health')
  @HttpCode(204)
  async health(@Res({ passthrough: true }) response: Response): Promise<void> {
    if ((await this.failing()).length > 0) response.status(503);
  }

  @Get('api/v1.0/health/extended')
  async extended(@Res({ passthrough: true }) response: Response): Promise<Record<string, unknown>> {
    const failing = await this.failing();
    const code = failing.length === 0 ? 200 : 503;
    response.status(code);
    return {
      kind: 'Status',
      apiVersion: 'v1.0',
      metadata: {},
      status: failing.length === 0 ? 'Success' : 'Failure',
      message: '',
      reason: 'HealthCheck',
      details: {
        errorCount: failing.length,
        messageList: failing.map((name) => ({ message: `${name} is not well`, error: true, kind: 'SimpleMessage' })),
      },
      code,
    };
  }

  private async failing(): Promise<string[]> {
    const checks = await this.readiness.check();
    return Object.keys(checks).filter((name) => checks[name] !== true);
  }
}
