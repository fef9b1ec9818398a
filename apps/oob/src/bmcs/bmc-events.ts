import { messageTypes, subjects, type EventName, type Health, type PowerState } from '@drydock/contracts';
import { envelope, type OutgoingMessage } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';

/** A BMC's row before and after it was written. */
export interface BmcChange {
  readonly key: string;
  readonly node: string;
  readonly revision: number;
  readonly powerBefore: PowerState;
  readonly power: PowerState;
  readonly healthBefore: Health;
  readonly health: Health;
  readonly unreachableBefore: Date | null;
  readonly unreachableSince: Date | null;
}

/** The events that tell of a change; none where nothing became different. */
export function bmcEvents(change: BmcChange): OutgoingMessage[] {
  const { power, powerBefore, health, healthBefore, unreachableBefore, unreachableSince } = change;
  const events: OutgoingMessage[] = [];
  const tell = (name: EventName<'oob'>, before: object, after: object) =>
    events.push(eventOf(change, name, { before, after }));
  if (unreachableBefore !== null && unreachableSince === null) {
    tell('bmc-reachable', { unreachableSince: unreachableBefore.toISOString() }, { power, health });
  }
  if (power !== powerBefore) tell('power-state-changed', { power: powerBefore }, { power });
  if (health !== healthBefore) tell('health-changed', { health: healthBefore }, { health });
  if (unreachableBefore === null && unreachableSince !== null) {
    tell('bmc-unreachable', { power, health }, { unreachableSince: unreachableSince.toISOString() });
  }
  return events;
}

function eventOf(
  { key, node, revision }: BmcChange,
  name: EventName<'oob'>,
  { before, after }: { before: object; after: object },
): OutgoingMessage {
  const time = new Date();
  return envelope({
    subject: subjects.event('oob', name),
    id: randomUUID(),
    source: 'oob',
    type: messageTypes.event('oob', name),
    about: node,
    time,
    body: { node, target: key, before, after, at: time.toISOString(), revision },
  });
}
