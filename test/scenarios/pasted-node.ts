import type { DriverDescription } from '@drydock/contracts';
import { describeDriver, type ProbeAnswer } from '@drydock/driver';
import { oobDrivers } from '@drydock/oob-drivers';
import { compileDesign, documentsFromJson, type EffectiveNode } from '@drydock/site-design';

const document = (kind: string, name: string, data: object) => ({
  schema: `drydock/${kind}/v1`,
  metadata: { schema: 'metadata/Document/v1', name },
  data,
});

const platform = { image: 'linux' };
const storage = {
  physical_devices: { sda: { partitions: [{ name: 'root', size: '30g', filesystem: { mountpoint: '/' } }] } },
};

/** The least that nodes can be pasted into: the networks of BMCs and of booting, and a host profile. */
const site = (credential: unknown) => [
  document('Region', 'site', {
    bootstrapper: { type: 'builtin', address: 'http://127.0.0.1:9080' },
    provisioning_network: 'pxe',
    images: { linux: { url: 'http://images.example.org/linux.img', sha256: 'ab'.repeat(32), kernel: '6.12' } },
  }),
  document('Network', 'oob', { cidr: '127.0.0.0/24' }),
  document('Network', 'pxe', {
    cidr: '10.0.2.0/24',
    vlan: '10',
    ranges: [{ type: 'dhcp', start: '10.0.2.100', end: '10.0.2.199' }],
  }),
  document('HardwareProfile', 'hw', { boot_mode: 'uefi' }),
  document('HostProfile', 'base', { hardware_profile: 'hw', platform, storage, oob: { credential } }),
];

const announced: DriverDescription[] = [...oobDrivers.values()].map(describeDriver);

export interface Pasted {
  /** The errors of the design with the node. */
  readonly errors: readonly string[];
  readonly node: EffectiveNode | undefined;
}

/** Pastes the node of a probe into a design; `data` is what the remarks of the probe say that is left to add. */
export function pasted({ documents }: Pick<ProbeAnswer, 'documents'>, credential: unknown, data: object = {}): Pasted {
  const [found] = documents;
  if (found === undefined) throw new Error('The probe answered no document.');
  const node = { ...found, data: { ...Object(found['data']), host_profile: 'base', ...data } };
  const { design, findings } = compileDesign(documentsFromJson([...site(credential), node]).documents, {
    oob: announced,
  });
  return {
    errors: findings.filter(({ level }) => level === 'error').map(({ message }) => message),
    node: Object.values(design?.nodes ?? {})[0],
  };
}
