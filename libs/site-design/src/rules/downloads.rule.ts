import { placeIn, type SiteModel } from '../site-model.js';
import type { Problem, Rule } from './rule.js';

/** SHA-256 of nothing: what a broken download has. */
const emptyFile = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const placeholder = /^(.)\1{63}$/;

export const downloads: Rule = {
  id: 'DD0309',
  aliases: [],
  title: 'Downloads have a checksum of their own',
  *check(model) {
    yield* images(model);
    for (const profile of model.hardwareProfiles.values()) {
      for (const field of ['firmware', 'drivers'] as const) {
        for (const [index, { url, sha256 }] of (profile.data[field] ?? []).entries()) {
          if (url === undefined || sha256 !== undefined) continue;
          yield {
            level: 'warning',
            message: `what is at the URL has no checksum, so a file that was changed would be installed`,
            advice: 'Set sha256, as sha256sum says it.',
            at: placeIn(profile, field, String(index), 'sha256'),
          };
        }
      }
    }
  },
};

function* images({ region }: SiteModel): Iterable<Problem> {
  if (region === null) return;
  const owners = new Map<string, { readonly name: string; readonly url: string }>();
  for (const [name, { url, sha256 }] of Object.entries(region.data.images ?? {})) {
    const at = placeIn(region, 'images', name, 'sha256');
    if (sha256 === emptyFile || placeholder.test(sha256)) {
      yield {
        level: 'warning',
        message: `the checksum of the image ${name} is that of ${sha256 === emptyFile ? 'an empty file' : 'no file'}`,
        advice: 'Write what sha256sum says of the image: one with another checksum is refused.',
        at,
      };
    }
    const owner = owners.get(sha256);
    if (owner !== undefined && owner.url !== url) {
      yield {
        level: 'warning',
        message: `the images ${owner.name} and ${name} are at different URLs, but have the same checksum`,
        advice: 'Correct the one that is wrong.',
        at,
      };
    }
    owners.set(sha256, { name, url });
  }
}
