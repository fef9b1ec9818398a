export interface Complaint {
  readonly path: string;
  readonly message: string;
}

/** An answer that says what went wrong, by RFC 9457. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: { readonly detail: string; readonly errors?: readonly Complaint[] },
  ) {
    super(`${title}: ${detail.detail}`);
  }

  get body(): object {
    return { type: 'about:blank', title: this.title, status: this.status, ...this.detail };
  }
}

export const notFound = (what: string): Problem => new Problem(404, 'Not found', { detail: `There is no ${what}.` });

export const conflict = (detail: string): Problem => new Problem(409, 'Conflict', { detail });

export const notAllowed = (method: string): Problem =>
  new Problem(405, 'Method not allowed', { detail: `${method} cannot be done here.` });

export const unauthorized = (): Problem =>
  new Problem(401, 'A token is needed', { detail: 'Show the token of the lab: Authorization: Bearer <token>.' });

export const invalid = (errors: readonly Complaint[]): Problem =>
  new Problem(400, 'The request is not valid', {
    detail: errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
    errors,
  });

export const tooLarge = (bytes: number): Problem =>
  new Problem(413, 'The request is too large', { detail: `A body has ${bytes} bytes at most.` });
