import type { FailureKind } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { ErrorStatus, RequestFailedError } from 'net-snmp';
import type { SnmpTarget } from './snmp.settings.js';

/** What an error-status says; all others are `rejected`. */
const kinds: ReadonlyMap<ErrorStatus, FailureKind> = new Map([
  [ErrorStatus.NoAccess, 'unauthorized'],
  [ErrorStatus.AuthorizationError, 'unauthorized'],
  [ErrorStatus.NotWritable, 'unsupported'],
  [ErrorStatus.ReadOnly, 'unsupported'],
  [ErrorStatus.NoCreation, 'unsupported'],
]);

const advices: Partial<Record<FailureKind, string>> = {
  unauthorized: 'Give a community that may write, and check which addresses the switch lets write.',
  unsupported:
    'This switch does not let SNMP change it here: switch writing on, use another driver, or set the port by hand.',
  rejected: 'See in the evidence which value the switch does not take, and whether its configuration contradicts it.',
};

/** What a switch has answered to a request that it does not carry out; undefined when it has answered nothing. */
export function refused(error: Error, request: string, target: SnmpTarget): DriverError | undefined {
  if (!(error instanceof RequestFailedError)) return undefined;
  const kind = kinds.get(error.status) ?? 'rejected';
  const name = ErrorStatus[error.status] ?? String(error.status);
  const said = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  return new DriverError(kind, `the switch at ${target.address} refuses: ${request} → ${said}`, {
    evidence: [`${request} → ${error.message}`],
    advice: advices[kind],
    cause: error,
  });
}

/** There was no answer. A switch keeps silent towards a community that it does not know, too. */
export function noAnswer(error: Error, request: string, target: SnmpTarget): DriverError {
  const { address, port, timeoutMs, retries } = target;
  return new DriverError('unreachable', `the switch at ${address} does not answer: ${error.message}`, {
    evidence: [`${request} to ${address}, UDP port ${port}: ${retries + 1} times, ${timeoutMs} ms each`],
    advice: 'Check address and port, that SNMP v2c is on, and the community: to a wrong one a switch says nothing.',
    cause: error,
  });
}
