import type { Complaint } from '@drydock/contracts';

/** An answer that says what went wrong, by RFC 9457. Thrown anywhere, shown by the problem filter. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly Complaint[] = [],
  ) {
    super(`${title}: ${detail}`);
  }
}

export const invalid = (complaints: readonly Complaint[]): Problem =>
  new Problem(400, 'The request is not valid', summary(complaints), complaints);

export const notFound = (what: string): Problem => new Problem(404, 'Not found', `There is no ${what}.`);

export const conflict = (detail: string): Problem => new Problem(409, 'Conflict', detail);

const summary = (complaints: readonly Complaint[]): string =>
  complaints.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
