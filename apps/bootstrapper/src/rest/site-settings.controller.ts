import { EffectiveLink, EffectiveNetwork, HardwareConfig, PackageRepository, StorageLayout } from '@drydock/contracts';
import { invalid, notFound } from '@drydock/service';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '../clock.js';
import { siteSettingKinds, type SiteSettingKind, type SiteSettingRow } from '../persistence/site-setting.entity.js';
import { SiteSettingStore } from '../persistence/site-setting.store.js';
import { AuthorizedKeysBody, read, RouteDomainBody } from './bodies.js';

const shapes: Record<SiteSettingKind, new () => object> = {
  networks: EffectiveNetwork,
  links: EffectiveLink,
  'route-domains': RouteDomainBody,
  'storage-layouts': StorageLayout,
  'hardware-profiles': HardwareConfig,
  repositories: PackageRepository,
  'authorized-keys': AuthorizedKeysBody,
};

/** What the whole site shares, by kind and name. */
@ApiTags('site')
@ApiBearerAuth()
@Controller('api/v1/site')
export class SiteSettingsController {
  constructor(
    private readonly settings: SiteSettingStore,
    private readonly clock: Clock,
  ) {}

  @ApiOperation({ summary: `All of a kind: ${siteSettingKinds.join(', ')}` })
  @Get(':kind')
  async list(@Param('kind') kind: string): Promise<{ items: SiteSettingRow[] }> {
    return { items: await this.settings.list(kindOf(kind)) };
  }

  @Get(':kind/:name')
  one(@Param('kind') kind: string, @Param('name') name: string): Promise<SiteSettingRow> {
    return this.settings.find(kindOf(kind), name);
  }

  @Put(':kind/:name')
  put(@Param('kind') kind: string, @Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean }> {
    const known = kindOf(kind);
    const content = read(shapes[known], body);
    if ('name' in content && content.name !== name) {
      throw invalid([{ path: 'name', message: `must be ${name}, as in the path` }]);
    }
    return this.settings.put({ kind: known, name, content, updatedAt: this.clock.now() });
  }
}

function kindOf(text: string): SiteSettingKind {
  const kind = siteSettingKinds.find((candidate) => candidate === text);
  if (kind === undefined) throw notFound(`kind ${text}; there are ${siteSettingKinds.join(', ')}`);
  return kind;
}
