import { invalid } from '@drydock/service';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { EventFeed } from '../../engine/event-feed.js';
import { eventAnswer } from './event-answers.js';

/** As much of request and response as a stream of events needs. */
interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: { readonly task?: string; readonly node?: unknown };
  on(event: 'close', listener: () => void): void;
}
interface Response {
  writeHead(status: number, headers: Record<string, string>): void;
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): void;
  end(): void;
  flushHeaders(): void;
}

const keepAliveMilliseconds = 15_000;
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What happens, as it happens (Server-Sent Events). `Last-Event-ID` goes on where a reader stopped. */
@Controller('api/v2/events')
export class EventsController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  async stream(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { task, node } = request.query;
    const lastEventId = request.headers['last-event-id'];
    if (task !== undefined && !uuid.test(String(task))) throw invalid([{ path: 'task', message: 'must be a UUID' }]);
    if (node !== undefined && typeof node !== 'string') throw invalid([{ path: 'node', message: 'must be one name' }]);
    const from = /^\d{1,18}$/.test(lastEventId ?? '') ? String(lastEventId) : await this.feed.latest();
    const gone = new AbortController();
    request.on('close', () => gone.abort());
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': events follow\n\n');
    const keepAlive = setInterval(() => response.write(': still here\n\n'), keepAliveMilliseconds);
    try {
      for await (const event of this.feed.follow(from, { task, node }, gone.signal)) {
        const { id, kind } = event;
        const room = response.write(`id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(eventAnswer(event))}\n\n`);
        if (!room) await drained(response, gone.signal);
      }
    } finally {
      clearInterval(keepAlive);
      response.end();
    }
  }
}

const drained = (response: Response, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
