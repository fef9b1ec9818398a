import { parse } from '@drydock/contracts';
import { invalid, type AuthenticatedRequest } from '@drydock/service';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { TaskRequest } from '../../domain/task-request.js';
import { EventStore } from '../../engine/event.store.js';
import type { TaskRow } from '../../persistence/entities.js';
import { TaskRows } from '../../persistence/task.store.js';
import { chooserOf, TaskDesk } from '../../tasks/task-desk.js';
import { eventAnswer, type EventAnswer } from './event-answers.js';
import { noSuchCursor, pageOf, pagingOf } from './page.js';
import { planAnswer, stepAnswer, taskAnswer, type StepAnswer, type TaskAnswer, type Walks } from './task-answers.js';

interface Response {
  status(code: number): Response;
  location(path: string): Response;
}

/** Tasks: ordered, followed, cancelled. */
@Controller('api/v2/tasks')
export class TasksController {
  constructor(
    private readonly desk: TaskDesk,
    private readonly tasks: TaskRows,
    private readonly events: EventStore,
  ) {}

  @Post()
  async order(
    @Body() body: unknown,
    @Req() http: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TaskAnswer | { id: null; design: string; plan: ReturnType<typeof planAnswer> }> {
    const parsed = parse(TaskRequest, body, 'refuse');
    if (!parsed.ok) throw invalid(parsed.complaints);
    const request = parsed.value;
    const by = http.caller?.name ?? 'unknown';
    const order = {
      request,
      by,
      choose: chooserOf(request),
      nodeFilter: request.nodes ?? { all: true },
      confirmation: 'by-count' as const,
    };
    if (request.dryRun) {
      const { design, plan } = await this.desk.plan(order);
      response.status(200);
      return { id: null, design: design.id, plan: planAnswer(plan) };
    }
    const { task, created } = await this.desk.order(order);
    response.status(created ? 201 : 200).location(`/api/v2/tasks/${task.id}`);
    return this.answer(task);
  }

  @Get()
  async list(
    @Query('limit') limit?: string,
    @Query('cursor') cursor?: string,
  ): Promise<{ items: TaskAnswer[]; next: string | null }> {
    const paging = pagingOf(limit, cursor);
    if (paging.cursor !== undefined && (await this.tasks.find(paging.cursor)) === null) throw noSuchCursor();
    const { rows, last } = pageOf(await this.tasks.list({ ...paging, limit: paging.limit + 1 }), paging.limit);
    const walks = await this.walksOf(rows);
    return { items: rows.map((task) => taskAnswer(task, walks)), next: last?.id ?? null };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<TaskAnswer> {
    return this.answer(await this.desk.existing(id));
  }

  @Get(':id/steps')
  async steps(@Param('id') id: string): Promise<{ items: StepAnswer[]; next: null }> {
    const { id: taskId } = await this.desk.existing(id);
    return { items: (await this.tasks.steps(taskId)).map(stepAnswer), next: null };
  }

  /** The steps as they were planned, without those that took something back. */
  @Get(':id/plan')
  async plan(@Param('id') id: string): Promise<{ plan: ReturnType<typeof planAnswer> }> {
    const { id: taskId } = await this.desk.existing(id);
    const planned = (await this.tasks.steps(taskId)).filter(({ undoes }) => undoes === null);
    const walks = Map.groupBy(planned, ({ node }) => node);
    return { plan: planAnswer([...walks].map(([node, steps]) => ({ node, steps }))) };
  }

  @Get(':id/events')
  async eventsOf(
    @Param('id') id: string,
    @Query('after') after?: string,
  ): Promise<{ items: EventAnswer[]; next: string | null }> {
    const { id: task } = await this.desk.existing(id);
    const from = /^\d{1,18}$/.test(after ?? '') ? String(after) : '0';
    const events = await this.events.after(from, { task });
    return { items: events.map(eventAnswer), next: events.at(-1)?.id ?? null };
  }

  @Post(':id/cancel')
  @HttpCode(202)
  async cancel(@Param('id') id: string, @Body() body: { reason?: unknown } | undefined): Promise<TaskAnswer> {
    const reason = typeof body?.reason === 'string' && body.reason !== '' ? body.reason : 'the task was cancelled';
    return this.answer(await this.desk.cancel(id, reason));
  }

  /** A new task over the nodes that failed in this one. */
  @Post(':id/retry')
  async retry(
    @Param('id') id: string,
    @Req() http: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TaskAnswer> {
    const task = await this.desk.retry(id, http.caller?.name ?? 'unknown');
    response.status(201).location(`/api/v2/tasks/${task.id}`);
    return this.answer(task);
  }

  @Post(':id/pause')
  @HttpCode(202)
  async pause(@Param('id') id: string): Promise<TaskAnswer> {
    return this.answer(await this.desk.setPaused(id, 'paused'));
  }

  @Post(':id/resume')
  @HttpCode(202)
  async resume(@Param('id') id: string): Promise<TaskAnswer> {
    return this.answer(await this.desk.setPaused(id, 'running'));
  }

  private async answer(task: TaskRow): Promise<TaskAnswer> {
    return taskAnswer(task, await this.walksOf([task]));
  }

  private async walksOf(tasks: readonly TaskRow[]): Promise<Walks> {
    const ids = tasks.map(({ id }) => id);
    const [rows, waitedFor] = await Promise.all([this.tasks.walks(ids), this.tasks.waitedFor(ids)]);
    return { rows, waitedFor };
  }
}
