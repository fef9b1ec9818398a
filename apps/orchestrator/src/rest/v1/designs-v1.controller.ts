import { invalid } from '@drydock/service';
import { selectNodesV1 } from '@drydock/site-design';
import { Body, Controller, HttpCode, Post, Res, UseFilters } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DesignReferences } from '../../designs/design-reference.js';
import { validationV1Answer } from './design-v1-answer.js';
import { V1ErrorsFilter } from './v1-errors.filter.js';

interface Response {
  status(code: number): Response;
}

/** What Drydock's clients ask of a design that they name by a reference. Nothing is kept of it. */
@ApiTags('v1.0')
@ApiBearerAuth()
@UseFilters(V1ErrorsFilter)
@Controller('api/v1.0')
export class DesignsV1Controller {
  constructor(private readonly references: DesignReferences) {}

  /** 200 for a valid design, 400 for one with errors, both with everything that was found. */
  @ApiOperation({ summary: 'Checks the design that a reference leads to; keeps nothing' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['href'],
      properties: { rel: { type: 'string' }, href: { type: 'string' }, type: { type: 'string' } },
    },
  })
  @ApiResponse({ status: 200, description: 'It is valid: a Status with warnings, if any, in details.messageList' })
  @ApiResponse({
    status: 400,
    description: 'It has errors: the same Status; or the reference leads to nothing: { type, message, retry }',
  })
  @Post('validatedesign')
  async validate(
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Record<string, unknown>> {
    const findings = await this.references.findings(required(body, 'href'));
    const answer = validationV1Answer(findings, new Date());
    response.status(answer.code);
    return answer;
  }

  /** The names of the nodes that a filter selects, all of them without one. */
  @ApiOperation({ summary: 'Names the nodes of a design that a filter selects' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['design_ref'],
      properties: { design_ref: { type: 'string' }, node_filter: { type: ['object', 'null'] } },
    },
  })
  @ApiResponse({ status: 200, schema: { type: 'array', items: { type: 'string' } } })
  @ApiResponse({ status: 400, description: 'What is wrong, as { type, message, retry }' })
  @Post('nodefilter')
  @HttpCode(200)
  async nodeNames(@Body() body: unknown): Promise<string[]> {
    const design = await this.references.effective(required(body, 'design_ref'));
    const selected = selectNodesV1(design, fieldOf(body, 'node_filter'));
    if (selected.ok) return selected.value;
    throw invalid(
      selected.complaints.map(({ path, message }) => ({
        path: ['node_filter', path].filter((part) => part !== '').join('.'),
        message,
      })),
    );
  }
}

function required(body: unknown, field: string): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ path: '', message: 'the body must be a JSON object' }]);
  }
  const value = fieldOf(body, field);
  if (typeof value === 'string' && value !== '') return value;
  const message =
    value === undefined || value === null || value === ''
      ? `Missing input required value: ${field}`
      : `${field} must be a text`;
  throw invalid([{ path: '', message }]);
}

const fieldOf = (body: unknown, field: string): unknown =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined;
