/** The time, so that tests can tell it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

export const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);
