import { invalid, notFound, type AuthenticatedRequest } from '@drydock/service';
import { diffAsText, type EffectiveNode } from '@drydock/site-design';
import { Body, Controller, Get, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { compareDesigns } from '../../designs/design-comparison.js';
import { DesignIngest } from '../../designs/design-ingest.js';
import { DesignStore } from '../../persistence/design.store.js';
import type { DesignRow } from '../../persistence/entities.js';
import { designAnswer, diffParts, type DesignAnswer } from './design-answers.js';
import { designBodyOf } from './design-bodies.js';
import { effective } from './effective-api-document.js';
import { jsonStream } from './json-stream.js';
import { largestPage, noSuchCursor, pageOf, pagingOf, usualPage } from './page.js';

interface Response {
  status(code: number): Response;
  location(path: string): Response;
}

/** As much of Express as the choice of a representation needs. */
interface NegotiatedResponse {
  readonly req: { accepts(types: readonly string[]): string | false };
  type(mediaType: string): unknown;
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Site designs: checked at once, never changed. Submitted again, they are sealed again where a service has a new key. */
@ApiTags('designs')
@ApiBearerAuth()
@Controller('api/v2/designs')
export class DesignsController {
  constructor(
    private readonly ingest: DesignIngest,
    private readonly designs: DesignStore,
  ) {}

  @ApiOperation({ summary: 'Checks a design and keeps it; the same documents again are the same design' })
  @ApiConsumes('application/yaml', 'application/json', 'application/x-tar', 'application/gzip')
  @ApiBody({ schema: { type: ['string', 'array'], items: { type: 'object' } } })
  @ApiResponse({ status: 201, description: 'Kept, or known; findings are warnings' })
  @ApiResponse({ status: 422, description: 'The same body, id null: it has errors and is not kept' })
  @Post()
  async submit(
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DesignAnswer> {
    const design = designBodyOf(body);
    const ingested = await this.ingest.ingest(design, request.caller?.name ?? 'unknown');
    if (!ingested.ok) {
      response.status(422);
      return { id: null, status: 'invalid', findings: ingested.findings, nodes: 0 };
    }
    response.status(201).location(`/api/v2/designs/${ingested.design.id}`);
    return designAnswer(ingested.design);
  }

  @ApiOperation({ summary: 'Designs, newest first; next is the cursor of the next page, or null' })
  @ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: largestPage, default: usualPage },
  })
  @ApiQuery({ name: 'cursor', required: false, schema: { type: 'string', format: 'uuid' } })
  @Get()
  async list(
    @Query('limit') limit?: string,
    @Query('cursor') cursor?: string,
  ): Promise<{ items: DesignAnswer[]; next: string | null }> {
    const paging = pagingOf(limit, cursor);
    if (paging.cursor !== undefined && (await this.designs.find(paging.cursor)) === null) throw noSuchCursor();
    const { rows, last } = pageOf(await this.designs.list(paging.limit + 1, paging.cursor), paging.limit);
    return { items: rows.map(designAnswer), next: last?.id ?? null };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<DesignAnswer> {
    return designAnswer(await this.existing(id));
  }

  @ApiOperation({ summary: 'The documents as they were written, with a keyed HMAC in place of each secret' })
  @ApiResponse({ status: 200, content: { 'application/json': { schema: { type: 'object' } } } })
  @Get(':id/documents')
  async documents(@Param('id') id: string, @Res({ passthrough: true }) response: NegotiatedResponse): Promise<string> {
    const documents = await this.designs.documents((await this.existing(id)).id);
    response.type('application/json');
    return `{"items":${documents}}`;
  }

  @ApiOperation({ summary: 'The design as it is meant: inherited, resolved; credentials sealed' })
  @ApiResponse({ status: 200, schema: effective('EffectiveDesign') })
  @ApiResponse({ status: 404, description: 'No such design' })
  @Get(':id/effective')
  async effective(@Param('id') id: string): Promise<StreamableFile> {
    return jsonStream(this.designs.effectiveText(await this.existing(id)));
  }

  @ApiOperation({ summary: 'One node of the design as it is meant: inherited, resolved; credentials sealed' })
  @ApiResponse({ status: 200, schema: effective('EffectiveNode') })
  @ApiResponse({ status: 404, description: 'No such design, or no such node in it' })
  @Get(':id/effective/nodes/:name')
  async effectiveNode(@Param('id') id: string, @Param('name') name: string): Promise<EffectiveNode> {
    const [node] = await this.designs.nodes((await this.existing(id)).id, { names: [name] });
    if (!node) throw notFound(`node ${name} in design ${id}`);
    return node;
  }

  @ApiOperation({ summary: 'What changes for which node, and what that takes, when the design `to` takes its place' })
  @ApiQuery({ name: 'to', schema: { type: 'string', format: 'uuid' } })
  @ApiResponse({
    status: 200,
    content: { 'application/json': { schema: { type: 'object' } }, 'text/plain': { schema: { type: 'string' } } },
  })
  @Get(':id/diff')
  async diff(
    @Param('id') id: string,
    @Query('to') toId: string | undefined,
    @Res({ passthrough: true }) response: NegotiatedResponse,
  ): Promise<StreamableFile | string> {
    if (typeof toId !== 'string' || toId === '') {
      throw invalid([{ path: 'to', message: 'must be the id of the design to compare with' }]);
    }
    const [from, to] = [await this.existing(id), await this.existing(toId)];
    const { diff, credentialsCompared } = await compareDesigns(this.designs, { from, to });
    if (response.req.accepts(['json', 'text']) === 'text') {
      response.type('text/plain');
      return diffAsText(diff);
    }
    return jsonStream(diffParts({ from: from.id, to: to.id, credentialsCompared, ...diff }));
  }

  private async existing(id: string): Promise<DesignRow> {
    const design = uuid.test(id) ? await this.designs.find(id) : null;
    if (!design) throw notFound(`design ${id}`);
    return design;
  }
}
