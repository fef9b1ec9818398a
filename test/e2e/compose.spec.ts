import { findNatsServer } from '@drydock/local-servers';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '../..');
const owners = ['POSTGRES', 'NATS', 'ORCHESTRATOR', 'OOB', 'NODE', 'NETWORK', 'BOOTSTRAPPER', 'LAB'];

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly image: string;
  readonly ports?: readonly (string | { readonly host_ip?: string })[];
}

let directory: string;
let secrets: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drydock-compose-'));
  secrets = join(directory, 'secrets.env');
  await writeFile(secrets, owners.map((owner) => `${owner}_PASSWORD=secret-of-${owner.toLowerCase()}`).join('\n'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Debian's docker-compose checks the file against the schema of the Compose specification; no engine runs for that. */
async function composeFile(environmentFile: string): Promise<Record<string, Service>> {
  const { stdout } = await run('docker-compose', ['--env-file', environmentFile, 'config'], { cwd: repository });
  const { services }: { services: Record<string, Service> } = parse(stdout);
  return services;
}

describe('docker-compose.yml', () => {
  it('obeys the schema of the Compose specification, with all eight parts', async () => {
    expect(Object.keys(await composeFile(secrets)).sort()).toEqual([
      'bootstrapper',
      'lab',
      'nats',
      'network',
      'node',
      'oob',
      'orchestrator',
      'postgres',
    ]);
  });

  it('has a health check for each part', async () => {
    for (const [name, { healthcheck }] of Object.entries(await composeFile(secrets))) {
      expect(healthcheck, name).toBeDefined();
    }
  });

  it('gives every service a database and a role of its own', async () => {
    const services = await composeFile(secrets);
    for (const name of ['orchestrator', 'oob', 'node', 'network', 'bootstrapper']) {
      expect(services[name]?.environment?.['DATABASE_URL']).toBe(
        `postgres://drydock_${name}:secret-of-${name}@postgres:5432/drydock_${name}`,
      );
    }
  });

  it('publishes ports on loopback alone', async () => {
    const published = Object.values(await composeFile(secrets)).flatMap(({ ports = [] }) => ports);
    expect(published.length).toBeGreaterThan(0);
    for (const port of published) expect(JSON.stringify(port)).toMatch(/^"127\.0\.0\.1:|"host_ip":"127\.0\.0\.1"/);
  });

  it.each(owners)('does not start without the secret of %s: there are no defaults', async (owner) => {
    const incomplete = join(directory, `without-${owner}.env`);
    const others = owners.filter((each) => each !== owner);
    await writeFile(incomplete, others.map((each) => `${each}_PASSWORD=x`).join('\n'));
    await expect(composeFile(incomplete)).rejects.toThrow(/see the head of docker-compose\.yml/);
  });

  it('has a configuration of NATS that nats-server accepts', async () => {
    const program = await findNatsServer({ cacheDirectory: join(repository, '.drydock/cache') });
    const { stderr } = await run(program, ['-t', '-c', join(repository, 'deploy/nats/nats.conf')], {
      env: { NATS_PASSWORD: 'secret-of-nats' },
    });
    expect(stderr).toContain(
      'configuration file deploy/nats/nats.conf is valid'.replace('deploy', `${repository}/deploy`),
    );
  });
});
