import { describe, expect, it } from 'vitest';
import { EventFeed, eventIds } from './event-feed.js';

const streamOf = (...chunks: string[]): ReadableStream<Uint8Array> => new Blob(chunks).stream();

describe('the stream of events', () => {
  it('gives the id of each event, however it is cut into chunks', async () => {
    const cut = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of [
          'id: 1\nda',
          'ta: {}\n',
          '\n: keep-alive\n\nevent: x\r\n',
          'data: {}\r\n\r\nid: 3\ndata: 1\ndata: 2\n\n',
          'id: 4\nda',
        ]) {
          controller.enqueue(new TextEncoder().encode(chunk));
        }
        controller.close();
      },
    });
    const ids = [];
    for await (const id of eventIds(cut)) ids.push(id);
    expect(ids).toEqual(['1', null, '3']);
  });

  it('is opened again after the last event that was seen when it breaks', async () => {
    const over = new AbortController();
    const asked: (string | null)[] = [];
    const feed = new EventFeed((lastEventId) => {
      asked.push(lastEventId);
      if (asked.length === 2) return Promise.reject(new Error('the service is being started again'));
      if (asked.length === 4) over.abort();
      return Promise.resolve(streamOf(`id: ${asked.length}\ndata: {}\n\n`));
    }, 1);
    await feed.listen(over.signal);
    expect(asked).toEqual([null, '1', '1', '3']);
  });
});

describe('waiting for an event', () => {
  it('ends at once when one came meanwhile', async () => {
    const over = new AbortController();
    const feed = new EventFeed(() => {
      over.abort();
      return Promise.resolve(streamOf('data: {}\n\n'));
    }, 1);
    await feed.listen(over.signal);
    const since = performance.now();
    await feed.changed(30_000, new AbortController().signal);
    expect(performance.now() - since).toBeLessThan(15_000);
  });

  it('ends in time when none comes', async () => {
    const feed = new EventFeed(() => Promise.reject(new Error('away')));
    const since = performance.now();
    await feed.changed(30, new AbortController().signal);
    expect(performance.now() - since).toBeGreaterThanOrEqual(29);
  });
});
