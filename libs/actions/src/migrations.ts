import { Actions1700000006000 } from './action-part.migration.js';
import { Actions1700000001000 } from './actions.migration.js';
import { Actions1700000003000 } from './cancelled-ahead.migration.js';
import { ActionConfirmation1764103800000 } from './confirmation.migration.js';
import { DueActions1700000008000 } from './due-actions.migration.js';
import { Actions1700000009000 } from './secret-hmacs.migration.js';
import { TargetRest1764122400000 } from './target-rest.migration.js';
import { TargetsUnchecked1764177600000 } from './targets-unchecked.migration.js';

/** Of the tables of actions, oldest first. */
export const actionMigrations = [
  Actions1700000001000,
  Actions1700000003000,
  Actions1700000006000,
  DueActions1700000008000,
  Actions1700000009000,
  ActionConfirmation1764103800000,
  TargetRest1764122400000,
  TargetsUnchecked1764177600000,
];
