import { afterAll, describe, expect, it } from 'vitest';
import type { Finding } from '@drydock/site-design';
import { sampleDesign, sampleText } from '../testing/sample-design.js';
import type { DesignBody } from './design-body.js';
import { DesignCompiler } from './design-compiler.js';
import { allTakenFrom, isDocument, isFinding, isNode, isSite, take, textOf } from './take-over.js';

const generous = { bytes: 10_000_000, seconds: 60, megabytes: 512, waiting: 16 };
const yaml = (text: string | Uint8Array) => ({ content: typeof text === 'string' ? Buffer.from(text) : text });
const rulesOf = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === 'error').map(({ rule }) => rule);

async function compiled(compiler: DesignCompiler, body: DesignBody) {
  const handed = await compiler.compile({ body, announced: new Map() });
  const nodes = await allTakenFrom(handed.nodes, isNode);
  return {
    handed,
    findings: await allTakenFrom(handed.findings, isFinding),
    design: handed.design && {
      ...take(handed.design, isSite),
      nodes: Object.fromEntries(nodes.map((node) => [node.name, node])),
    },
  };
}

const compilers: DesignCompiler[] = [];
function compilerWith(limits: Partial<typeof generous> = {}): DesignCompiler {
  const compiler = new DesignCompiler({ ...generous, ...limits });
  compilers.push(compiler);
  return compiler;
}
afterAll(() => Promise.all(compilers.map((compiler) => compiler.onApplicationShutdown())));

describe('the thread that compiles designs', () => {
  const shared = compilerWith();

  it('hands over the same design and documents as compiling does', async () => {
    const { design, handed, findings } = await compiled(shared, yaml(new TextEncoder().encode(sampleText())));
    expect(rulesOf(findings)).toEqual([]);
    expect(design).toEqual(sampleDesign());
    const secret = await allTakenFrom(handed.secretDocuments, isDocument);
    const others: unknown = JSON.parse(`[${textOf(handed.documents)}]`);
    expect(Array.isArray(others) && others.length + secret.length).toBe(sampleText().match(/^schema:/gm)?.length);
    expect(textOf(handed.documents)).not.toMatch(/credential"/);
  });

  it.each([
    ['text that is no YAML', yaml('x: [')],
    ['JSON that is none', yaml('[{')],
    ['a file of a directory that is no YAML', { files: [{ name: 'a.yaml', bytes: Buffer.from('x: [') }] }],
  ])('says what is wrong with %s', async (_what, body) => {
    const { design, findings } = await compiled(shared, body);
    expect(design).toBeNull();
    expect(rulesOf(findings)).toContain('DD0001');
  });

  it.each([
    ['bytes that are no UTF-8', yaml(new Uint8Array([0x78, 0x3a, 0x20, 0xff]))],
    ['gzip that is none', yaml(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))],
  ])('refuses %s, and compiles the next one', async (_what, body) => {
    await expect(compiled(shared, body)).rejects.toMatchObject({ status: 400 });
    expect((await compiled(shared, yaml(sampleText()))).design).not.toBeNull();
  });

  it('has designs that are sent together wait for each other, each with its own answer', async () => {
    const answers = await Promise.all(
      [yaml(sampleText()), yaml('x: ['), yaml(sampleText())].map((body) => compiled(shared, body)),
    );
    expect(answers.map(({ design }) => design !== null)).toEqual([true, false, true]);
  });

  it('refuses designs when too many are waiting', async () => {
    const compiler = compilerWith({ waiting: 1 });
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => compiled(compiler, yaml('x: ['))));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  });

  it('gives up a design that takes too long', async () => {
    const { findings, design } = await compiled(compilerWith({ seconds: 0.001 }), yaml(sampleText()));
    expect(design).toBeNull();
    expect(findings).toMatchObject([{ rule: 'DD0002', message: expect.stringContaining('seconds') }]);
  });

  it('gives up a design that takes too much memory, and compiles the next one', async () => {
    const compiler = compilerWith({ megabytes: 96 });
    const many = `x: [${'a,'.repeat(1_800_000)}]`;
    const { findings } = await compiled(compiler, yaml(many));
    expect(findings).toMatchObject([{ rule: 'DD0002', message: expect.stringContaining('memory') }]);
    expect((await compiled(compiler, yaml(sampleText()))).design).not.toBeNull();
  });
});
