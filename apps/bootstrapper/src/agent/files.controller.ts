import { notFound, Public } from '@drydock/service';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ImageCatalogue } from '../images/image-catalogue.js';
import { sampleImage, sampleImageName } from '../images/sample-image.js';
import { ImageStore } from '../persistence/image.store.js';
import { AgentFiles } from './agent-files.js';

/** What nodes download. None of it is secret. */
@ApiTags('boot')
@Public()
@Controller()
export class FilesController {
  constructor(
    private readonly images: ImageStore,
    private readonly catalogue: ImageCatalogue,
    private readonly files: AgentFiles,
  ) {}

  @ApiOperation({ summary: 'An image whose checksum was verified' })
  @Get('images/:name')
  async image(@Param('name') name: string): Promise<StreamableFile> {
    const { state, sha256 } = await this.images.named(name);
    if (state !== 'available') throw notFound(`image ${name} that is available: it is ${state}`);
    return fileAt(this.catalogue.pathOf(sha256), `image ${name}`);
  }

  @ApiOperation({ summary: 'A small image for the sample site, made by the bootstrapper itself' })
  @Get(`samples/${sampleImageName}`)
  sample(): StreamableFile {
    return new StreamableFile(sampleImage());
  }

  @Get('agent/kernel')
  kernel(): Promise<StreamableFile> {
    return this.agentFile('kernel');
  }

  @Get('agent/initrd')
  initrd(): Promise<StreamableFile> {
    return this.agentFile('initrd');
  }

  private agentFile(file: 'kernel' | 'initrd'): Promise<StreamableFile> {
    const path = this.files.pathOf(file);
    if (path === null) throw notFound(`agent ${file}: set DRYDOCK_AGENT_DIRECTORY to where it is`);
    return fileAt(path, `agent ${file}`);
  }
}

async function fileAt(path: string, what: string): Promise<StreamableFile> {
  const size = await stat(path).then(
    (file) => file.size,
    (error: unknown) => {
      throw new Error(`The file of ${what} cannot be read.`, { cause: error });
    },
  );
  return new StreamableFile(createReadStream(path), { length: size });
}
