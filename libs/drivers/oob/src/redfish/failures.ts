import type { FailureKind } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { RedfishError, RedfishTransportError, SystemChoiceError, type RedfishFault } from '@drydock/redfish';

/** Whatever went wrong with a BMC, in the driver's words. Errors that are a driver's already, and aborts, pass. */
export function asFailure(error: unknown, address: string): unknown {
  if (error instanceof RedfishError) return ofRefusal(error, address);
  if (error instanceof RedfishTransportError) return ofTransport(error, address);
  if (error instanceof SystemChoiceError) {
    return new DriverError(error.why === 'ambiguous' ? 'rejected' : 'not-found', error.message, {
      evidence: [`systems at ${address}: ${error.systemIds.join(', ') || 'none'}`],
      advice: 'Set systemId of the target (oob.system_id in the design) to the system that is meant.',
      cause: error,
    });
  }
  return error;
}

/** The BMC is in the middle of something and says that it cannot do it now. */
const passingMessages = [
  'SYS518',
  'InvalidOperationForSystemState',
  'UnableToModifyDuringSystemPOST',
  'ServiceTemporarilyUnavailable',
  'ServiceInUnknownState',
  'ResourceInUse',
  // iDRAC 10 settles for up to a minute after a power off.
  'ActionParameterValueConflict',
];

/** Refused only for now. */
export const mayPass = (error: RedfishError): boolean =>
  error.status === 429 || error.status >= 500 || error.says(...passingMessages);

/** How a BMC says 401 with another status. */
const accountMessages = ['UnauthorizedLoginAttempt', 'ResourceAtUriUnauthorized', 'AccountLocked', 'NoValidSession'];

/** The account is let in for nothing but a new password. */
const passwordIsOld = 'PasswordChangeRequired';

const refusals = {
  unauthorized: 'does not take the account',
  'not-found': 'does not have what was asked for',
  unsupported: 'cannot do this',
  busy: 'is busy',
  rejected: 'refuses',
} as const satisfies Partial<Record<FailureKind, string>>;

function kindOf(error: RedfishError): keyof typeof refusals {
  if (error.status === 401 || error.status === 403 || error.says(...accountMessages, passwordIsOld))
    return 'unauthorized';
  if (error.status === 404 || error.status === 410) return 'not-found';
  if (error.status === 405 || error.status === 501) return 'unsupported';
  return mayPass(error) ? 'busy' : 'rejected';
}

const pointsElsewhere = 'The BMC points elsewhere: give the address (and http or https) that it points to.';
const newPassword = 'Give the account a new password at the BMC, and in the design.';
const mayNotDoThis = 'The BMC takes the password, but not this request: give the account the privilege of an operator.';

function ofRefusal(error: RedfishError, address: string): DriverError {
  const kind = kindOf(error);
  const redirected = error.status >= 300 && error.status < 400;
  // With 403 a BMC says that it knows who asks.
  const loggedIn =
    kind === 'unauthorized' && !error.says(...accountMessages) && (error.loggedIn || error.status === 403);
  return new DriverError(kind, `the BMC at ${address} ${refusals[kind]}: ${error.message}`, {
    evidence: [error.message],
    advice: redirected
      ? pointsElsewhere
      : error.says(passwordIsOld)
        ? newPassword
        : loggedIn
          ? mayNotDoThis
          : undefined,
    loggedIn,
    retryAfterSeconds: error.retryAfterSeconds,
    cause: error,
  });
}

const faults: Record<Exclude<RedfishFault, 'stopped'>, { kind: FailureKind; why: string; advice?: string }> = {
  unreachable: { kind: 'unreachable', why: 'cannot be reached' },
  'timed-out': { kind: 'timed-out', why: 'does not answer in time' },
  untrusted: {
    kind: 'rejected',
    why: 'cannot be trusted',
    advice: 'Give the CA of its certificate (caCertificate), or set verifyTls to false; http:// where it has no TLS.',
  },
  'no-http': {
    kind: 'unreachable',
    why: 'answers, but not with valid HTTP',
    advice:
      'Check that the port is that of the Redfish service, and that nothing in between changes answers; else give the BMC newer firmware, or restart it.',
  },
  unintelligible: {
    kind: 'unreachable',
    why: 'answers, but not with Redfish',
    advice: 'Check that the address is the BMC and that its Redfish service is on; it may also be starting.',
  },
  'no-session': {
    kind: 'busy',
    why: 'has no session left',
    advice: 'See who else has sessions open at the BMC, and end those that nobody needs. It is tried again.',
  },
  'too-large': { kind: 'rejected', why: 'answers more than can be read' },
};

function ofTransport(error: RedfishTransportError, address: string): unknown {
  const mayHaveChanged = error.sent && error.method !== 'GET';
  if (error.fault === 'stopped') {
    if (!mayHaveChanged) return new DOMException(`stopped before ${error.method} ${error.path}`, 'AbortError');
    return new DriverError('timed-out', `stopped while the BMC at ${address} worked on ${error.method} ${error.path}`, {
      evidence: [error.message],
      leftRunning: true,
      cause: error,
    });
  }
  const { kind, why, advice } = faults[error.fault];
  return new DriverError(kind, `the BMC at ${address} ${why}: ${error.message}`, {
    evidence: [error.message],
    advice,
    cause: error,
  });
}
