const firstSeconds = 0.5;
const longestSeconds = 30;

/** How long to wait before the next try: doubling up to 30 s, between half and the whole of it so that many do not come back at once. */
export function backoffSeconds(attempt: number, random: () => number): number {
  const full = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(attempt, 10));
  return full * (0.5 + random() / 2);
}
