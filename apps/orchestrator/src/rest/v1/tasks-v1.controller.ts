import { invalid, type AuthenticatedRequest } from '@drydock/service';
import { selectNodesV1, type EffectiveDesign } from '@drydock/site-design';
import { Body, Controller, Get, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { isDestructive, type TaskRequest } from '../../domain/task-request.js';
import type { TaskRow } from '../../persistence/entities.js';
import { TaskRows } from '../../persistence/task.store.js';
import { TaskDesk } from '../../tasks/task-desk.js';
import { taskKinds } from '../../workflows/workflow.js';
import { taskV1Answer } from './task-v1-answer.js';
import { V1ErrorsFilter } from './v1-errors.filter.js';

interface Response {
  location(path: string): Response;
}

const listed = 500;

/** Tasks as Drydock's clients know them, Shipyard above all. */
@UseFilters(V1ErrorsFilter)
@Controller('api/v1.0/tasks')
export class TasksV1Controller {
  constructor(
    private readonly desk: TaskDesk,
    private readonly tasks: TaskRows,
  ) {}

  @Post()
  async create(
    @Body() body: unknown,
    @Req() http: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Record<string, unknown>> {
    const { action, design_ref: design, node_filter: filter, all } = asked(body);
    const kind = taskKinds.find((candidate) => candidate === action);
    if (!kind) throw invalid([{ path: '', message: `Unsupported action ${String(action ?? 'None')}` }]);
    if (typeof design !== 'string' || design === '')
      throw invalid([{ path: '', message: 'Missing input required value: design_ref' }]);
    const request: TaskRequest = { kind, design, allowEmpty: true };
    if (isDestructive(request) && (filter === undefined || filter === null) && all !== true) {
      throw invalid([
        { path: '', message: `${kind} needs a node_filter, or "all": true if every node of the design is meant` },
      ]);
    }
    const choose = chooserV1(filter);
    const { task } = await this.desk.order({
      request,
      by: http.caller?.name ?? 'unknown',
      choose,
      nodeFilter: filter ?? null,
      confirmation: 'given',
    });
    response.location(`/api/v1.0/tasks/${task.id}`);
    return this.answer(task);
  }

  @Get()
  async list(): Promise<Record<string, unknown>[]> {
    const tasks = await this.tasks.list({ limit: listed });
    const ids = tasks.map(({ id }) => id);
    const [walks, failed] = await Promise.all([this.tasks.walks(ids), this.tasks.failedSteps(ids)]);
    return tasks.map((task) => taskV1Answer(task, walks, failed));
  }

  @Get(':id')
  async show(
    @Param('id') id: string,
    @Query() { builddata, subtaskerrors, layers }: Record<string, string>,
  ): Promise<Record<string, unknown>> {
    const answer = await this.answer(await this.desk.existing(id));
    if (layers !== undefined) return { init_task_id: id, [id]: answer };
    return {
      ...answer,
      ...(builddata === 'true' && { build_data: [] }),
      ...(subtaskerrors === 'true' && { subtask_errors: {} }),
    };
  }

  private async answer(task: TaskRow): Promise<Record<string, unknown>> {
    const [walks, failed] = await Promise.all([this.tasks.walks([task.id]), this.tasks.failedSteps([task.id])]);
    return taskV1Answer(task, walks, failed);
  }
}

const asked = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};

function chooserV1(filter: unknown): (design: EffectiveDesign) => string[] {
  return (design) => {
    const selected = selectNodesV1(design, filter ?? null);
    if (selected.ok) return selected.value;
    throw invalid(selected.complaints);
  };
}
