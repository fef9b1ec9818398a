/** An ETag as it can be sent back: null for an empty one, once quoted where it came twice quoted. */
export function cleanTag(tag: string | null | undefined): string | null {
  const text = tag?.trim() ?? '';
  if (text === '' || text === '""' || text === 'W/""') return null;
  return text.replace(/^(W\/)?""(.+)""$/, '$1"$2"');
}

/** Which tags to try after the first was refused, one after the other; null is none at all. */
export function tagLadder(fresh: string | null): (string | null)[] {
  if (fresh === null) return [null, '*'];
  return fresh.startsWith('W/') ? [fresh, fresh.slice(2), null, '*'] : [fresh, null, '*'];
}
