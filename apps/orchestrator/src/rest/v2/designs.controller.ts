import { notFound, type AuthenticatedRequest } from '@drydock/service';
import type { EffectiveDesign, EffectiveNode, Finding } from '@drydock/site-design';
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { DesignIngest } from '../../designs/design-ingest.js';
import { DesignStore } from '../../persistence/design.store.js';
import type { DesignRow } from '../../persistence/entities.js';
import { designBodyOf } from './design-bodies.js';

interface Response {
  status(code: number): Response;
  location(path: string): Response;
}

export interface DesignAnswer {
  readonly id: string | null;
  readonly status: 'valid' | 'invalid';
  readonly findings: readonly Finding[];
  readonly nodes: number;
  readonly digest?: string;
  readonly createdBy?: string;
  readonly createdAt?: string;
  /** Of the newest seals of its credentials. */
  readonly sealedAt?: string;
}

const listed = 200;
const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Site designs: checked at once, never changed. Submitted again, they are sealed again where a service has a new key. */
@Controller('api/v2/designs')
export class DesignsController {
  constructor(
    private readonly ingest: DesignIngest,
    private readonly designs: DesignStore,
  ) {}

  @Post()
  async submit(
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<DesignAnswer> {
    const design = designBodyOf(body, request.headers['content-type']);
    const ingested = await this.ingest.ingest(design, request.caller?.name ?? 'unknown');
    if (!ingested.ok) {
      response.status(422);
      return { id: null, status: 'invalid', findings: ingested.findings, nodes: 0 };
    }
    response.status(201).location(`/api/v2/designs/${ingested.design.id}`);
    return shown(ingested.design);
  }

  @Get()
  async list(): Promise<{ items: DesignAnswer[]; next: null }> {
    return { items: (await this.designs.list(listed)).map(shown), next: null };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<DesignAnswer> {
    return shown(await this.existing(id));
  }

  /** The design as it is meant: inherited, resolved; credentials sealed. */
  @Get(':id/effective')
  async effective(@Param('id') id: string): Promise<EffectiveDesign> {
    return this.designs.effective(await this.existing(id));
  }

  @Get(':id/effective/nodes/:name')
  async effectiveNode(@Param('id') id: string, @Param('name') name: string): Promise<EffectiveNode> {
    const [node] = await this.designs.nodes((await this.existing(id)).id, [name]);
    if (!node) throw notFound(`node ${name} in design ${id}`);
    return node;
  }

  private async existing(id: string): Promise<DesignRow> {
    const design = uuid.test(id) ? await this.designs.find(id) : null;
    if (!design) throw notFound(`design ${id}`);
    return design;
  }
}

const shown = ({
  id,
  status,
  findings,
  nodeCount,
  digest,
  createdBy,
  createdAt,
  sealedAt,
}: DesignRow): DesignAnswer => ({
  id,
  status,
  findings,
  nodes: nodeCount,
  digest,
  createdBy,
  createdAt: createdAt.toISOString(),
  sealedAt: sealedAt.toISOString(),
});
