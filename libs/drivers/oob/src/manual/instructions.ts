import type { ActionName, NodeIdentity, OobTarget, ParametersOf } from '@drydock/contracts';

type Parameters<A extends ActionName<'oob'>> = ParametersOf<'oob', A>;

const bootFrom = ({ device, once = true, mode }: Parameters<'SetNodeBoot'>): string =>
  `boot from ${device}${mode === undefined ? '' : ` in ${mode} mode`}${once ? ' at its next start' : ' from now on'}`;

const armed = (boot: Parameters<'PowerOnNode'>['boot']): string =>
  boot === undefined ? '' : `, and have it ${bootFrom(boot)}`;

/** What a person is told to do with a node, by action; each goes on where the name of the node ends. */
export const instructions: {
  readonly [A in Exclude<ActionName<'oob'>, 'InterrogateOob'>]: (node: string, parameters: Parameters<A>) => string;
} = {
  ConfigNodePxe: (node, { bootMac, fallbackMacs = [], exclusive = false, protocol = 'pxe', vlan }) =>
    [
      `Have ${node} boot over its interface ${bootMac}`,
      fallbackMacs.length > 0 ? `, and after it over ${fallbackMacs.join(', ')}` : '',
      protocol === 'http' ? ', by HTTP' : '',
      vlan === undefined ? '' : `, in VLAN ${vlan}`,
      exclusive ? '; switch network boot off on its other interfaces' : '',
    ].join(''),
  SetNodeBoot: (node, boot) => `Have ${node} ${bootFrom(boot)}`,
  PowerOffNode: (node, { graceful = true, gracePeriodSeconds = 120 }) =>
    graceful
      ? `Shut ${node} down, and cut its power if it is not off after ${gracePeriodSeconds} s`
      : `Cut the power of ${node}`,
  PowerOnNode: (node, { boot }) => `Switch ${node} on${armed(boot)}`,
  PowerCycleNode: (node, { graceful = false, boot }) =>
    `${graceful ? 'Shut' : 'Switch'} ${node} ${graceful ? 'down' : 'off'} and on again${armed(boot)}`,
};

/** How the node is told from others by who stands before it. */
export function howToFind({ identity, options = {} }: Pick<OobTarget, 'identity' | 'options'>): string {
  const { serialNumber, uuid, bootMac }: NodeIdentity = identity ?? {};
  const marks = [
    ...(serialNumber === undefined ? [] : [`serial number ${serialNumber}`]),
    ...(serialNumber !== undefined || uuid === undefined ? [] : [`UUID ${uuid}`]),
    ...(bootMac === undefined ? [] : [`boot MAC ${bootMac}`]),
    ...(typeof options.where === 'string' ? [options.where] : []),
  ];
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`;
}
