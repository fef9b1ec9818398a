import { ActionRecord, Announcement, parse, subjects, type Parsed } from '@drydock/contracts';
import { OnMessages, type Received } from '@drydock/messaging';
import { Controller } from '@nestjs/common';
import { PickType } from '@nestjs/swagger';
import { Engine } from './engine/engine.js';
import { ProgressLog } from './engine/progress-log.js';
import { AnnouncementStore } from './persistence/announcement.store.js';

/** What an event says, as far as the orchestrator listens. */
type Heard = { readonly announcement: Announcement } | { readonly progress: ActionRecord } | { readonly other: true };

const readOfResults = ['id', 'state', 'result', 'noop', 'failure', 'would'] as const;

/** What the orchestrator reads of a result. It knows what it asked for: reading all anew costs four times as much. */
class EndOfAction extends PickType(ActionRecord, readOfResults) {}

/** What the orchestrator hears over NATS: how actions ended, how far they are, and who is there. */
@Controller()
export class OrchestratorListener {
  constructor(
    private readonly engine: Engine,
    private readonly announcements: AnnouncementStore,
    private readonly progress: ProgressLog,
  ) {}

  @OnMessages({
    stream: 'events',
    filter: subjects.results,
    durable: 'orchestrator-results',
    parse: (body) => parse(EndOfAction, withoutTheRest(body), 'ignore'),
  })
  async results(batch: readonly Received<EndOfAction>[]): Promise<void> {
    await this.engine.onResults(batch.map(({ body }) => body));
  }

  @OnMessages({ stream: 'events', filter: subjects.events, durable: 'orchestrator-events', parse: heard })
  async events(batch: readonly Received<Heard>[]): Promise<void> {
    for (const { body, headers } of batch) {
      if ('announcement' in body) await this.announcements.keep(body.announcement, timeOf(headers));
    }
    await this.progress.keep(
      batch.flatMap(({ id, body }) => ('progress' in body ? [{ id, record: body.progress }] : [])),
    );
  }
}

const withoutTheRest = (body: unknown): unknown =>
  typeof body === 'object' && body !== null
    ? Object.fromEntries(Object.entries(body).filter(([name]) => readOfResults.some((read) => read === name)))
    : body;

function heard(body: unknown, subject: string): Parsed<Heard> {
  if (subject.endsWith('.event.announced')) {
    const parsed = parse(Announcement, body, 'ignore');
    return parsed.ok ? { ok: true, value: { announcement: parsed.value } } : parsed;
  }
  if (subject.endsWith('.event.action-progressed')) {
    const parsed = parse(ActionRecord, body, 'ignore');
    return parsed.ok ? { ok: true, value: { progress: parsed.value } } : parsed;
  }
  return { ok: true, value: { other: true } };
}

const timeOf = (headers: Readonly<Record<string, string>>): Date => {
  const time = new Date(headers['ce-time'] ?? '');
  return Number.isNaN(time.getTime()) ? new Date(0) : time;
};
