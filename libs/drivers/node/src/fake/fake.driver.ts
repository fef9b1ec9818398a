import { actAsTold, fakeSettings, reachAsTold, type Driver, type DriverActions } from '@drydock/driver';

const named = ({ name }: { name: string }) => ({ name, changed: true });

/** What a fake bootstrapper answers: everything works, and every node is there. */
const actions: DriverActions<'node'> = {
  CreateNetworkTemplate: (command, context) =>
    actAsTold(command, context, { networks: command.parameters.networks.map(named) }),
  CreateStorageTemplate: (command, context) =>
    actAsTold(command, context, { layouts: command.parameters.layouts.map(named) }),
  CreateBootMedia: (command, context) =>
    actAsTold(command, context, {
      images: command.parameters.images.map((image) => ({ ...named(image), available: true })),
      repositories: command.parameters.repositories.map((repository) => ({
        ...named(repository),
        reachable: true,
        keyVerified: null,
      })),
    }),
  PrepareHardwareConfig: (command, context) =>
    actAsTold(command, context, { profiles: command.parameters.profiles.map(named) }),
  IdentifyNode: (command, context) =>
    actAsTold(command, context, {
      known: true,
      bootstrapperId: `fake-${command.node}`,
      state: 'available',
      deployed: null,
      agent: 'alive',
      powerOwner: 'drydock',
      matchedBy: 'mac',
      mac: command.parameters.bootMac,
      serialNumber: command.parameters.serialNumber ?? null,
      systemUuid: command.parameters.systemUuid ?? null,
    }),
  ConfigureHardware: (command, context) => actAsTold(command, context, { items: [] }),
  InterrogateNode: (command, context) =>
    actAsTold(command, context, { state: 'available', inventory: null, details: [] }),
  ApplyNodeNetworking: (command, context) => actAsTold(command, context, { changed: true }),
  ApplyNodeStorage: (command, context) => {
    const aliases = command.parameters.storage.devices.map(({ name }) => name);
    const devices = aliases.map((alias) => ({ alias, serial: `fake-${command.node}-${alias}`, wwn: null }));
    return actAsTold(command, context, { changed: true, devices, destroys: aliases });
  },
  ApplyNodePlatform: (command, context) => actAsTold(command, context, { changed: true }),
  DeployNode: (command, context) => {
    const state = command.parameters.until ?? 'deployed';
    const power = state === 'deployed' ? 'on' : 'off';
    return actAsTold(command, context, { state, power, held: state === 'installed', durationSeconds: 0 });
  },
  DestroyNode: (command, context) => actAsTold(command, context, { state: 'available', erased: [] }),
};

/** A bootstrapper that is not there. It keeps nothing: what it answers follows from what it is asked and from `options`. */
export const fakeDriver: Driver<'node'> = {
  service: 'node',
  type: 'fake',
  description: 'answers as its options say, without any bootstrapper',
  settings: fakeSettings,
  traits: { powerOwner: 'drydock', holdsBeforeBoot: true },
  noops: {},
  actions,
  reach: reachAsTold,
  probe: async (target, signal) => {
    await reachAsTold(target, signal);
    return { facts: { nodes: 0 }, documents: [] };
  },
};
