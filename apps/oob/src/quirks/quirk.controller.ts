import { longestQuirkId, parse, quirkId, QuirkRule } from '@drydock/contracts';
import { QuirkBook, type KnownQuirk } from '@drydock/oob-drivers';
import { conflict, Database, invalid, notFound } from '@drydock/service';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { QuirkWatch } from './quirk-watch.js';
import { dropQuirk, keepQuirk } from './quirk.store.js';

/** As much of a response as this controller sets itself. */
interface Response {
  status(code: number): Response;
}

type ShownQuirk = QuirkRule & Pick<KnownQuirk, 'id' | 'origin'>;

/** Rules for BMCs that do otherwise than they say: the built-in ones, and those of the operator beside or in place of them. */
@Controller('api/v1/quirks')
export class QuirkController {
  constructor(
    private readonly database: Database,
    private readonly book: QuirkBook,
    private readonly watch: QuirkWatch,
  ) {}

  @Get()
  async list(): Promise<{ items: ShownQuirk[]; next: null }> {
    await this.watch.refresh();
    return { items: this.book.list().map(shown), next: null };
  }

  @Get(':id')
  async show(@Param('id') id: string): Promise<ShownQuirk> {
    await this.watch.refresh();
    const quirk = this.known(id);
    if (quirk === undefined) throw notFound(`quirk ${id}`);
    return shown(quirk);
  }

  @Put(':id')
  async put(
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownQuirk> {
    if (!quirkId.test(id) || id.length > longestQuirkId) {
      throw invalid([{ path: 'id', message: 'must be lower-case words between dashes, such as acme-slow-power' }]);
    }
    const rule = parse(QuirkRule, body, 'refuse');
    if (!rule.ok) throw invalid(rule.complaints);
    const kept = await keepQuirk(this.database.pool, id, rule.value);
    response.status(kept === 'created' ? 201 : 200);
    await this.watch.refresh();
    return { ...rule.value, id, origin: 'operator' };
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    const existed = await dropQuirk(this.database.pool, id);
    await this.watch.refresh();
    if (existed) return;
    if (this.known(id) === undefined) throw notFound(`quirk ${id}`);
    throw conflict(`The quirk ${id} is built in: put one of the same id with "enabled": false to take it out of use.`);
  }

  private known(id: string): KnownQuirk | undefined {
    return this.book.list().find((quirk) => quirk.id === id);
  }
}

const shown = ({ id, origin, rule }: KnownQuirk): ShownQuirk => ({ enabled: true, ...rule, id, origin });
