import { critical, RedfishRefusal } from './redfish-refusal.error.js';

/** The system is off, so that there is nothing that could be restarted. */
export const inStandby = () =>
  new RedfishRefusal(409, [
    {
      id: 'ResourceInStandby',
      text: 'The request could not be performed because the resource is in standby.',
      severity: critical,
      resolution: 'Ensure that the resource is in the correct power state and resubmit the request.',
    },
  ]);

/** The power is as it is asked to be already. */
export const alreadyThere = (status: 400 | 409, resetType: string) =>
  new RedfishRefusal(status, [
    {
      id: 'ActionParameterValueConflict',
      text: `The parameter ResetType with the value '${resetType}' conflicts with the power state of the system.`,
      args: ['ResetType', resetType],
      resolution: 'Look at the power state: the system may be as it is asked to be.',
    },
  ]);

/** Boot settings belong to the firmware while it starts. HPE has the message in a registry of its own. */
export const duringPost = () =>
  new RedfishRefusal(400, [
    {
      id: 'UnableToModifyDuringSystemPOST',
      text: 'The change was not made because the system is in POST.',
      resolution: 'Wait until the system has started or is off, and resubmit the request.',
    },
  ]);

/** A job that changes the BIOS waits for the next start, and takes no second one beside it. */
export const jobPending = () =>
  new RedfishRefusal(400, [
    {
      id: 'SYS011',
      text: 'Pending configuration values are already committed, unable to perform another set operation.',
      resolution: 'Restart the system so that the job runs, or delete the job, and resubmit the request.',
    },
  ]);
