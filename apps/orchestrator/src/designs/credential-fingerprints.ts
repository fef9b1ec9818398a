import type { SecretHmac } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, EffectiveSwitch } from '@drydock/site-design';

/** Keyed HMACs of a design's credentials: by them two designs can be compared, whose seals are never the same. */
export interface CredentialFingerprints {
  /** Of the site's bootstrapper; null without one, or without a credential. */
  readonly bootstrapper: string | null;
  /** By switch. */
  readonly switches: Readonly<Record<string, string>>;
  /** By node, of its BMC. */
  readonly bmcs: Readonly<Record<string, string>>;
  /** By node, of the bootstrapper that it uses. */
  readonly bootstrappers: Readonly<Record<string, string>>;
}

type Target = { readonly credential?: unknown } | null;

/** Of a design that is not sealed yet. */
export function fingerprintsOf({ site, switches, nodes }: EffectiveDesign, hmac: SecretHmac): CredentialFingerprints {
  const all = Object.values(nodes);
  const of = (target: Target): string | null => (target?.credential ? hmac.of(target.credential) : null);
  return {
    bootstrapper: of(site.bootstrapper),
    switches: known(Object.values(switches).map(({ name, target }) => [name, of(target)])),
    bmcs: known(all.map(({ name, oob }) => [name, of(oob)])),
    bootstrappers: known(all.map(({ name, bootstrapper }) => [name, of(bootstrapper)])),
  };
}

const known = (entries: readonly (readonly [string, string | null])[]): Record<string, string> =>
  Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

/** The design with the fingerprint in place of each credential; without credentials where there are no fingerprints. */
export function withFingerprints(design: EffectiveDesign, prints: CredentialFingerprints | null): EffectiveDesign {
  const { site, switches, nodes } = design;
  const node = (one: EffectiveNode): EffectiveNode => ({
    ...one,
    oob: replaced(one.oob, prints?.bmcs[one.name]),
    bootstrapper: one.bootstrapper && replaced(one.bootstrapper, prints?.bootstrappers[one.name]),
  });
  const switchOf = (one: EffectiveSwitch): EffectiveSwitch => ({
    ...one,
    target: replaced(one.target, prints?.switches[one.name]),
  });
  return {
    ...design,
    site: { ...site, bootstrapper: site.bootstrapper && replaced(site.bootstrapper, prints?.bootstrapper) },
    switches: Object.fromEntries(Object.entries(switches).map(([name, one]) => [name, switchOf(one)])),
    nodes: Object.fromEntries(Object.entries(nodes).map(([name, one]) => [name, node(one)])),
  };
}

const replaced = <T extends object>(target: T, fingerprint: string | null | undefined): T =>
  fingerprint ? { ...target, credential: { fingerprint } } : { ...target, credential: undefined };
