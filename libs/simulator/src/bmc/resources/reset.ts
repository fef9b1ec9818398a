import { paths, type BmcState, type RedfishAnswer, type Tree } from '../endpoint.js';
import { alreadyThere, inStandby } from '../hardware-refusals.js';
import type { JsonObject } from '../json.js';
import { badRequest, propertyMessages } from '../redfish-refusal.error.js';
import { acceptedAs } from './tasks.js';

const resetName = '#ComputerSystem.Reset';

const targetOf = (bmc: BmcState): string => `${paths.system(bmc)}/Actions/ComputerSystem.Reset`;
const infoPath = (bmc: BmcState): string => `${paths.system(bmc)}/ResetActionInfo`;

/** `Actions` of the system. */
export function resetActionOf(bmc: BmcState): JsonObject {
  const { resetTypes, deviations } = bmc.personality;
  const isInline = deviations.resetTypesTold === 'inline';
  const values: JsonObject = isInline
    ? { 'ResetType@Redfish.AllowableValues': [...resetTypes] }
    : { '@Redfish.ActionInfo': infoPath(bmc) };
  return { [resetName]: { target: targetOf(bmc), ...values } };
}

export const resetResources = (bmc: BmcState): Tree => ({
  [targetOf(bmc)]: { post: (body) => reset(bmc, body) },
  ...(bmc.personality.deviations.resetTypesTold === 'action-info' && {
    [infoPath(bmc)]: { read: () => actionInfo(bmc) },
  }),
});

const actionInfo = (bmc: BmcState): JsonObject => ({
  '@odata.id': infoPath(bmc),
  '@odata.type': '#ActionInfo.v1_4_2.ActionInfo',
  Id: 'ResetActionInfo',
  Name: 'Reset Action Info',
  Parameters: [
    { Name: 'ResetType', Required: true, DataType: 'String', AllowableValues: [...bmc.personality.resetTypes] },
  ],
});

function reset({ node, personality, tasks }: BmcState, { ResetType }: Record<string, unknown>): RedfishAnswer {
  const { resetTypes, deviations } = personality;
  if (ResetType === undefined) throw badRequest([propertyMessages.actionParameterMissing(resetName, 'ResetType')]);
  const told = resetTypes.find((candidate) => candidate === ResetType);
  if (told === undefined) {
    throw badRequest([propertyMessages.actionParameterNotInList(resetName, 'ResetType', ResetType)]);
  }
  const type = told === 'Off' ? 'GracefulShutdown' : told;
  const isThere = node.power === 'On' ? type === 'On' || type === 'ForceOn' : isOff(type) && node.power === 'Off';
  if (isThere && deviations.samePower !== 'accepted') throw alreadyThere(deviations.samePower, told);
  const isIgnored = type === 'GracefulShutdown' && deviations.gracefulShutdown === 'ignored';
  if (!isIgnored && !node.reset(type)) throw inStandby();
  return deviations.resetAnswer === 'task' ? acceptedAs(tasks.addShort('Reset of the system')) : { status: 204 };
}

const isOff = (type: string): boolean => type === 'ForceOff' || type === 'GracefulShutdown';
