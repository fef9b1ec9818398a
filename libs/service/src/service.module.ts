import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AuthGuard } from './auth.guard.js';
import { HealthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';

/** Hands out what was opened at the start (database, broker, log, keys …), each under its own class. */
@Global()
@Module({})
export class ServiceModule {
  static holding(opened: readonly object[], controllers: readonly Type[]): DynamicModule {
    const providers = opened.map((instance) => ({ provide: instance.constructor, useValue: instance }));
    return {
      module: ServiceModule,
      controllers: [HealthController, ...controllers],
      providers: [
        ...providers,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: providers.map(({ provide }) => provide),
    };
  }
}
