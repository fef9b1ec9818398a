import type { OobTarget } from '@drydock/contracts';
import { DriverError } from '@drydock/driver';
import { RedfishError, RedfishTransportError, resetActionInfo, textOf, type ResetAction } from '@drydock/redfish';
import type { Power, PowerOrder, PowerSwitch, SeenPower } from '../power-switch.js';
import { lookFor, reread, type Bmc } from './bmc.js';
import { spelt } from './boot-state.js';
import { mayPass } from './failures.js';
import { settleMs } from './redfish.settings.js';

/** Reset types by what they are for, the better first. */
const resetTypes = {
  on: ['On', 'ForceOn'],
  /** Beside `ForceOff`, `Off` asks the operating system; the power button is the only way on old Dell and HPE. */
  shutdown: ['GracefulShutdown', 'Off', 'PushPowerButton'],
  off: ['ForceOff', 'Off'],
  cycle: ['PowerCycle'],
} as const;
const restartTypes = {
  forced: ['ForceRestart', 'GracefulRestart'],
  graceful: ['GracefulRestart', 'ForceRestart'],
} as const;

/** What a BMC can do about the power of its host. */
export interface Resets {
  readonly bmc: Bmc;
  readonly action: ResetAction;
}

export async function resetsOf(bmc: Bmc): Promise<Resets> {
  const action = await resetActionInfo(bmc.client, bmc.system);
  if (action !== null) {
    const broken = bmc.switches.setting('withoutResetTypes') ?? [];
    return { bmc, action: { ...action, types: action.types.filter((type) => spelt(broken, type) === undefined) } };
  }
  throw new DriverError('unsupported', 'this system cannot be switched on and off by its BMC', {
    advice: 'Set systemId of the target to the host, where the BMC serves several systems.',
  });
}

export function powerOf({ system }: Pick<Bmc, 'system'>): Power {
  const state = textOf(system.body.PowerState)?.toLowerCase();
  if (state === 'on' || state === 'paused') return 'on';
  return state === 'off' ? 'off' : 'moving';
}

/** The first of these reset types that the BMC offers, as it spells it. */
const offered = ({ action }: Resets, types: readonly string[]): string | undefined =>
  types.map((type) => spelt(action.types, type)).find((type) => type !== undefined);

function shutdownOf(resets: Resets): string | undefined {
  const type = offered(resets, resetTypes.shutdown);
  // Where nothing else cuts power, `Off` does.
  return type === offered(resets, resetTypes.off) ? offered(resets, ['PushPowerButton']) : type;
}

/** The host of a BMC, to be switched. Its power was read when the BMC was opened, and is read again after each order. */
export function powerSwitchOf(resets: Resets, target: OobTarget): PowerSwitch {
  const { bmc, action } = resets;
  let last = bmc;
  const order = (type: string | undefined, wanted: 'on' | 'off' | null): PowerOrder | undefined =>
    type === undefined ? undefined : { name: type, send: () => sendReset(resets, type, wanted) };
  return {
    settleMs: settleMs(target, bmc.switches.setting('settleSeconds')),
    offers: `reset types: ${action.types.join(', ')}`,
    async look(awaited) {
      if (awaited !== undefined) last = await lookFor(bmc, (found) => powerOf(found) === awaited);
      return powerOf(last);
    },
    seen: () => seenOf({ bmc: last, action }),
    shutdown: () => asking(order(shutdownOf(resets), 'off')),
    cut: () => order(offered(resets, resetTypes.off), 'off'),
    give: () => order(offered(resets, resetTypes.on), 'on'),
    restart: (how) => order(offered(resets, restartTypes[how]), null),
    cycle: () => order(offered(resets, resetTypes.cycle), null),
    restSeconds: bmc.switches.setting('offSeconds'),
    wasNotTaken,
  };
}

function seenOf({ bmc: { system }, action }: Resets): SeenPower {
  const state = textOf(system.body.PowerState);
  return {
    words: state === null ? 'is not told' : `shows ${state}`,
    evidence: [`POST ${action.target} was accepted`, `GET ${system.path}: PowerState=${state ?? 'nothing'}`],
  };
}

/** An order to the operating system: refused for good, nobody can be asked. */
const asking = (order: PowerOrder | undefined): PowerOrder | undefined =>
  order && {
    name: order.name,
    async send() {
      try {
        await order.send();
      } catch (error) {
        if (!(error instanceof RedfishError) || mayPass(error) || ![400, 405, 409].includes(error.status)) throw error;
        throw new DriverError('unsupported', error.message, { cause: error });
      }
    },
  };

/** Refused, or never sent. Of a gateway's error, or a task that failed, nobody knows. */
const wasNotTaken = (error: unknown): boolean =>
  error instanceof RedfishTransportError
    ? !error.sent
    : error instanceof RedfishError && error.method === 'POST' && (error.status < 500 || error.status === 503);

/**
 * Asks for a reset. A node that is in the wanted state already, or on its way, makes BMCs answer 400 or 409: whether it
 * is, is looked at, and nothing else is believed.
 */
async function sendReset({ bmc, action }: Resets, type: string, wanted: 'on' | 'off' | null): Promise<void> {
  try {
    await bmc.client.post(action.target, { ResetType: type });
  } catch (error) {
    const mayBeSo = error instanceof RedfishError && (error.status < 300 || [400, 409].includes(error.status));
    if (!mayBeSo || wanted === null) throw error;
    const power = powerOf(await reread(bmc));
    if (power !== wanted && !(power === 'moving' && error.status === 409)) throw error;
  }
}
