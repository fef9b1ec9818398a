import { describe, expect, it } from 'vitest';
import { parseFlags, serviceNames } from './flags.js';
import { portsFrom } from './ports.js';

const parse = (line: string) => parseFlags(line.split(' ').filter(Boolean), '/clone');

describe('the flags of npm start', () => {
  it('start everything and run the demo when there are none', () => {
    expect(parse('')).toEqual({
      services: serviceNames,
      lab: 'started',
      demo: 'run',
      portBase: 9000,
      data: '/clone/.drydock',
      output: 'text',
    });
  });

  it('start some services alone, in the order in which they depend on each other, without a demo', () => {
    expect(parse('--services orchestrator,oob --no-lab --port-base 19000 --data /tmp/x --json')).toEqual({
      services: ['oob', 'orchestrator'],
      lab: 'left-out',
      demo: 'left-out',
      portBase: 19_000,
      data: '/tmp/x',
      output: 'json',
    });
  });

  it.each(['--no-lab', '--no-demo', '--services oob'])('leave the demo out with %s', (line) => {
    expect(parse(line)).toMatchObject({ demo: 'left-out' });
  });

  it('take directories from where they were typed', () => {
    expect(parse('--data here --design-root ../designs')).toMatchObject({
      data: '/clone/here',
      designRoot: '/designs',
    });
  });

  it.each([
    ['--services oob,ob', '--services: there is no service "ob"'],
    ['--services ,', '--services names none of'],
    ['--port-base 90000', '--port-base is a port from 1 to 65445, not "90000"'],
    ['--port-base nine', 'not "nine"'],
    ['--nodemo', "Unknown option '--nodemo'"],
    ['oob', "Unexpected argument 'oob'"],
    ['--data', "Option '--data <value>' argument missing"],
  ])('say in one line what is wrong with %s', (line, message) => {
    expect(() => parse(line)).toThrow(message);
    expect(() => parse(line)).toThrow(/^[^\n]*$/);
  });

  it('show the flags when asked for help', () => {
    expect(parse('--services nonsense --help')).toBe('help');
  });
});

describe('the ports', () => {
  it('lie at fixed distances from the base', () => {
    expect(portsFrom(9000)).toEqual({
      orchestrator: 9000,
      oob: 9001,
      node: 9002,
      network: 9003,
      nats: 9022,
      postgres: 9032,
      bootstrapper: 9080,
      lab: 9090,
    });
  });
});
