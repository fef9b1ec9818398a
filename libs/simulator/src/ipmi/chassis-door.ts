import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** The hardware behind a BMC of ipmi_sim, in its words: `power` is 0 or 1, `boot` one of none, pxe, default, cdrom, bios. */
export interface Chassis {
  read(name: string): string;
  /** `power`, `boot`, and what is only told: `reset`, `shutdown`, `identify`. False when the hardware refuses. */
  write(name: string, value: string): boolean;
}

const longestLine = 1_000;

/**
 * Where the program that ipmi_sim runs for the chassis (`get power`, `set boot pxe`) asks: a socket of this machine, for who
 * has the secret that is in the program.
 */
export class ChassisDoor {
  readonly #secret = randomBytes(24).toString('hex');
  readonly #chassis: Chassis;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(chassis: Chassis) {
    this.#chassis = chassis;
    this.#server = createServer((socket) => this.#hear(socket));
  }

  static async open(chassis: Chassis): Promise<ChassisDoor> {
    const door = new ChassisDoor(chassis);
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  /** Bash, because it can open a socket by itself and starts in a few milliseconds: ipmi_sim answers nobody meanwhile. */
  get program(): string {
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1
printf '%s\\n' '${this.#secret}' "$*" >&3
while IFS= read -r line <&3; do
  case $line in
    ok) exit 0 ;;
    refused) exit 1 ;;
    *) printf '%s\\n' "$line" ;;
  esac
done
exit 1
`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #hear(socket: Socket): void {
    this.#sockets.add(socket);
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      heard += text;
      const [secret, asked, ...rest] = heard.split('\n');
      if (secret === undefined || asked === undefined || rest.length === 0) {
        if (heard.length > longestLine) socket.destroy();
        return;
      }
      socket.end(this.#knows(secret) ? this.#answer(asked.split(' ')) : 'refused\n');
    });
  }

  #knows(secret: string): boolean {
    const [shown, known] = [Buffer.from(secret), Buffer.from(this.#secret)];
    return shown.length === known.length && timingSafeEqual(shown, known);
  }

  #answer([operation, ...words]: readonly string[]): string {
    if (operation === 'get') return `${words.map((name) => `${name}:${this.#chassis.read(name)}\n`).join('')}ok\n`;
    const [name, value] = words;
    const taken = operation === 'set' && name !== undefined && this.#chassis.write(name, value ?? '');
    return taken ? 'ok\n' : 'refused\n';
  }
}
