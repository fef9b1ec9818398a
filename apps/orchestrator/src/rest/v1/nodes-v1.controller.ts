import { Controller, Get, UseFilters } from '@nestjs/common';
import { DesignStore } from '../../persistence/design.store.js';
import { TaskRows } from '../../persistence/task.store.js';
import { V1ErrorsFilter } from './v1-errors.filter.js';

/** The nodes of the newest design, with what the last looks at them found. */
@UseFilters(V1ErrorsFilter)
@Controller('api/v1.0/nodes')
export class NodesV1Controller {
  constructor(
    private readonly designs: DesignStore,
    private readonly tasks: TaskRows,
  ) {}

  @Get()
  async list(): Promise<Record<string, unknown>[]> {
    const [newest] = await this.designs.list(1);
    if (!newest) return [];
    const [nodes, bmc, hardware, identity] = await Promise.all([
      this.designs.nodes(newest.id),
      this.tasks.latestResults('InterrogateOob'),
      this.tasks.latestResults('InterrogateNode'),
      this.tasks.latestResults('IdentifyNode'),
    ]);
    return nodes.map(({ name, bootMac, oob }) => ({
      hostname: name,
      memory: at(hardware.get(name), 'inventory', 'memory', 'totalMiB') ?? null,
      cpu_count: at(hardware.get(name), 'inventory', 'cpu', 'count') ?? null,
      status_name: at(identity.get(name), 'state') ?? 'unknown',
      boot_mac: bootMac,
      power_state: at(bmc.get(name), 'power') ?? 'unknown',
      power_address: oob.address,
      boot_ip: null,
    }));
  }
}

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
