import type { ActionService, NetworkTarget, NodeTarget, OobTarget } from '@drydock/contracts';
import { oobTarget } from '../resolve/oob.js';
import { bootstrapperTarget, switchTarget } from '../resolve/target.js';
import { placeIn, placeOf, switchesOf, type SiteModel } from '../site-model.js';
import type { Place } from './rule.js';

/** A target that the design names, and where its fields are written. */
export interface DesignedTarget {
  readonly service: ActionService;
  readonly type: string;
  /** As its driver is given it. */
  readonly asGiven: () => OobTarget | NodeTarget | NetworkTarget;
  /** Where the field of the target that is meant is written. */
  readonly place: (...path: readonly string[]) => Place;
}

/** Fields that documents spell in another way. */
const written: Readonly<Record<string, string>> = {
  systemId: 'system_id',
  verifyTls: 'verify_tls',
  caCertificate: 'ca_certificate',
  powerOff: 'power_off',
};

const asWritten = ([field = '', ...path]: readonly string[]): string[] => [written[field] ?? field, ...path];

/** Every BMC, bootstrapper and switch that a driver is to reach. */
export function* targetsOf(model: SiteModel): Iterable<DesignedTarget> {
  const { region } = model;
  const site = region?.data.bootstrapper;
  if (region !== null && site?.type !== undefined) {
    yield {
      service: 'node',
      type: site.type,
      asGiven: () => bootstrapperTarget(site),
      place: (...path) => placeIn(region, 'bootstrapper', ...asWritten(path)),
    };
  }
  for (const { name, rack, data } of switchesOf(model)) {
    const { type } = data;
    if (type === undefined) continue;
    yield {
      service: 'network',
      type,
      asGiven: () => switchTarget({ ...data, type }),
      place: (...path) => placeIn(rack, 'tor_switches', name, ...asWritten(path)),
    };
  }
  for (const node of model.nodes.values()) {
    const { oob, bootstrapper } = node.data;
    if (oob?.type !== undefined) {
      yield {
        service: 'oob',
        type: oob.type,
        asGiven: () => oobTarget(node),
        place: (...path) =>
          path[0] === 'address' ? placeOf(node, 'addressing') : placeOf(node, 'oob', ...asWritten(path)),
      };
    }
    if (bootstrapper?.type !== undefined) {
      yield {
        service: 'node',
        type: bootstrapper.type,
        asGiven: () => bootstrapperTarget(bootstrapper),
        place: (...path) => placeIn(node, 'bootstrapper', ...asWritten(path)),
      };
    }
  }
}
