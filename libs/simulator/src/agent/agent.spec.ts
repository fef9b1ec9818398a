import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetch } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BootedHardware, DiskContent, NodeLife } from '../node/boot-environment.js';
import { simulatedAgent } from './agent.js';

/** A bootstrapper that answers from a script: each request takes the next answer and is kept. */
let server: Server;
let url: string;
let asked: { readonly path: string; readonly token: string; readonly body: string }[];
let answers: (readonly [number, string])[];
const image = Buffer.alloc(100_000, 'image');

beforeEach(async () => {
  [asked, answers] = [[], []];
  server = createServer((request, response) => {
    if (request.url === '/image') return void response.end(image);
    void bodyOf(request).then((body) => {
      asked.push({ path: request.url ?? '', token: (request.headers.authorization ?? '').slice(7), body });
      const [status, text] = answers.shift() ?? [200, 'work=power-off\n'];
      response.writeHead(status).end(`token=t${asked.length}\n${text}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterEach(() => void server.close());

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const diskOf = (content: DiskContent | null = null) => ({
  name: 'sda',
  serial: 'DISK-A',
  wwn: 'W',
  sizeBytes: 1e9,
  rotational: false,
  content,
  write(written: DiskContent) {
    this.content = written;
  },
  erase() {
    this.content = null;
  },
});
const hardwareOf = (disk = diskOf()): BootedHardware => ({
  macs: [{ name: 'nic0', mac: '52:54:00:01:01:00' }],
  serialNumber: 'S1',
  systemUuid: '6472796d-0000-4000-8000-000000010100',
  cpuCount: 2,
  memoryMiB: 1024,
  disks: [disk],
});
const lifeOf = (signal: AbortSignal): NodeLife => ({
  signal,
  reachable: () => true,
  pause: (milliseconds) => sleep(milliseconds / 1000, undefined, { signal }),
  fetch,
});
const run = (hardware = hardwareOf(), signal = AbortSignal.timeout(10_000)) =>
  simulatedAgent()(hardware, { url, token: 't0', bootMac: '52:54:00:01:01:00' }, lifeOf(signal));
const paths = () => asked.map(({ path }) => path.replace('/agent/v1/', ''));
const deployOrder = (sha256: string) =>
  `work=deploy\nid=w1\nimage_url=${url}/image\nimage_sha256=${sha256}\nimage_bytes=${image.length}\n` +
  `disk_serial=DISK-A\nconfig_drive=${Buffer.from('{"hostname":"n1"}').toString('base64')}\n`;
const sha256 = createHash('sha256').update(image).digest('hex');

describe('the simulated agent', () => {
  it('says first what it found, and uses the token of each answer for the next request', async () => {
    answers = [
      [200, ''],
      [200, 'work=none\n'],
    ];
    expect(await run()).toBe('power-off');
    expect(paths()).toEqual(['inventory', 'work', 'work']);
    expect(asked.map(({ token }) => token)).toEqual(['t0', 't1', 't2']);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      memory: { totalMiB: 1024 },
      disks: [{ serial: 'DISK-A' }],
      system: { serialNumber: 'S1' },
    });
  });

  it('sends the very same again while the bootstrapper fails or says that it is another node', async () => {
    answers = [
      [503, ''],
      [409, ''],
      [200, ''],
    ];
    await run();
    expect(asked.slice(0, 3).map(({ path, token }) => [path, token])).toEqual(
      Array.from({ length: 3 }, () => ['/agent/v1/inventory', 't0']),
    );
    expect(new Set(asked.slice(0, 3).map(({ body }) => body)).size).toBe(1);
  });

  it('starts again when its token is not taken', async () => {
    answers = [[401, '']];
    expect(await run()).toBe('reboot');
  });

  it('writes an image whose checksum is right with its config drive, and reports what comes next', async () => {
    const disk = diskOf();
    const progress = Array.from({ length: 12 }, () => [200, 'continue=yes\nnext=power-off\n'] as const);
    answers = [[200, ''], [200, deployOrder(sha256)], ...progress];
    expect(await run(hardwareOf(disk))).toBe('power-off');
    expect(disk.content).toEqual({ imageSha256: sha256, configDrive: { hostname: 'n1' } });
    expect(asked.at(-1)).toMatchObject({ path: '/agent/v1/result', body: 'id=w1\noutcome=succeeded\n' });
  });

  it('writes nothing when the checksum is wrong, and says which it found', async () => {
    const disk = diskOf();
    const progress = Array.from({ length: 7 }, () => [200, 'continue=yes\nnext=work\n'] as const);
    answers = [[200, ''], [200, deployOrder('0'.repeat(64))], ...progress];
    await run(hardwareOf(disk));
    expect(disk.content).toBeNull();
    const result = asked.find(({ path }) => path.endsWith('result'));
    expect(result?.body).toContain(`outcome=failed\nmessage=the SHA-256 of the image is ${sha256}`);
  });

  it('stops with work that is not wanted any more, before it writes', async () => {
    const disk = diskOf();
    answers = [
      [200, ''],
      [200, deployOrder(sha256)],
      [200, 'continue=yes\n'],
      [200, 'continue=no\n'],
    ];
    await run(hardwareOf(disk));
    expect(disk.content).toBeNull();
    expect(paths()).not.toContain('result');
  });

  it('erases disks and says whether they read back empty', async () => {
    const disk = diskOf({ imageSha256: sha256, configDrive: {} });
    answers = [
      [200, ''],
      [200, 'work=erase\nid=w2\nmethod=quick\ndisk.0.name=sda\ndisk.0.serial=DISK-A\n'],
      [200, 'continue=yes\n'],
      [200, 'next=work\n'],
    ];
    await run(hardwareOf(disk));
    expect(disk.content).toBeNull();
    expect(asked.find(({ path }) => path.endsWith('result'))?.body).toBe(
      'id=w2\noutcome=succeeded\ndisk.0.serial=DISK-A\ndisk.0.method=wipe-labels\ndisk.0.verified=yes\n',
    );
  });

  it('fails work on a disk that is not there, and work that it does not know', async () => {
    answers = [
      [200, ''],
      [200, 'work=erase\nid=w3\nmethod=quick\ndisk.0.serial=DISK-Z\n'],
      [200, 'next=work\n'],
      [200, 'work=dance\nid=w4\n'],
      [200, 'next=work\n'],
    ];
    await run();
    const results = asked.filter(({ path }) => path.endsWith('result')).map(({ body }) => body);
    expect(results[0]).toContain('message=there is no disk DISK-Z');
    expect(results[1]).toContain('does not know how to dance');
  });

  it('ends at once when the node loses power', async () => {
    const power = new AbortController();
    answers = Array.from({ length: 3 }, () => [503, ''] as const);
    const running = run(hardwareOf(), power.signal);
    power.abort(new Error('no power'));
    await expect(running).rejects.toThrow();
  });
});
