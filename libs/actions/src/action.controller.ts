import {
  actionStates,
  beyondLimits,
  CancelReason,
  ConfirmationNote,
  hasEnded,
  parse,
  type ActionRecord,
  type ActionService,
  type ActionState,
} from '@drydock/contracts';
import { conflict, invalid, notFound, type AuthenticatedRequest } from '@drydock/service';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ActionAcceptance, originOf } from './action-acceptance.js';
import { ActionConfirmation } from './action-confirmation.js';
import { recordOf } from './action-record.js';
import type { ActionRow } from './action.entity.js';
import { TheService } from './action-service.js';
import { ActionStore } from './action.store.js';
import { isUuid } from './command-check.js';
import { ActionEnds } from './action-ends.js';

/** As much of a response as this controller sets itself. */
interface Response {
  status(code: number): Response;
  location(path: string): Response;
}

const largestPage = 500;
const usualPage = 50;
const longestWaitSeconds = 60;

/** Actions over REST: the same in oob, node and network. */
@Controller('api/v1/actions')
export class ActionController {
  private readonly service: ActionService;

  constructor(
    theService: TheService,
    private readonly acceptance: ActionAcceptance,
    private readonly store: ActionStore,
    private readonly ends: ActionEnds,
    private readonly confirmation: ActionConfirmation,
  ) {
    this.service = theService.definition.service;
  }

  @Post()
  async ask(
    @Body() body: unknown,
    @Headers() headers: Record<string, string>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ActionRecord> {
    const { row, created } = await this.acceptance.acceptRequest(body, originOf(headers));
    response.status(created ? 202 : 200).location(`/api/v1/actions/${row.id}`);
    return recordOf(this.service, row);
  }

  @Get()
  async list(@Query() given: Record<string, unknown>): Promise<{ items: ActionRecord[]; next: string | null }> {
    const query = onceEach(given);
    const { node, action, task, cursor } = query;
    const limit = query['limit'] === undefined ? usualPage : Number(query['limit']);
    const complaints = [
      ...(Number.isInteger(limit) && limit >= 1 && limit <= largestPage
        ? []
        : [{ path: 'limit', message: `must be a number from 1 to ${largestPage}` }]),
      ...Object.entries({ task, cursor })
        .filter(([, value]) => value !== undefined && !isUuid(value))
        .map(([path]) => ({ path, message: 'must be a UUID' })),
      ...(query['state'] === undefined || stateOf(query['state'])
        ? []
        : [{ path: 'state', message: `must be one of ${actionStates.join(', ')}` }]),
    ];
    if (complaints.length > 0) throw invalid(complaints);
    const rows = await this.store.list({ node, action, task, cursor, state: stateOf(query['state']), limit });
    const last = rows.at(-1);
    return {
      items: rows.map((row) => recordOf(this.service, row)),
      next: rows.length === limit && last ? last.id : null,
    };
  }

  @Get(':id')
  async show(@Param('id') id: string, @Headers('prefer') prefer?: string): Promise<ActionRecord> {
    const seconds = Number(/\bwait=(\d+)/.exec(prefer ?? '')?.[1] ?? 0);
    const row = await this.existing(id);
    if (seconds === 0 || hasEnded(row.state)) return recordOf(this.service, row);
    const { listening, ended } = this.ends.wait(id, Math.min(seconds, longestWaitSeconds) * 1_000);
    // It may have ended before we began to listen.
    await listening;
    const meanwhile = await this.existing(id);
    if (hasEnded(meanwhile.state)) return recordOf(this.service, meanwhile);
    await ended;
    return recordOf(this.service, await this.existing(id));
  }

  @Post(':id/confirm')
  @HttpCode(202)
  async confirm(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() { caller }: AuthenticatedRequest,
  ): Promise<ActionRecord> {
    if (!isUuid(id)) throw notFound(`action ${id}`);
    const parsed = parse(ConfirmationNote, body ?? {}, 'refuse');
    if (!parsed.ok) throw invalid(parsed.complaints);
    const note = parsed.value.note ?? null;
    return recordOf(this.service, await this.confirmation.confirm(id, { by: caller?.name ?? 'unknown', note }));
  }

  @Post(':id/cancel')
  @HttpCode(202)
  async cancel(@Param('id') id: string, @Body() body: unknown): Promise<ActionRecord> {
    const row = await this.existing(id);
    const parsed = parse(CancelReason, body ?? {}, 'refuse');
    if (!parsed.ok) throw invalid(parsed.complaints);
    const reason = parsed.value.reason ?? 'asked for over REST';
    const [stopped] = await this.acceptance.cancel([{ id, reason }]);
    if (stopped) return recordOf(this.service, stopped);
    if (row.state === 'stopping') return recordOf(this.service, row);
    throw conflict(`The action ${id} has ended: its state is ${row.state}.`);
  }

  private async existing(id: string): Promise<ActionRow> {
    const row = isUuid(id) ? await this.store.find(id) : null;
    if (!row) throw notFound(`action ${id}`);
    return row.state === 'accepted' ? this.withWhyItWaits(row) : row;
  }

  private async withWhyItWaits(row: ActionRow): Promise<ActionRow> {
    const until = await this.store.restUntil(row);
    if (until === null) return row;
    return { ...row, progress: { message: `waiting: ${row.key} rests until ${until.toISOString()}`, percent: null } };
  }
}

/** Each parameter at most once, and none that could not be kept. */
function onceEach(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const once: Record<string, string> = {};
  const complaints = beyondLimits(given);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') once[name] = value;
    else complaints.push({ path: name, message: 'must be given once' });
  }
  if (complaints.length > 0) throw invalid(complaints);
  return once;
}

const stateOf = (value: string | undefined): ActionState | undefined => actionStates.find((state) => state === value);
