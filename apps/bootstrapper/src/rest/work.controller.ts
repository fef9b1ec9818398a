import { Log } from '@drydock/service';
import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WorkSignal } from '../agent/work-signal.js';
import { DeploymentSecrets } from '../deployment-secrets.js';
import { withDiskNames } from '../domain/raid-disks.js';
import { hashToken, type RandomText } from '../domain/agent-token.js';
import { after, Clock } from '../clock.js';
import { SiteSettingStore } from '../persistence/site-setting.store.js';
import { WorkRequestStore, type Ask, type Asked } from '../persistence/work-request.store.js';
import { WorkStore } from '../persistence/work.store.js';
import { ConfigurationBody, DeploymentBody, ErasureBody, read, readId } from './bodies.js';
import { workView, type WorkView } from './node-view.js';

/** How long an installed system may take to phone home, and how its key is made. */
export class DeploymentOptions {
  constructor(
    readonly phoneHomeSeconds: number,
    readonly random: RandomText,
  ) {}
}

interface WorkAnswer {
  readonly changed: boolean;
  readonly work: WorkView;
}

/** Work for a node's agent. Its id is given by whoever asks: asking again changes nothing. */
@ApiTags('work')
@ApiBearerAuth()
@Controller('api/v1/nodes/:name')
export class WorkController {
  constructor(
    private readonly requests: WorkRequestStore,
    private readonly works: WorkStore,
    private readonly settings: SiteSettingStore,
    private readonly secrets: DeploymentSecrets,
    private readonly signal: WorkSignal,
    private readonly options: DeploymentOptions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @Get('work/:id')
  async one(@Param('name') name: string, @Param('id') id: string): Promise<WorkView> {
    return workView(await this.works.find(name, readId(id)));
  }

  @ApiOperation({ summary: 'Takes work back; a node in the middle of it is broken then' })
  @HttpCode(200)
  @Delete('work/:id')
  async withdraw(@Param('name') name: string, @Param('id') id: string): Promise<WorkAnswer> {
    return this.answer(name, await this.works.withdraw(name, readId(id), this.clock.now()));
  }

  @ApiOperation({ summary: 'Brings the hardware to a profile' })
  @ApiBody({ type: ConfigurationBody })
  @Put('configurations/:id')
  async configure(@Param('name') name: string, @Param('id') id: string, @Body() body: unknown): Promise<WorkAnswer> {
    const { profile, allowDataLoss = false, raidDisks = {} } = read(ConfigurationBody, body);
    const hardware = withDiskNames(await this.settings.profile(profile), raidDisks);
    return this.answer(name, await this.requests.configure(this.ask(name, id), { profile: hardware, allowDataLoss }));
  }

  @ApiOperation({ summary: 'Installs the image and all that was applied' })
  @ApiBody({ type: DeploymentBody })
  @Put('deployments/:id')
  async deploy(@Param('name') name: string, @Param('id') id: string, @Body() body: unknown): Promise<WorkAnswer> {
    const { digest, redeploy = false, hostname, authorizedKeys, bootData, userData } = read(DeploymentBody, body);
    const phoneHomeKey = this.options.random(32);
    const siteKeys = await this.settings.authorizedKeys();
    const sealed = await this.secrets.seal(name, {
      phoneHomeKey,
      bootDataKey: bootData?.key ?? null,
      userData: userData ?? null,
    });
    const asked = await this.requests.deploy(this.ask(name, id), {
      request: {
        kind: 'deploy',
        digest,
        hostname,
        authorizedKeys: [...new Set([...siteKeys, ...authorizedKeys])],
        bootDataUrl: bootData?.url ?? null,
      },
      redeploy,
      secrets: sealed,
      phoneHomeHash: hashToken(phoneHomeKey),
      phoneHomeUntil: after(this.clock.now(), this.options.phoneHomeSeconds),
    });
    return this.answer(name, asked);
  }

  @ApiOperation({ summary: 'Erases the node, so that it is available again' })
  @ApiBody({ type: ErasureBody })
  @Put('erasures/:id')
  async erase(@Param('name') name: string, @Param('id') id: string, @Body() body: unknown): Promise<WorkAnswer> {
    const { method, scope } = read(ErasureBody, body);
    return this.answer(name, await this.requests.erase(this.ask(name, id), { kind: 'erase', method, scope }));
  }

  private ask(name: string, id: string): Ask {
    return { name, id: readId(id), at: this.clock.now() };
  }

  /** The transaction is over: the agent may be woken. */
  private answer(name: string, { changed, work }: Asked): WorkAnswer {
    if (changed) {
      this.signal.changed(work.nodeId);
      this.log.info('work changed', { node: name, work: work.id, kind: work.request.kind, state: work.state });
    }
    return { changed, work: workView(work) };
  }
}
