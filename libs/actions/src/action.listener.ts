import {
  CancelRequest,
  parse,
  ReachQuery,
  subjects,
  type ActionService,
  type Parsed,
  type ReachAnswer,
} from '@drydock/contracts';
import { OnMessages, OnQuery, type Received } from '@drydock/messaging';
import { Controller, type Type } from '@nestjs/common';
import { ActionAcceptance } from './action-acceptance.js';
import type { CompleteRequest } from './command-check.js';
import { TargetReach, unreadableQuery } from './target-reach.js';

/** What a service hears over NATS: commands, cancels, and whether it can reach a target. A class per service, since subjects are. */
export function listenerFor(
  service: ActionService,
  parseCommand: (body: unknown, subject: string) => Parsed<CompleteRequest>,
): Type<object> {
  @Controller()
  class ActionListener {
    constructor(
      readonly acceptance: ActionAcceptance,
      readonly reach: TargetReach,
    ) {}

    @OnMessages({
      stream: 'commands',
      filter: subjects.commands(service),
      durable: `${service}-commands`,
      parse: parseCommand,
    })
    async commands(batch: readonly Received<CompleteRequest>[]): Promise<void> {
      await this.acceptance.acceptCommands(batch);
    }

    @OnMessages({
      stream: 'commands',
      filter: subjects.cancel(service),
      durable: `${service}-cancels`,
      parse: (body) => parse(CancelRequest, body, 'ignore'),
    })
    async cancels(batch: readonly Received<CancelRequest>[]): Promise<void> {
      await this.acceptance.cancel(batch.map(({ body }) => body));
    }

    @OnQuery({
      subject: subjects.reach(service),
      parse: (body) => parse(ReachQuery, body, 'ignore'),
      refusal: unreadableQuery,
    })
    reachable({ target }: ReachQuery): Promise<ReachAnswer> {
      return this.reach.query(target);
    }
  }
  return ActionListener;
}
