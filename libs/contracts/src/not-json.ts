/** Why a text is not JSON, in words that quote nothing of it: the parser's own do, and what they quote may be a secret. */
export function whyNotJson(error: unknown): string {
  const place = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return place === undefined ? 'is not JSON' : `is not JSON, from its character ${Number(place) + 1} on`;
}
