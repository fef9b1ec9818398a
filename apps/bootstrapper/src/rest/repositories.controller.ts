import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '../clock.js';
import { RepositoryCredentialStore } from '../persistence/repository-credential.store.js';
import { SiteSettingStore } from '../persistence/site-setting.store.js';
import { read, RepositoryLoginBody } from './bodies.js';
import { isReachable } from './repository-check.js';

/** What a package repository has beside what every setting of the site has. */
@ApiTags('site')
@ApiBearerAuth()
@Controller('api/v1/site/repositories/:name')
export class RepositoriesController {
  constructor(
    private readonly settings: SiteSettingStore,
    private readonly credentials: RepositoryCredentialStore,
    private readonly clock: Clock,
  ) {}

  @ApiOperation({ summary: 'Whether a package repository answers from here, with its account' })
  @Get('reachable')
  async reachable(@Param('name') name: string): Promise<{ reachable: boolean }> {
    const repository = await this.settings.repository(name);
    return { reachable: await isReachable(repository, await this.credentials.find(name)) };
  }

  @ApiOperation({ summary: 'The account that the repository wants; kept sealed, and shown to nobody but its nodes' })
  @ApiBody({ type: RepositoryLoginBody })
  @Put('credential')
  async login(@Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean }> {
    const { username, password } = read(RepositoryLoginBody, body);
    await this.settings.repository(name);
    return this.credentials.put(name, { username, password }, this.clock.now());
  }

  @Delete('credential')
  forgetLogin(@Param('name') name: string): Promise<{ changed: boolean }> {
    return this.credentials.remove(name);
  }

  @ApiOperation({ summary: 'Forgets the repository, and its account' })
  @Delete()
  async remove(@Param('name') name: string): Promise<{ changed: boolean }> {
    await this.credentials.remove(name);
    return this.settings.remove('repositories', name);
  }
}
