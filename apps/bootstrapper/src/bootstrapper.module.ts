import { Database } from '@drydock/service';
import { Module, type DynamicModule } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AgentDoor } from './agent/agent-door.js';
import { AgentFiles } from './agent/agent-files.js';
import { AgentController } from './agent/agent.controller.js';
import { BootController } from './agent/boot.controller.js';
import { FilesController } from './agent/files.controller.js';
import { OwnUrl } from './agent/own-url.js';
import { PhoneHomeController } from './agent/phone-home.controller.js';
import { PollOptions, WorkDesk } from './agent/work-desk.js';
import { WorkSignal } from './agent/work-signal.js';
import type { BootstrapperConfig } from './config.js';
import { DeploymentSecrets } from './deployment-secrets.js';
import { Clock, SystemClock } from './clock.js';
import { ImageCatalogue, ImageOptions } from './images/image-catalogue.js';
import { AgentSessionOptions, AgentSessionStore } from './persistence/agent-session.store.js';
import { ImageStore } from './persistence/image.store.js';
import { NodeStore } from './persistence/node.store.js';
import { RepositoryCredentialStore } from './persistence/repository-credential.store.js';
import { SeenMacStore } from './persistence/seen-mac.store.js';
import { SiteSettingStore } from './persistence/site-setting.store.js';
import { WorkRequestStore } from './persistence/work-request.store.js';
import { WorkStore } from './persistence/work.store.js';
import { ImagesController } from './rest/images.controller.js';
import { NodesController } from './rest/nodes.controller.js';
import { RepositoriesController } from './rest/repositories.controller.js';
import { SiteSettingsController } from './rest/site-settings.controller.js';
import { DeploymentOptions, WorkController } from './rest/work.controller.js';

const randomText = (bytes: number): string => randomBytes(bytes).toString('base64url');

@Module({})
export class BootstrapperModule {
  static with(config: BootstrapperConfig, clock: Clock = new SystemClock()): DynamicModule {
    const listening = `${config.DRYDOCK_HTTP_HOST}:${config.DRYDOCK_HTTP_PORT}`;
    const values: readonly (readonly [new (...options: never[]) => object, object])[] = [
      [AgentFiles, new AgentFiles(config.DRYDOCK_AGENT_DIRECTORY, config.DRYDOCK_AGENT_KERNEL_PARAMETERS)],
      [AgentSessionOptions, new AgentSessionOptions(config.DRYDOCK_AGENT_TOKEN_MINUTES * 60, randomText)],
      [DeploymentOptions, new DeploymentOptions(config.DRYDOCK_PHONE_HOME_HOURS * 3600, randomText)],
      [ImageOptions, imageOptions(config)],
      [OwnUrl, new OwnUrl(config.DRYDOCK_PUBLIC_URL, listening)],
      [PollOptions, new PollOptions(config.DRYDOCK_AGENT_POLL_SECONDS)],
    ];
    return {
      module: BootstrapperModule,
      controllers: [
        AgentController,
        BootController,
        FilesController,
        ImagesController,
        NodesController,
        PhoneHomeController,
        RepositoriesController,
        SiteSettingsController,
        WorkController,
      ],
      providers: [
        ...values.map(([provide, useValue]) => ({ provide, useValue })),
        { provide: Clock, useValue: clock },
        { provide: DataSource, useFactory: ({ dataSource }: Database) => dataSource, inject: [Database] },
        AgentDoor,
        AgentSessionStore,
        DeploymentSecrets,
        ImageCatalogue,
        ImageStore,
        NodeStore,
        RepositoryCredentialStore,
        SeenMacStore,
        SiteSettingStore,
        WorkDesk,
        WorkRequestStore,
        WorkSignal,
        WorkStore,
      ],
    };
  }
}

const imageOptions = (config: BootstrapperConfig): ImageOptions =>
  new ImageOptions(
    config.DRYDOCK_IMAGE_DIRECTORY,
    config.DRYDOCK_IMAGE_MAXIMUM_MIB * 1024 * 1024,
    config.DRYDOCK_IMAGE_TIMEOUT_SECONDS,
  );
