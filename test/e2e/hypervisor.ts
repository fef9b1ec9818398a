import { execFile, execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** libvirtd is run as an ordinary user, so that it keeps its hands off the machine. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a server on TCP has no port');
  return address.port;
}

/** An SSH key pair: the private part, and the public one in a line. */
function keyPair(folder: string, name: string): { readonly privateKey: string; readonly publicKey: string } {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
}

/**
 * A libvirt host: libvirtd with its QEMU and test drivers, and sshd in front of it, each with files of its own (Debian's
 * packages libvirt-daemon, libvirt-clients, qemu-system-x86 and openssh-server).
 */
export class LibvirtHost {
  readonly sshPort: number;
  readonly username = userInfo().username;
  readonly key: string;
  readonly strangersKey: string;
  readonly hostKey: string;
  private readonly processes: ChildProcess[] = [];

  private constructor(
    private readonly folder: string,
    keys: { readonly sshPort: number; readonly key: string; readonly strangersKey: string; readonly hostKey: string },
  ) {
    this.sshPort = keys.sshPort;
    this.key = keys.key;
    this.strangersKey = keys.strangersKey;
    this.hostKey = keys.hostKey;
  }

  static async start(): Promise<LibvirtHost> {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-libvirt-host-'));
    chmodSync(folder, 0o755);
    const [user, stranger, host] = ['user', 'stranger', 'host'].map((name) => keyPair(folder, name));
    if (!user || !stranger || !host) throw new Error('there are no keys');
    const sshPort = await freePort();
    const started = new LibvirtHost(folder, {
      sshPort,
      key: user.privateKey,
      strangersKey: stranger.privateKey,
      hostKey: host.publicKey,
    });
    await started.startLibvirtd();
    await started.startSshd();
    return started;
  }

  get socket(): string {
    return join(this.folder, 'libvirt', 'libvirt-sock');
  }

  /** How the host is reached over SSH. */
  get address(): string {
    return `qemu+ssh://127.0.0.1:${this.sshPort}/session?socket=${this.socket}`;
  }

  /** virsh by hand, beside the driver. */
  async virsh(...words: readonly string[]): Promise<string> {
    const { stdout } = await run('virsh', ['-q', '-c', `qemu+unix:///session?socket=${this.socket}`, ...words]);
    return stdout;
  }

  /** Defines a virtual machine with a disk and two interfaces; no operating system. */
  async define({
    name,
    uuid,
    macs,
  }: {
    readonly name: string;
    readonly uuid: string;
    readonly macs: readonly string[];
  }) {
    const disk = join(this.folder, 'libvirt', `${name}.raw`);
    writeFileSync(disk, Buffer.alloc(1024 * 1024));
    if (isRoot) chownSync(disk, nobody, nobody);
    const interfaces = macs.map(
      (mac) => `<interface type='user'><mac address='${mac}'/><model type='virtio'/></interface>`,
    );
    const file = join(this.folder, `${name}.xml`);
    writeFileSync(
      file,
      `<domain type='qemu'><name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu>
         <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os><features><acpi/></features>
         <devices>
           <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>
           ${interfaces.join('')}
           <graphics type='vnc' port='-1' passwd='vncpass1'/>
         </devices></domain>`,
    );
    await this.virsh('define', file);
  }

  /** Keeps a connection to the test driver open, whose state libvirtd would forget with the last one. */
  holdTestDriver(): ChildProcess {
    const held = spawn('virsh', ['-c', `test+unix:///default?socket=${this.socket}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.processes.push(held);
    return held;
  }

  async stop(): Promise<void> {
    const names = existsSync(this.socket)
      ? (await this.virsh('list', '--name')).split('\n').filter((name) => name !== '')
      : [];
    for (const name of names) await this.virsh('destroy', name);
    for (const one of this.processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      one.kill('SIGTERM');
      await once(one, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startLibvirtd(): Promise<void> {
    const home = join(this.folder, 'libvirt');
    mkdirSync(home);
    const configuration = join(home, 'libvirtd.conf');
    writeFileSync(
      configuration,
      `unix_sock_dir = "${home}"\nauth_unix_rw = "none"\nlisten_tls = 0\nlog_outputs = "4:file:${home}/log"\n`,
    );
    if (isRoot) chownSync(home, nobody, nobody);
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_RUNTIME_DIR: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
    };
    const as: SpawnOptions = isRoot ? { uid: nobody, gid: nobody } : {};
    const libvirtd = spawn('/usr/sbin/libvirtd', ['-f', configuration, '-p', join(home, 'pid')], {
      ...as,
      env,
      cwd: home,
      stdio: 'ignore',
    });
    await once(libvirtd, 'spawn');
    this.processes.push(libvirtd);
    await this.until('libvirtd', () => this.virsh('uri'));
  }

  private async startSshd(): Promise<void> {
    if (isRoot) mkdirSync('/run/sshd', { recursive: true });
    writeFileSync(join(this.folder, 'authorized'), readFileSync(join(this.folder, 'user.pub')));
    const configuration = [
      ...[`Port ${this.sshPort}`, 'ListenAddress 127.0.0.1', `HostKey ${this.folder}/host`, 'PidFile none'],
      ...[`AuthorizedKeysFile ${this.folder}/authorized`, 'StrictModes no', 'UsePAM no', 'PermitRootLogin yes'],
      ...['PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'MaxStartups 100', ''],
    ];
    const file = join(this.folder, 'sshd_config');
    writeFileSync(file, configuration.join('\n'));
    const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file], { stdio: 'ignore' });
    await once(sshd, 'spawn');
    this.processes.push(sshd);
    const known = join(this.folder, 'known');
    await this.until('sshd', () => run('ssh-keyscan', ['-p', String(this.sshPort), '127.0.0.1']));
    writeFileSync(known, '');
  }

  private async until(what: string, answers: () => Promise<unknown>): Promise<void> {
    for (let left = 100; ; left -= 1) {
      try {
        await answers();
        return;
      } catch (cause) {
        if (left === 0) throw new Error(`${what} does not answer`, { cause });
        await wait(100);
      }
    }
  }
}
