import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.js';

let echo: Server;
let proxy: TcpProxy;
let client: Socket;
let heard: string;

const dial = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(proxy.inFrontOf('nats://127.0.0.1:1')).port), '127.0.0.1');
  socket.on('data', (data) => (heard += String(data))).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

beforeEach(async () => {
  heard = '';
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  proxy = await TcpProxy.open(typeof address === 'object' && address ? address.port : 0);
  client = await dial();
  client.write('a');
  await expect.poll(() => heard).toBe('a');
  proxy.cut();
  client.write('b');
  await pause(100);
  expect(heard).toBe('a');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  echo.close();
});

describe('a network that was cut', () => {
  it('and is resumed delivers what was sent meanwhile', async () => {
    proxy.comeBack('resumed');
    await expect.poll(() => heard).toBe('ab');
  });

  it('and comes back with a reset ends what was connected', async () => {
    const ended = new Promise((resolve) => client.once('close', resolve));
    proxy.comeBack('reset');
    await ended;
  });

  it('and has forgotten what was connected is silent there, and carries what is connected anew', async () => {
    proxy.comeBack('forgotten');
    const anew = await dial();
    anew.write('c');
    await expect.poll(() => heard).toBe('ac');
    expect(client.destroyed).toBe(false);
    anew.destroy();
  });
});
