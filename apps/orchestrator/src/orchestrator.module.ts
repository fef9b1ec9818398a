import { Broker, OutboxRelay } from '@drydock/messaging';
import { Database, Log, SecretHmac } from '@drydock/service';
import { Module, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { defaultCompilerLimits, DesignCompiler } from './designs/design-compiler.js';
import { DesignIngest } from './designs/design-ingest.js';
import { DesignReferences } from './designs/design-reference.js';
import { assembleEngine } from './engine/assemble-engine.js';
import { Engine } from './engine/engine.js';
import { EventFeed } from './engine/event-feed.js';
import { EventStore } from './engine/event.store.js';
import { LeaseKeeper } from './engine/lease-keeper.js';
import { ProgressLog } from './engine/progress-log.js';
import { ReachAsker } from './engine/reach-asker.js';
import { Sweeper } from './engine/sweeper.js';
import { OrchestratorListener } from './orchestrator.listener.js';
import { OrchestratorSettings } from './orchestrator.settings.js';
import { AnnouncementStore } from './persistence/announcement.store.js';
import { DesignStore } from './persistence/design.store.js';
import { NodeStore } from './persistence/node.store.js';
import { SealUseStore } from './persistence/seal-use.store.js';
import { TaskRows } from './persistence/task.store.js';
import { DesignsV1Controller } from './rest/v1/designs-v1.controller.js';
import { HealthV1Controller } from './rest/v1/health-v1.controller.js';
import { NodesV1Controller } from './rest/v1/nodes-v1.controller.js';
import { TasksV1Controller } from './rest/v1/tasks-v1.controller.js';
import { ApiErrorsFilter } from './rest/v1/v1-errors.filter.js';
import { DesignsController } from './rest/v2/designs.controller.js';
import { EventsController } from './rest/v2/events.controller.js';
import { NodesController } from './rest/v2/nodes.controller.js';
import { SealsController } from './rest/v2/seals.controller.js';
import { TasksController } from './rest/v2/tasks.controller.js';
import { NodeDesk } from './tasks/node-desk.js';
import { TaskDesk } from './tasks/task-desk.js';
import { holdingKinds } from './workflows/workflows.js';

const now = () => new Date();
/** For what a reference to a design leads to. */
const designFetchMilliseconds = 30_000;

/** Designs, tasks, and the engine that moves them. */
@Module({})
export class OrchestratorModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly sweeper: Sweeper) {}

  static with(settings: OrchestratorSettings): DynamicModule {
    return {
      module: OrchestratorModule,
      controllers: [
        OrchestratorListener,
        DesignsController,
        SealsController,
        TasksController,
        EventsController,
        NodesController,
        DesignsV1Controller,
        TasksV1Controller,
        NodesV1Controller,
        HealthV1Controller,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ApiErrorsFilter },
        { provide: OrchestratorSettings, useValue: settings },
        ...stores,
        ...designs,
        ...engine,
        {
          provide: TaskDesk,
          useFactory: (
            database: Database,
            references: DesignReferences,
            store: DesignStore,
            tasks: TaskRows,
            nodes: NodeStore,
            events: EventStore,
            moving: Engine,
          ) => new TaskDesk({ database, references, designs: store, tasks, nodes, events, engine: moving }),
          inject: [Database, DesignReferences, DesignStore, TaskRows, NodeStore, EventStore, Engine],
        },
        {
          provide: NodeDesk,
          useFactory: (nodes: NodeStore, moving: Engine) => new NodeDesk({ nodes, engine: moving }),
          inject: [NodeStore, Engine],
        },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sweeper.stop();
  }
}

const stores = [
  {
    provide: AnnouncementStore,
    useFactory: ({ dataSource }: Database) => new AnnouncementStore(dataSource),
    inject: [Database],
  },
  { provide: DesignStore, useFactory: (database: Database) => new DesignStore(database), inject: [Database] },
  { provide: SealUseStore, useFactory: ({ pool }: Database) => new SealUseStore(pool), inject: [Database] },
  { provide: NodeStore, useFactory: (database: Database) => new NodeStore(database), inject: [Database] },
  { provide: TaskRows, useFactory: (database: Database) => new TaskRows(database), inject: [Database] },
  { provide: EventStore, useFactory: ({ pool }: Database) => new EventStore(pool), inject: [Database] },
  { provide: EventFeed, useFactory: (events: EventStore) => new EventFeed(events), inject: [EventStore] },
];

const designs = [
  {
    provide: DesignCompiler,
    useFactory: ({ designLimitBytes }: OrchestratorSettings) =>
      new DesignCompiler({ ...defaultCompilerLimits, bytes: designLimitBytes }),
    inject: [OrchestratorSettings],
  },
  {
    provide: DesignIngest,
    useFactory: (store: DesignStore, announcements: AnnouncementStore, hmac: SecretHmac, compiler: DesignCompiler) =>
      new DesignIngest({ designs: store, announcements, hmac, compiler }),
    inject: [DesignStore, AnnouncementStore, SecretHmac, DesignCompiler],
  },
  {
    provide: DesignReferences,
    useFactory: (store: DesignStore, ingest: DesignIngest, settings: OrchestratorSettings) =>
      new DesignReferences(store, ingest, {
        root: settings.designRoot,
        authorities: settings.designAuthorities,
        limitBytes: settings.designLimitBytes,
        withinMilliseconds: designFetchMilliseconds,
      }),
    inject: [DesignStore, DesignIngest, OrchestratorSettings],
  },
];

const engine = [
  {
    provide: Engine,
    useFactory: (
      database: Database,
      broker: Broker,
      relay: OutboxRelay,
      log: Log,
      events: EventStore,
      feed: EventFeed,
      { walksAtOnce }: OrchestratorSettings,
    ) => {
      const moving: Engine = assembleEngine({
        pool: database.pool,
        relay,
        events,
        log,
        now,
        holdingKinds,
        walksAtOnce,
        askReach: (questions) => reach.ask(questions),
        onEvents: feed.wake,
      });
      const reach = new ReachAsker(
        broker,
        (end) => moving.onResults([end]),
        (error) => log.problem('an answer was not taken in', error),
      );
      return moving;
    },
    inject: [Database, Broker, OutboxRelay, Log, EventStore, EventFeed, OrchestratorSettings],
  },
  {
    provide: ProgressLog,
    useFactory: ({ pool }: Database, events: EventStore, feed: EventFeed) => new ProgressLog(pool, events, feed.wake),
    inject: [Database, EventStore, EventFeed],
  },
  {
    provide: Sweeper,
    useFactory: (
      moving: Engine,
      { pool }: Database,
      relay: OutboxRelay,
      log: Log,
      { eventDays }: OrchestratorSettings,
    ) =>
      new Sweeper({
        engine: moving,
        leases: new LeaseKeeper(pool, relay, now),
        pool,
        eventDays,
        onError: (error) => log.problem('the sweeper could not go on; it tries again', error),
      }),
    inject: [Engine, Database, OutboxRelay, Log, OrchestratorSettings],
  },
];
