import { renderKernelParameters } from '../resolve/kernel-parameters.js';
import type { PlatformData } from '../schemas/host-profile.js';
import { placeOf } from '../site-model.js';
import type { Rule } from './rule.js';

type KernelParameters = PlatformData['kernel_params'];

export const kernelParameterReference: Rule = {
  id: 'DD0303',
  aliases: [],
  title: 'Kernel parameters refer to what the hardware profile has',
  *check(model) {
    const checked = new Map<KernelParameters, Set<string>>();
    for (const node of model.nodes.values()) {
      const { hardware_profile: hardware, platform } = node.data;
      const parameters = platform?.kernel_params;
      const profile = hardware === undefined ? undefined : model.hardwareProfiles.get(hardware);
      if (profile === undefined || parameters === undefined) continue;
      const profiles = checked.get(parameters) ?? new Set();
      if (profiles.has(profile.name)) continue;
      checked.set(parameters, profiles.add(profile.name));
      for (const { key, reference } of renderKernelParameters(parameters, profile.data).unknown) {
        yield {
          level: 'warning',
          message: `the hardware profile ${profile.name} has no ${reference}; the text is passed on as it is`,
          advice:
            'Write hardwareprofile:cpuset.<name>, or hardwareprofile:hugepages.<name>.size or .count, of something that it has.',
          at: placeOf(node, 'platform', 'kernel_params', key),
        };
      }
    }
  },
};
