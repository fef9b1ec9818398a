import { keepRedfishSessionsIn } from '@drydock/oob-drivers';
import { Database, SealKeys, SecretHmac } from '@drydock/service';
import { Module, type OnModuleInit } from '@nestjs/common';
import { BmcSessionStore } from './bmc-session.store.js';

/** Has the drivers of this process keep their sessions where all replicas see them, before any BMC is called. */
@Module({
  providers: [
    {
      provide: BmcSessionStore,
      useFactory: (database: Database, keys: SealKeys, hmac: SecretHmac) =>
        new BmcSessionStore({ database, keys, hmac }),
      inject: [Database, SealKeys, SecretHmac],
    },
  ],
})
export class SessionsModule implements OnModuleInit {
  constructor(private readonly sessions: BmcSessionStore) {}

  onModuleInit(): void {
    keepRedfishSessionsIn(this.sessions);
  }
}
