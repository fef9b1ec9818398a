import { diskFull, LocalServerError } from '@drydock/local-servers';
import { StartError } from './child-service.js';
import { FlagError } from './flags.js';

/** One line for an operator; a stack only where the fault is ours. */
export function explain(error: unknown, dataDirectory: string): string {
  const chain = causesOf(error);
  if (chain.some(({ message }) => /ENOSPC|no space left on device|EDQUOT/i.test(message))) {
    return diskFull(dataDirectory).message;
  }
  if (chain.some((each) => /^(EACCES|EROFS|EPERM):/.test(each.message))) {
    return `${dataDirectory} cannot be written (${chain[0]?.message}): choose another place with --data DIR`;
  }
  const [first] = chain;
  if (!first) return String(error);
  const expected = [StartError, LocalServerError, FlagError].some((kind) => first instanceof kind);
  return expected ? first.message : `${first.message}\n${first.stack ?? ''}`;
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error; each = each.cause) chain.push(each);
  return chain;
}
