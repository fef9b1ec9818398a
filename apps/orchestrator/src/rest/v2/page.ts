import { invalid } from '@drydock/service';

export interface Paging {
  readonly limit: number;
  readonly cursor?: string;
}

/** Of designs and tasks. */
export const usualPage = 50;
export const largestPage = 200;

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function limitOf(text: string, largest = largestPage): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= largest) return limit;
  throw invalid([{ path: 'limit', message: `must be a number from 1 to ${largest}` }]);
}

/** Pages of what has ids. */
export function pagingOf(limit: string | undefined, cursor: string | undefined): Paging {
  if (cursor !== undefined && !uuid.test(cursor)) throw invalid([{ path: 'cursor', message: 'must be a UUID' }]);
  return { limit: limit === undefined ? usualPage : limitOf(limit), ...(cursor !== undefined && { cursor }) };
}

export const noSuchCursor = () => invalid([{ path: 'cursor', message: 'must be the id of one that is in the list' }]);

/** Of one row more than a page holds, so that the last page says that it is the last. */
export function pageOf<T>(rows: readonly T[], limit: number): { rows: readonly T[]; last: T | null } {
  const shown = rows.slice(0, limit);
  return { rows: shown, last: rows.length > limit ? (shown.at(-1) ?? null) : null };
}
