import type { BootOverride, OobTarget } from '@drydock/contracts';
import { DriverError, type ActionContext } from '@drydock/driver';
import type { NodeAtHand } from '../power-actions.js';
import { wasNotLeftRunning, type PowerOrder } from '../power-switch.js';
import { armBoot, planBoot, putBack, type WantedBoot } from './boot.js';
import { byUuid, openForChange, powerOf, stateOf } from './domain.js';

const wantedBoot = (boot: BootOverride): WantedBoot => ({ ...boot, once: boot.once ?? true });

/** The domain behind a target, for the power actions. */
export async function nodeAtHypervisor(target: OobTarget, context: ActionContext, node: string): Promise<NodeAtHand> {
  const domain = await openForChange(target, node, context.signal);
  const { hypervisor } = domain;
  const look = async () => powerOf(await stateOf(domain));
  /** Where somebody was faster, the power is as asked for: whether it is, is looked for afterwards. */
  const send = async (word: string): Promise<void> => {
    try {
      await hypervisor.change(word, byUuid(domain));
    } catch (error) {
      if (!(error instanceof DriverError) || !/domain is (not running|already active)/i.test(error.message))
        throw error;
    }
  };
  const order = (word: string) => (): PowerOrder => ({ name: word, send: () => send(word) });
  return {
    settleMs: hypervisor.target.settleMs,
    look,
    shutdown: order('shutdown'),
    cut: order('destroy'),
    give: order('start'),
    restart: order('reset'),
    wasNotTaken: wasNotLeftRunning,
    async arm(boot) {
      if (boot === undefined) return;
      if ((await look()) !== 'off') throw onlyWithStart();
      await armBoot(domain, wantedBoot(boot), context);
    },
    async wouldArm(boot) {
      if (boot === undefined || !planBoot(domain, wantedBoot(boot), context.memory).changed) return [];
      return [`boot from ${boot.device}${boot.once === false ? '' : ' once'}`];
    },
    started: async (how) => {
      if (how === 'start') await putBack(domain, context);
    },
  };
}

const onlyWithStart = () =>
  new DriverError('unsupported', 'libvirt gives a domain another boot device with a start alone, not with a restart', {
    advice: 'Lift powerOff: never of this target; a domain has no BMC that would go off with it.',
  });
