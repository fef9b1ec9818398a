import type { AssetData } from '../schemas/boot-action.js';
import { placeIn } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

export const assets: Rule = {
  id: 'DD0604',
  aliases: [],
  title: 'Files and units of boot actions',
  *check(model) {
    for (const action of model.bootActions.values()) {
      const paths = new Set<string>();
      for (const [index, asset] of (action.data.assets ?? []).entries()) {
        for (const { field, ...problem } of problemsOf(asset)) {
          yield { ...problem, at: placeIn(action, 'assets', String(index), ...field) };
        }
        if (asset.path !== undefined && asset.type !== 'pkg_list') {
          if (paths.has(asset.path)) {
            yield {
              level: 'warning',
              message: `${asset.path} is there twice: the last one counts`,
              advice: 'Give each a path of its own.',
              at: placeIn(action, 'assets', String(index), 'path'),
            };
          }
          paths.add(asset.path);
        }
      }
    }
  },
};

type AssetProblem = Omit<Problem, 'at'> & { readonly field: readonly string[] };

function* problemsOf(asset: AssetData): Iterable<AssetProblem> {
  if (asset.type !== 'pkg_list') {
    if (asset.path === undefined) {
      yield { message: `the ${asset.type} has no path`, advice: 'Say where it goes.', field: ['path'] };
    }
    if (asset.location === undefined && (asset.data === undefined || asset.data === null)) {
      yield {
        level: 'warning',
        message: `there is nothing in the ${asset.type}`,
        advice: 'Set data, or the location that it is fetched from.',
        field: ['data'],
      };
    }
  }
}
