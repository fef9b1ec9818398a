import { renderKernelParameters } from '../resolve/kernel-parameters.js';
import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

export const kernelParameterReference: Rule = {
  id: 'DD0303',
  aliases: [],
  title: 'Kernel parameters refer to what the hardware profile has',
  *check(model) {
    for (const node of model.nodes.values()) {
      const hardware = node.data.hardware_profile;
      const profile = hardware === undefined ? undefined : model.hardwareProfiles.get(hardware)?.data;
      if (profile === undefined) continue;
      for (const { key, reference } of renderKernelParameters(node.data.platform?.kernel_params, profile).unknown) {
        yield {
          level: 'warning',
          message: `the hardware profile ${hardware ?? ''} has no ${reference}; the text is passed on as it is`,
          advice:
            'Write hardwareprofile:cpuset.<name>, or hardwareprofile:hugepages.<name>.size or .count, of something that it has.',
          at: placeOf(node, 'platform', 'kernel_params', key),
        };
      }
    }
  },
};
