import type { Complaint } from '@drydock/contracts';

/** An answer that says what went wrong, by RFC 9457. Thrown anywhere, shown by the problem filter. */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** What is wrong in particular, and where. */
  errors: readonly Complaint[] = [];

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(`${title}: ${detail}`);
  }

  naming(errors: readonly Complaint[]): this {
    this.errors = errors;
    return this;
  }
}

export const invalid = (complaints: readonly Complaint[]): Problem =>
  new Problem(400, 'The request is not valid', summary(complaints)).naming(complaints);

export const notFound = (what: string): Problem => new Problem(404, 'Not found', `There is no ${what}.`);

export const conflict = (detail: string): Problem => new Problem(409, 'Conflict', detail);

const summary = (complaints: readonly Complaint[]): string =>
  complaints.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
