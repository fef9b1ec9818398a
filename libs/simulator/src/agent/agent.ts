import type { AgentBoot, AgentEnd, BootedHardware, NodeLife, RunAgent } from '../node/boot-environment.js';
import { AgentConnection, TokenRefused, WorkWithdrawn } from './agent-connection.js';
import { inventoryOf } from './agent-inventory.js';
import { formatLines, type Fields } from './agent-lines.js';
import { configure, deploy, erase, formatResult, type Outcome, type WorkPlace } from './agent-work.js';
import { Boards } from './board-settings.js';

const probingMilliseconds = 3_000;

/**
 * The agent of simulated nodes: says what it found, then does what the bootstrapper asks for until it is told to end.
 * Boards set up by it keep their settings as long as the function that is answered here is used.
 */
export function simulatedAgent(): RunAgent {
  const boards = new Boards();
  return async (hardware, boot, life) => {
    try {
      return await run({ hardware, boot, life, boards });
    } catch (error) {
      life.signal.throwIfAborted();
      // Without a token there is nothing to do here: the next start tells what is.
      if (error instanceof TokenRefused) return 'reboot';
      throw error;
    }
  };
}

interface Running {
  readonly hardware: BootedHardware;
  readonly boot: AgentBoot;
  readonly life: NodeLife;
  readonly boards: Boards;
}

async function run({ hardware, boot, life, boards }: Running): Promise<AgentEnd> {
  const connection = new AgentConnection(boot, life);
  await life.pause(probingMilliseconds);
  const inventory = inventoryOf(hardware);
  await connection.send({ method: 'POST', path: '/agent/v1/inventory', type: 'application/json', body: inventory });
  for (;;) {
    const order = await connection.send({ method: 'GET', path: '/agent/v1/work' });
    const work = order.get('work');
    if (work === 'reboot' || work === 'power-off') return work;
    if (work === undefined || work === 'none') continue;
    const place = { hardware, life, settings: boards.of(hardware.systemUuid), tell: teller(connection, order) };
    const next = await workOff(order, place, connection);
    if (next === 'reboot' || next === 'power-off') return next;
  }
}

/** Does one piece of work and reports it; answers what comes next. */
async function workOff(order: Fields, place: WorkPlace, connection: AgentConnection): Promise<string | undefined> {
  try {
    const body = formatResult(order.get('id') ?? '', await outcomeOf(order, place));
    const answer = await connection.send({ method: 'POST', path: '/agent/v1/result', type: 'text/plain', body });
    return answer.get('next');
  } catch (error) {
    if (error instanceof WorkWithdrawn) return 'work';
    throw error;
  }
}

async function outcomeOf(order: Fields, place: WorkPlace): Promise<Outcome> {
  switch (order.get('work')) {
    case 'configure':
      return configure(order, place);
    case 'deploy':
      return deploy(order, place);
    case 'erase':
      return erase(order, place);
    default:
      return [
        ['outcome', 'failed'],
        ['message', `this agent does not know how to ${order.get('work') ?? 'do that'}`],
      ];
  }
}

const teller =
  (connection: AgentConnection, order: Fields): WorkPlace['tell'] =>
  async (message, percent) => {
    const body = formatLines([
      ['id', order.get('id') ?? ''],
      ['message', message],
      ['percent', String(Math.round(percent))],
    ]);
    const answer = await connection.send({ method: 'POST', path: '/agent/v1/progress', type: 'text/plain', body });
    if (answer.get('continue') === 'no') throw new WorkWithdrawn(`${order.get('work') ?? 'the work'} was taken back`);
  };
