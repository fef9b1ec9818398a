/** How long a BMC is left in peace between two operations, in seconds: as the options of its target say, else not at all. */
export function spacingSeconds(options: unknown): number {
  if (typeof options !== 'object' || options === null || !('spacingSeconds' in options)) return 0;
  return typeof options.spacingSeconds === 'number' ? options.spacingSeconds : 0;
}
