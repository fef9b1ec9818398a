import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ImageCatalogue } from '../images/image-catalogue.js';
import type { ImageRow } from '../persistence/image.entity.js';
import { ImageStore } from '../persistence/image.store.js';
import { ImageBody, read, readName } from './bodies.js';

/** The image catalogue. An image is available when its copy here has the checksum that was asked for. */
@ApiTags('images')
@ApiBearerAuth()
@Controller('api/v1/images')
export class ImagesController {
  constructor(
    private readonly images: ImageStore,
    private readonly catalogue: ImageCatalogue,
  ) {}

  @Get()
  async list(): Promise<{ items: ImageRow[] }> {
    return { items: await this.images.list() };
  }

  @Get(':name')
  one(@Param('name') name: string): Promise<ImageRow> {
    return this.images.named(name);
  }

  @ApiOperation({ summary: 'Defines an image; it is fetched in the background' })
  @ApiBody({ type: ImageBody })
  @Put(':name')
  put(@Param('name') name: string, @Body() body: unknown): Promise<{ changed: boolean; image: ImageRow }> {
    const { url, sha256, kernel = null, architecture = null } = read(ImageBody, body);
    return this.catalogue.put({ name: readName(name), url, sha256, kernel, architecture });
  }
}
