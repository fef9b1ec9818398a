import { Messaging1700000000000 } from './messaging.migration.js';
import { OutboxAsText1700000020000 } from './outbox-as-text.migration.js';

/** Of the tables of messages, oldest first. */
export const messagingMigrations = [Messaging1700000000000, OutboxAsText1700000020000];
