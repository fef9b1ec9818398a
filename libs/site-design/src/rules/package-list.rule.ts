import { isJsonObject } from '../documents/source-document.js';
import { placeIn } from '../site-model.js';
import type { Rule } from './rule.js';

const packageVersion = /^(\d+:)?[A-Za-z0-9.+~-]+-[A-Za-z0-9.+~]+$/;

export const packageList: Rule = {
  id: 'DD0603',
  aliases: ['DD4002'],
  title: 'Package lists of boot actions',
  *check(model) {
    for (const action of model.bootActions.values()) {
      for (const [index, asset] of (action.data.assets ?? []).entries()) {
        if (asset.type !== 'pkg_list' || asset.location !== undefined) continue;
        if (!isJsonObject(asset.data)) {
          yield {
            message: 'a package list needs packages, or a location to fetch them from',
            advice: 'Set data to an object of packages and versions, or set location.',
            at: placeIn(action, 'assets', String(index), 'data'),
          };
          continue;
        }
        for (const [name, version] of Object.entries(asset.data)) {
          if (version === null || version === '') continue;
          if (typeof version === 'string' && version.length < 256 && packageVersion.test(version)) continue;
          yield {
            message: `the version of the package ${name} cannot be read`,
            advice: 'Write [epoch:]upstream-revision in quotes, such as "1:2.0-1", or leave it empty for the newest.',
            at: placeIn(action, 'assets', String(index), 'data', name),
          };
        }
      }
    }
  },
};
