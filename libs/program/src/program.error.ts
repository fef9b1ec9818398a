export type ProgramFault = 'missing' | 'stopped' | 'timed-out' | 'too-long';

const faults: Record<ProgramFault, string> = {
  missing: 'is not installed, or may not be run',
  stopped: 'was stopped',
  'timed-out': 'did not end in time',
  'too-long': 'wrote more than is read',
};

/** A program that could not be run to its end. One that ended, however badly, is a `ProgramEnd`. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';

  constructor(
    readonly fault: ProgramFault,
    readonly program: string,
    details: { readonly cause?: unknown } = {},
  ) {
    super(`${program} ${faults[fault]}`, details);
  }
}
