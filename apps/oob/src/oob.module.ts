import { Module, type DynamicModule } from '@nestjs/common';
import { BmcsModule } from './bmcs/bmcs.module.js';
import { QuirksModule } from './quirks/quirks.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import type { WatchSettings } from './watch/bmc-watch.js';

/** What only the oob service has, beside actions. */
@Module({})
export class OobModule {
  static for(watch: WatchSettings): DynamicModule {
    return { module: OobModule, imports: [BmcsModule.for(watch), QuirksModule, SessionsModule] };
  }
}
