import type { HardwareConfig } from '@drydock/contracts';

/** One thing of a hardware profile that an agent has to see to. */
export interface HardwareOrder {
  readonly kind: 'firmware' | 'bios' | 'raid' | 'driver';
  readonly name: string;
  /** The version, the setting's value or the RAID level that it shall have. */
  readonly value: string;
  /** Further words to it, in the agent's spelling. */
  readonly details: readonly (readonly [string, string])[];
}

const given = (name: string, value: string | number | boolean | undefined): [string, string][] =>
  value === undefined ? [] : [[name, String(value)]];

/** The profile as a list, in the order in which it is carried out: firmware first, as settings may depend on it. */
export const hardwareOrders = ({ firmware, biosSettings, raid, drivers }: HardwareConfig): HardwareOrder[] => [
  ...(firmware ?? []).map(({ component, version, url, sha256, allowDowngrade }) => ({
    kind: 'firmware' as const,
    name: component,
    value: version,
    details: [...given('url', url), ...given('sha256', sha256), ...given('allow_downgrade', allowDowngrade && 'yes')],
  })),
  ...Object.entries(biosSettings ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      kind: 'bios' as const,
      name,
      value: String(value),
      details: [],
    })),
  ...(raid?.volumes ?? []).map(({ name, level, disks, sizeGb }) => ({
    kind: 'raid' as const,
    name,
    value: level,
    details: [...given('disks', disks?.join(',')), ...given('size_gb', sizeGb)],
  })),
  ...(drivers ?? []).map(({ name, version, url, sha256 }) => ({
    kind: 'driver' as const,
    name,
    value: version ?? 'any',
    details: [...given('url', url), ...given('sha256', sha256)],
  })),
];
