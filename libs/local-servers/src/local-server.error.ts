/** Why a local server could not be started, in one line that an operator can act on. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
}

/** Turns what a server said before it died into one line; `about` names the server, `directory` is where its data is. */
export function explainExit(about: string, directory: string, output: readonly string[]): LocalServerError {
  const said = output.join('\n');
  if (/no space left on device/i.test(said)) return diskFull(directory);
  if (/address already in use/i.test(said))
    return new LocalServerError(`${about}: its port is taken by another program`);
  const last =
    output.findLast((line) => /fatal|error|panic|\[FTL\]|\[ERR\]/i.test(line)) ?? output.at(-1) ?? 'no output';
  return new LocalServerError(`${about} did not start: ${last.trim()}`);
}

export const diskFull = (directory: string): LocalServerError =>
  new LocalServerError(
    `the disk is full: no space left for ${directory}; free some, or choose another place with --data DIR`,
  );
