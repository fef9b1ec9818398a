import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { diffParts, type DesignDiffAnswer } from './design-answers.js';
import { jsonStream, listParts } from './json-stream.js';

async function* failing(): AsyncGenerator<string> {
  yield '{"nodes":{"a":{}';
  await new Promise(setImmediate);
  throw new Error('the database went away');
}

@Controller()
class Answers {
  @Get('whole')
  whole() {
    return jsonStream(listParts(['ä', 2]));
  }

  @Get('failing')
  failing() {
    return jsonStream(failing());
  }
}

@Module({ controllers: [Answers] })
class App {}

let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  const app = await NestFactory.create(App, { logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  close = () => app.close();
});
afterAll(() => close());

it.each([0, 1, 99, 100, 101, 250])('a list of %i entries is the same in parts', (length) => {
  const list = Array.from({ length }, (_, index) => ({ index, text: `"${index}"` }));
  expect([...listParts(list)].join('')).toBe(JSON.stringify(list));
});

it('a difference is the same in parts, wherever there is something in it', () => {
  const change = {
    path: 'oob.port',
    before: 1,
    after: 2,
    sentence: 'port',
    kind: 'changed' as const,
    needs: 'nothing' as const,
  };
  const answer: DesignDiffAnswer = {
    from: 'a',
    to: 'b',
    credentialsCompared: true,
    site: [],
    nodes: { added: ['n1'], removed: [], changed: [{ name: 'n2', needs: 'nothing', changes: [change] }], unchanged: 3 },
  };
  expect(JSON.parse([...diffParts(answer)].join(''))).toEqual(answer);
});

it('is JSON for whoever asks', async () => {
  const answer = await fetch(`${url}/whole`);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await answer.json()).toEqual(['ä', 2]);
});

it('breaks off where it fails, so that nobody takes a part for the whole', async () => {
  const answer = await fetch(`${url}/failing`);
  await expect(answer.text()).rejects.toThrow('terminated');
});
