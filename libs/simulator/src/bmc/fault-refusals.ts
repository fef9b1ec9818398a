import { critical, RedfishRefusal } from './redfish-refusal.error.js';

/** What some say instead of `sessionLimit`. */
export const noMoreSessions = () =>
  new RedfishRefusal(400, [
    {
      id: 'CreateLimitReachedForResource',
      text: 'The create operation failed because the resource has reached the limit of possible resources.',
      severity: critical,
      resolution:
        'Either delete resources and resubmit the request if the operation failed or do not resubmit the request.',
    },
  ]);

export const serviceUnavailable = (retryAfterSeconds: number) =>
  new RedfishRefusal(
    503,
    [
      {
        id: 'ServiceTemporarilyUnavailable',
        text: `The service is temporarily unavailable. Retry in ${retryAfterSeconds} seconds.`,
        args: [String(retryAfterSeconds)],
        severity: critical,
        resolution: 'Wait for the indicated retry duration and retry the operation.',
      },
    ],
    { 'retry-after': String(retryAfterSeconds) },
  );
