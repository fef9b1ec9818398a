import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

/** As the kernel reads them: `2-7,9`, also with a stride (`0-30:2/4`), or names of the kernel's such as `all`; or a mask, as DPDK does. */
const cpuList = /^(0x[0-9a-f]+|(all|\d+(-\d+(:\d+\/\d+)?)?)(,\d+(-\d+(:\d+\/\d+)?)?)*)$/i;
const pageSize = /^\d+[KMG]?B?$/i;

export const hardwareValues: Rule = {
  id: 'DD0306',
  aliases: [],
  title: 'CPU sets and huge pages can be read',
  *check(model) {
    for (const profile of model.hardwareProfiles.values()) {
      for (const [name, list] of Object.entries(profile.data.cpu_sets ?? {})) {
        if (cpuList.test(list.replaceAll(' ', ''))) continue;
        yield {
          level: 'warning',
          message: `the CPU set ${name} is no list of processors`,
          advice: 'Write numbers and ranges, such as 2-7,9.',
          at: placeIn(profile, 'cpu_sets', name),
        };
      }
      for (const [name, { size }] of Object.entries(profile.data.hugepages ?? {})) {
        if (pageSize.test(size)) continue;
        yield {
          level: 'warning',
          message: `the size of the huge pages ${name} is none that the kernel reads`,
          advice: 'Write a number and K, M or G, such as 2M or 1G.',
          at: placeIn(profile, 'hugepages', name, 'size'),
        };
      }
    }
  },
};
