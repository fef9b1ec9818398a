import type { NodeIdentity, OobTarget } from '@drydock/contracts';
import { DriverError, type ActionContext } from '@drydock/driver';
import { refuseImpostor } from '../node-identity.js';
import type { NodeAtHand } from '../power-actions.js';
import { wasNotLeftRunning, type Power, type PowerOrder } from '../power-switch.js';
import { Bmc } from './bmc.js';
import { armBoot, bootOfStart, planBoot, rememberBoot } from './boot.js';
import { isNotThere, wantsAnotherState } from './failures.js';
import { readFru, readUuid } from './inventory.js';

/** Opens a BMC to change something: one whose node contradicts the design is refused before anything is touched. */
export async function openForChange(target: OobTarget, context: ActionContext): Promise<Bmc> {
  const bmc = new Bmc(target, context.signal, context);
  if (target.identity !== undefined) await checkIdentity(bmc, target.identity);
  return bmc;
}

async function checkIdentity(bmc: Bmc, identity: NodeIdentity): Promise<void> {
  const serialNumbers = identity.serialNumber === undefined ? [] : (await readFru(bmc)).serialNumbers;
  const uuid = identity.uuid === undefined ? null : await readUuid(bmc);
  await refuseImpostor(identity, { serialNumbers, uuid, macs: () => [] });
}

export async function powerOf(bmc: Bmc): Promise<Power> {
  const said = await bmc.ask('chassis', 'power', 'status');
  return /is on\b/i.test(said) ? 'on' : /is off\b/i.test(said) ? 'off' : 'moving';
}

/** The node behind a BMC, for the power actions. `power cycle` is not used: some do nothing with it while off. */
export async function nodeAtBmc(target: OobTarget, context: ActionContext): Promise<NodeAtHand> {
  const bmc = await openForChange(target, context);
  const order = (word: string, wanted: 'on' | 'off' | null) => (): PowerOrder => ({
    name: `chassis power ${word}`,
    send: () => sendPower(bmc, word, wanted),
  });
  return {
    settleMs: bmc.target.settleSeconds * 1000,
    look: () => powerOf(bmc),
    shutdown: () => asking(order('soft', 'off')()),
    cut: order('off', 'off'),
    give: order('on', 'on'),
    restart: order('reset', null),
    wasNotTaken: wasNotLeftRunning,
    async arm(boot) {
      const wanted = bootOfStart(boot, context);
      if (wanted === undefined) return;
      const armed = await armBoot(bmc, wanted, context);
      if (!wanted.once) await rememberBoot(context, armed.rearmed ? wanted : null);
    },
    async wouldArm(boot) {
      const wanted = bootOfStart(boot, context);
      if (wanted === undefined || (await planBoot(bmc, wanted, context)).armed) return [];
      return [`boot from ${wanted.device}${wanted.once ? ' once' : ''}`];
    },
  };
}

/** A node that is in the wanted state already makes BMCs refuse, each with a code of its own: whether it is, is looked at. */
async function sendPower(bmc: Bmc, word: string, wanted: 'on' | 'off' | null): Promise<void> {
  try {
    await bmc.change('chassis', 'power', word);
  } catch (error) {
    if (wanted === null || !isNotThere(error) || (await powerOf(bmc)) !== wanted) throw error;
  }
}

/** An order to the operating system: refused for the state that the node is in, nobody can be asked. */
const asking = ({ name, send }: PowerOrder): PowerOrder => ({
  name,
  async send() {
    try {
      await send();
    } catch (error) {
      if (!wantsAnotherState(error)) throw error;
      throw new DriverError('unsupported', error.message, { evidence: error.evidence, cause: error });
    }
  },
});
