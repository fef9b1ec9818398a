import { done, would, type Driver } from '@drydock/driver';
import { powerActionsAt } from '../power-actions.js';
import { armBoot, planBoot } from './boot.js';
import { openDomain, openForChange } from './domain.js';
import { Hypervisor } from './hypervisor.js';
import { interrogate } from './inventory.js';
import { libvirtSettings, libvirtTarget } from './libvirt.settings.js';
import { nodeAtHypervisor } from './node-at-hypervisor.js';
import { probeDomain } from './probe.js';
import { carryOutPxe, planPxe } from './pxe.js';

/** Virtual machines that are domains of libvirt, through virsh. */
export const libvirtDriver: Driver<'oob'> = {
  service: 'oob',
  type: 'libvirt',
  description: 'virtual machines of libvirt, here or over SSH, through virsh',
  settings: libvirtSettings,
  traits: {},
  noops: {},
  actions: {
    ...powerActionsAt(nodeAtHypervisor),

    async ConfigNodePxe({ target, parameters, node }, context) {
      const domain = await openForChange(target, node, context.signal);
      const plan = planPxe(domain, parameters, context.memory);
      if (context.dryRun) return would(plan.changed ? [`boot order ${plan.order.join(', ')}`] : []);
      return done(await carryOutPxe(domain, { ...plan, bootMac: parameters.bootMac }, context));
    },

    async SetNodeBoot({ target, parameters: { device, once = true, mode }, node }, context) {
      const domain = await openForChange(target, node, context.signal);
      const wanted = { device, once, mode };
      if (context.dryRun) {
        const { changed } = planBoot(domain, wanted, context.memory);
        return would(changed ? [`boot from ${device}${once ? ' once' : ''}`] : []);
      }
      const { changed } = await armBoot(domain, wanted, context);
      return done({ device, once, mode: domain.xml.mode, changed, rearmed: false });
    },

    async InterrogateOob({ target, node }, context) {
      const found = await interrogate(await openDomain(target, node, context.signal), context.memory);
      return context.dryRun ? would([]) : done(found);
    },
  },
  async reach(target, signal) {
    const libvirt = libvirtTarget(target);
    if (libvirt.domain === undefined) await new Hypervisor(libvirt, signal).ask('uri');
    else await openDomain(target, '', signal);
  },
  probe: probeDomain,
};
