/** Where one document of a stream stands in its text. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A line that begins or ends a document. Nothing else of YAML can look like it, not even inside of quotes. */
const marker = /(?:^|[\r\n])(\uFEFF?---|\.\.\.)(?=[ \t\r\n]|$)/g;

/**
 * Takes a stream apart into its documents, so that each is read by itself and a syntax error in one hides no other.
 * Directives (%) stay with the document that they are for.
 */
export function* documentExtents(text: string): Generator<Extent> {
  let start = 0;
  for (const match of text.matchAll(marker)) {
    const [whole, mark = ''] = match;
    const at = match.index + whole.length - mark.length;
    if (mark === '...') {
      const end = at + mark.length + restOfLine(text, at + mark.length);
      if (end > start) yield { start, end };
      start = Math.max(start, end);
    } else if (at > start && !isPrologue(text.slice(start, at))) {
      yield { start, end: at };
      start = at;
    }
  }
  if (start < text.length) yield { start, end: text.length };
}

function restOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at - from;
}

/** Only directives, comments and empty lines. */
function isPrologue(text: string): boolean {
  if (text.startsWith('---')) return false;
  const lines = text.split(/[\r\n]+/).map((line) => line.replace('\uFEFF', ''));
  return (
    lines.some((line) => line.startsWith('%')) && lines.every((line) => line.trim() === '' || /^(?:%|\s*#)/.test(line))
  );
}
