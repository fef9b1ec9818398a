import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';

/** How many entries of a long list are written in one turn of the event loop. */
const entriesPerPart = 100;

/** An answer of JSON that is sent as it is made. What fails on the way closes the connection, so that nobody takes a part for the whole. */
export const jsonStream = (parts: Iterable<string> | AsyncIterable<string>): StreamableFile =>
  new StreamableFile(Readable.from(parts), { type: 'application/json; charset=utf-8' });

/** A list as JSON, in parts. */
export function* listParts(list: readonly unknown[]): Generator<string> {
  yield '[';
  for (let at = 0; at < list.length; at += entriesPerPart) {
    const entries = JSON.stringify(list.slice(at, at + entriesPerPart)).slice(1, -1);
    yield at === 0 ? entries : `,${entries}`;
  }
  yield ']';
}
