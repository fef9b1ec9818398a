import type { HardwareProfileData } from '../schemas/hardware-profile.js';

type Parameters = Readonly<Record<string, string | number | boolean>>;

interface Rendered {
  /** The kernel's command line. */
  readonly text: string;
  /** Parameters that refer to something the hardware profile does not have. */
  readonly unknown: readonly { readonly key: string; readonly reference: string }[];
}

const prefix = 'hardwareprofile:';
/** The kernel wants the size of huge pages before their number. */
const first = ['hugepagesz', 'hugepages'];

/** What nodes with the same parameters and hardware profile share, as documents never change. */
const known = new WeakMap<Parameters, WeakMap<HardwareProfileData, Rendered>>();
const none: Parameters = {};

/** Kernel parameters as one line, references to the hardware profile resolved. `true` is a bare flag. */
export function renderKernelParameters(parameters: Parameters = none, profile: HardwareProfileData): Rendered {
  const ofParameters = known.get(parameters) ?? new WeakMap<HardwareProfileData, Rendered>();
  const rendered = ofParameters.get(profile) ?? render(parameters, profile);
  known.set(parameters, ofParameters.set(profile, rendered));
  return rendered;
}

function render(parameters: Parameters, profile: HardwareProfileData): Rendered {
  const unknown: { key: string; reference: string }[] = [];
  const keys = Object.keys(parameters);
  const ordered = Object.hasOwn(parameters, 'hugepagesz')
    ? [...first.filter((key) => keys.includes(key)), ...keys.filter((key) => !first.includes(key))]
    : keys;
  const words = ordered.map((key) => {
    const value = asWritten(parameters[key]);
    if (!value.startsWith(prefix)) return value === 'True' ? key : `${key}=${value}`;
    const reference = value.slice(prefix.length);
    const resolved = lookUp(reference, profile);
    if (resolved === undefined) unknown.push({ key, reference });
    return `${key}=${resolved ?? value}`;
  });
  return { text: words.join(' '), unknown };
}

/** Booleans as Drydock writes them. */
const asWritten = (value: string | number | boolean | undefined): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value ?? '');

function lookUp(reference: string, profile: HardwareProfileData): string | undefined {
  const [kind, name = '', field, ...more] = reference.split('.');
  if (more.length > 0) return undefined;
  if (kind === 'cpuset' && field === undefined) return own(profile.cpu_sets, name);
  const pages = kind === 'hugepages' ? own(profile.hugepages, name) : undefined;
  if (field === 'size') return pages?.size;
  return field === 'count' && pages !== undefined ? String(pages.count) : undefined;
}

const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
