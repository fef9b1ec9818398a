import { conflict } from '@drydock/service';
import type { Engine } from '../engine/engine.js';
import type { NewEvent } from '../engine/event.store.js';
import type { NodeMarkKind, NodeStore } from '../persistence/node.store.js';

/** What an operator says of a node, and who that is. */
export interface Saying {
  readonly reason: string | null;
  readonly by: string;
}

export interface NodeDeskParts {
  readonly nodes: NodeStore;
  readonly engine: Pick<Engine, 'changeNode'>;
}

/** Where operators say how a node may be used. What is under way on it is moved by that in the same transaction. */
export class NodeDesk {
  constructor(private readonly parts: NodeDeskParts) {}

  /** Protected: nothing on it may be lost. In maintenance: tasks leave it alone. Said again, it is said anew. */
  async mark(node: string, kind: NodeMarkKind, saying: Saying): Promise<void> {
    const { nodes, engine } = this.parts;
    await engine.changeNode(node, async (transaction) => {
      await nodes.mark(transaction, node, { kind, ...saying });
      return [told(node, saying.by, { [kind]: { reason: saying.reason } })];
    });
  }

  /** Where nothing was said there is nothing to take back, and that is no mistake. */
  async unmark(node: string, kind: NodeMarkKind, by: string): Promise<void> {
    const { nodes, engine } = this.parts;
    await engine.changeNode(node, async (transaction) =>
      (await nodes.unmark(transaction, node, kind)) ? [told(node, by, { [kind]: null })] : [],
    );
  }

  /** Reserves a node for nobody: tasks wait for it. Refused while somebody holds it. */
  async hold(node: string, { reason, by }: Saying): Promise<void> {
    const { nodes, engine } = this.parts;
    await engine.changeNode(node, async (transaction) => {
      const why = [`${by} holds it`, reason].filter(Boolean).join(': ');
      if (!(await nodes.hold(transaction, node, why))) throw conflict(`The node ${node} is held already.`);
      return [told(node, by, { hold: { reason } })];
    });
  }

  /** Gives a node free again that an operator holds, or that was held because something was left unfinished on it. */
  async release(node: string, by: string): Promise<void> {
    const { nodes, engine } = this.parts;
    await engine.changeNode(node, async (transaction) => {
      const held = await nodes.release(transaction, node);
      if (held === 'by nobody') throw conflict(`Nobody holds the node ${node}.`);
      if (held !== 'no longer') {
        throw conflict(`The task ${held.task} works on the node ${node}: cancel it, or wait for its end.`);
      }
      return [told(node, by, { hold: null })];
    });
  }
}

const told = (node: string, by: string, said: Record<string, unknown>): NewEvent => ({
  taskId: null,
  node,
  kind: 'node-marked',
  body: { ...said, by },
});
