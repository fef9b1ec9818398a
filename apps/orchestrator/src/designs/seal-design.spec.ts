import { actionServices, type Announcement, type DriverDescription, type PowerOwner } from '@drydock/contracts';
import { openIfSealed, SealKeys } from '@drydock/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleDesign } from '../testing/sample-design.js';
import { actionOf, parametersOf, play, walkOf } from '../testing/walk-player.js';
import { DesignSealer } from './seal-design.js';

const driver = (type: string, powerOwner: PowerOwner): DriverDescription => ({
  ...{ type, description: type, settings: {}, noops: {}, quirks: [] },
  traits: { powerOwner },
});

let directory: string;
let keys: SealKeys;
let announcements: Map<string, Announcement>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-seal-'));
  keys = await SealKeys.open(join(directory, 'node.key'));
  const announced = (service: string): Announcement => ({
    service,
    version: '0',
    health: 'ok',
    drivers: [driver('ironic', 'bootstrapper'), driver('builtin', 'drydock')],
    keys: keys.publicKeys(),
  });
  announcements = new Map(actionServices.map((service) => [service, announced(service)]));
});
afterEach(() => rm(directory, { recursive: true }));

const sample = sampleDesign();
const credentials = { main: { username: 'me', password: 'secret-of-the-repository' } };
const withRepository = { ...sample, site: { ...sample.site, repositoryCredentials: credentials } };

it("the credentials of repositories are sealed for the site's bootstrapper alone", async () => {
  const sealer = new DesignSealer(announcements);
  const sealed = await sealer.site(withRepository);
  expect(JSON.stringify(sealed)).not.toContain('secret-of-the-repository');
  const address = sample.site.bootstrapper?.address ?? '';
  expect(await openIfSealed(keys, sealed.site.repositoryCredentials, address)).toEqual(credentials);
  await expect(openIfSealed(keys, sealed.site.repositoryCredentials, 'http://elsewhere')).rejects.toThrow();
  expect(sealer.sealedWith.node).toHaveLength(1);
});

it('without a bootstrapper of the site nobody gets them', async () => {
  const nowhere = { ...withRepository, site: { ...withRepository.site, bootstrapper: null } };
  const sealed = await new DesignSealer(announcements).site(nowhere);
  expect(sealed.site.repositoryCredentials).toBeNull();
});

it("a node's own bootstrapper gets its credential and those of repositories sealed for its own address", async () => {
  const own = { type: 'builtin', address: 'http://own.example.org', credential: { token: 'secret-of-its-own' } };
  const otherBootstrappers = [{ name: own.address, target: own, repositoryCredentials: credentials }];
  const sealed = await new DesignSealer(announcements).site({
    ...withRepository,
    site: { ...withRepository.site, otherBootstrappers },
  });
  expect(JSON.stringify(sealed)).not.toMatch(/secret-of/);
  const [other] = sealed.site.otherBootstrappers ?? [];
  expect(await openIfSealed(keys, other?.target.credential, own.address)).toEqual(own.credential);
  expect(await openIfSealed(keys, other?.repositoryCredentials, own.address)).toEqual(credentials);
  await expect(openIfSealed(keys, sealed.site.repositoryCredentials, own.address)).rejects.toThrow();
});

describe('the credential of a BMC', () => {
  const [first] = Object.values(sample.nodes);
  if (!first) throw new Error('The sample has no nodes.');
  const oob = { type: 'ipmi', address: '10.0.1.11', port: 6230, credential: { username: 'root', password: 'hidden' } };
  const nodeAt = (type: string) => ({ ...first, oob, bootstrapper: { type, address: 'http://boot.example.org' } });

  it('goes to the node service too where the bootstrapper drives the BMC, sealed for the address that it is told', async () => {
    const sealed = await new DesignSealer(announcements).node(nodeAt('ironic'));
    expect(JSON.stringify(sealed)).not.toContain('hidden');
    expect(await openIfSealed(keys, sealed.enrolmentCredential, '10.0.1.11:6230')).toEqual(oob.credential);
    await expect(openIfSealed(keys, sealed.enrolmentCredential, '10.0.1.12:6230')).rejects.toThrow();
    const site = { site: sample.site, switches: sample.switches };
    const walk = walkOf('prepare_nodes', undefined, { design: site, node: sealed });
    const asked = play(walk, () => undefined, site).filter((sending) => actionOf(sending) === 'IdentifyNode');
    expect(asked.map(parametersOf)).toContainEqual(
      expect.objectContaining({
        bmc: { type: 'ipmi', address: '10.0.1.11:6230', credential: sealed.enrolmentCredential },
      }),
    );
  });

  it.each(['builtin', 'unheard-of'])('stays with the oob service where the bootstrapper is %s', async (type) => {
    expect(await new DesignSealer(announcements).node(nodeAt(type))).not.toHaveProperty('enrolmentCredential');
  });
});
