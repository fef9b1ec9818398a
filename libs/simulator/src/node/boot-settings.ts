import type { StaleOverride } from './faults.js';
import type { NodeHardware } from './hardware.js';

export const overrideTargets = [
  'None',
  'Pxe',
  'Hdd',
  'Cd',
  'Usb',
  'BiosSetup',
  'UefiTarget',
  'UefiHttp',
  'UefiBootNext',
] as const;
export type OverrideTarget = (typeof overrideTargets)[number];
export type OverrideEnabled = 'Disabled' | 'Once' | 'Continuous';
export type BootMode = 'UEFI' | 'Legacy';

/** What the next start boots from instead of the boot order. */
export interface BootOverride {
  readonly target: OverrideTarget;
  readonly enabled: OverrideEnabled;
  readonly mode: BootMode;
  /** The UEFI device path that the target UefiTarget means. */
  readonly uefiTarget: string | null;
  /** The boot option that the target UefiBootNext means. */
  readonly bootNext: string | null;
}

/** What the firmware tries: an interface, the local disk, its setup screen, or a drive that holds nothing. */
export type BootAttempt =
  | { readonly kind: 'network'; readonly mac: string; readonly protocol: 'pxe' | 'http' }
  | { readonly kind: 'disk' | 'setup' | 'empty-drive' };

export interface BootOption {
  readonly reference: string;
  readonly displayName: string;
  readonly uefiDevicePath: string;
  readonly attempt: BootAttempt;
}

export interface BootState {
  readonly override: BootOverride;
  readonly order: readonly string[];
  readonly disabled: readonly string[];
}

/** What boot settings are told by, and tell, the node that they are of. */
interface BootSurroundings {
  readonly changed: () => void;
  readonly staleOverride: () => StaleOverride | null;
}

const noOverride = { target: 'None', enabled: 'Disabled', uefiTarget: null, bootNext: null } as const;

/** Boot order and boot override of a node, as its firmware keeps them. Network first, unless told otherwise. */
export class BootSettings {
  readonly options: readonly BootOption[];
  #state: BootState;
  /** The override is shown, and no longer counts. */
  #isUsedUp = false;
  readonly #surroundings: BootSurroundings;

  constructor(hardware: NodeHardware, surroundings: BootSurroundings, state?: BootState) {
    this.options = optionsOf(hardware);
    this.#surroundings = surroundings;
    this.#state = state ?? {
      override: { ...noOverride, mode: 'UEFI' },
      order: this.options.map(({ reference }) => reference),
      disabled: [],
    };
  }

  get state(): BootState {
    return this.#state;
  }

  change({ override, ...rest }: Partial<BootState>): void {
    const taken = override !== undefined && this.#surroundings.staleOverride() !== 'ignored';
    if (taken) this.#isUsedUp = false;
    this.#set({ ...rest, ...(taken && { override }) });
  }

  #set(change: Partial<BootState>): void {
    this.#state = { ...this.#state, ...change };
    this.#surroundings.changed();
  }

  isEnabled({ reference }: BootOption): boolean {
    return !this.#state.disabled.includes(reference);
  }

  /** What this start tries, in this order: the override, then the boot order. An override for once is used up by it. */
  takeForStart(): readonly BootAttempt[] {
    const { override } = this.#state;
    const counts = override.enabled !== 'Disabled' && !this.#isUsedUp;
    if (counts && override.enabled === 'Once') this.#useUp(override);
    return [...(counts ? this.#attemptsOf(override) : []), ...this.inOrder()];
  }

  #useUp({ mode }: BootOverride): void {
    const stale = this.#surroundings.staleOverride();
    if (stale === 'stays') return;
    if (stale === 'shown') this.#isUsedUp = true;
    else this.#set({ override: { ...noOverride, mode } });
  }

  /** The boot order, without what is switched off. */
  inOrder(): readonly BootAttempt[] {
    return this.#ordered().map(({ attempt }) => attempt);
  }

  #ordered(): BootOption[] {
    return this.#state.order
      .map((reference) => this.options.find((option) => option.reference === reference))
      .filter((option) => option !== undefined)
      .filter((option) => this.isEnabled(option));
  }

  #attemptsOf({ target, uefiTarget, bootNext }: BootOverride): readonly BootAttempt[] {
    const overNetwork = (protocol: 'pxe' | 'http') =>
      this.inOrder().filter((attempt) => attempt.kind === 'network' && attempt.protocol === protocol);
    const option = (matches: (option: BootOption) => boolean) => this.options.filter(matches).map((one) => one.attempt);
    switch (target) {
      case 'None':
        return [];
      case 'Pxe':
        return overNetwork('pxe');
      case 'UefiHttp':
        return overNetwork('http');
      case 'Hdd':
        return [{ kind: 'disk' }];
      case 'Cd':
      case 'Usb':
        return [{ kind: 'empty-drive' }];
      case 'BiosSetup':
        return [{ kind: 'setup' }];
      case 'UefiTarget':
        return option(({ uefiDevicePath }) => uefiDevicePath === uefiTarget);
      case 'UefiBootNext':
        return option(({ reference }) => reference === bootNext);
    }
  }
}

function optionsOf({ nics, disks, systemUuid }: NodeHardware): BootOption[] {
  const device = (index: number, mac: string) =>
    `PciRoot(0x0)/Pci(0x${(index + 3).toString(16)},0x0)/MAC(${mac.replaceAll(':', '').toUpperCase()},0x1)/IPv4(0.0.0.0)`;
  const options: Omit<BootOption, 'reference'>[] = [
    ...nics.map(({ name, mac }, index) => ({
      displayName: `PXE IPv4 ${name} ${mac.toUpperCase()}`,
      uefiDevicePath: device(index, mac),
      attempt: { kind: 'network', mac, protocol: 'pxe' } as const,
    })),
    ...disks.slice(0, 1).map(({ name, serial }) => ({
      displayName: `Disk ${name} ${serial}`,
      uefiDevicePath: `HD(1,GPT,${systemUuid.toUpperCase()},0x800,0x100000)/\\EFI\\BOOT\\BOOTX64.EFI`,
      attempt: { kind: 'disk' } as const,
    })),
    ...nics.map(({ name, mac }, index) => ({
      displayName: `HTTP IPv4 ${name} ${mac.toUpperCase()}`,
      uefiDevicePath: `${device(index, mac)}/Uri()`,
      attempt: { kind: 'network', mac, protocol: 'http' } as const,
    })),
  ];
  return options.map((option, index) => ({ reference: `Boot${String(index).padStart(4, '0')}`, ...option }));
}
