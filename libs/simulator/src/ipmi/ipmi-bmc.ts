import type { BmcOptions, RunningBmc } from '../bmc/bmc.js';
import { IpmiSim } from './ipmi-sim.js';
import { chassisOf } from './node-chassis.js';

export type IpmiBmcOptions = Pick<BmcOptions, 'host' | 'port' | 'credential' | 'node'>;

/** Serves IPMI 2.0 for a node, by a process of ipmi_sim. A BMC that is dead is silent; faults of Redfish answers are not its. */
export async function startIpmiBmc({ node, ...address }: IpmiBmcOptions): Promise<RunningBmc> {
  const { hardware, report } = node;
  const sim = await IpmiSim.start({ ...hardware, ...address, chassis: chassisOf(node), report });
  let isDead = false;
  const follow = (): void => {
    const shouldBeDead = node.faults.deadBmc !== null;
    if (shouldBeDead === isDead) return;
    isDead = shouldBeDead;
    if (isDead) sim.freeze();
    else sim.thaw();
  };
  const forget = node.onChange(follow);
  return {
    url: `ipmi://${address.host}:${sim.port}`,
    close: async () => {
      forget();
      await sim.close();
    },
  };
}
