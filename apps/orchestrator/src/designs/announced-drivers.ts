import type { ActionService, Announcement } from '@drydock/contracts';
import type { EffectiveDesign, Finding } from '@drydock/site-design';

/** Targets of the design whose driver no service has announced. Services that are silent are not judged. */
export function driversMissing(design: EffectiveDesign, announcements: ReadonlyMap<string, Announcement>): Finding[] {
  const findings = [
    ...Object.values(design.nodes).map((node) =>
      missing(announcements, { service: 'oob', type: node.oob.type, kind: 'BaremetalNode', name: node.name }),
    ),
    ...Object.values(design.switches).map(({ target, rack }) =>
      missing(announcements, { service: 'network', type: target.type, kind: 'Rack', name: rack }),
    ),
    design.site.bootstrapper &&
      missing(announcements, {
        service: 'node',
        type: design.site.bootstrapper.type,
        kind: 'Region',
        name: design.site.name,
      }),
  ];
  return findings.filter((finding) => finding !== null);
}

function missing(
  announcements: ReadonlyMap<string, Announcement>,
  wanted: { service: ActionService; type: string; kind: string; name: string },
): Finding | null {
  const announced = announcements.get(wanted.service);
  if (!announced || announced.drivers.some(({ type }) => type === wanted.type)) return null;
  const known = announced.drivers.map(({ type }) => type).join(', ');
  return {
    rule: 'DD3101',
    aliases: [],
    level: 'error',
    message: `${wanted.name}: the ${wanted.service} service has no driver ${wanted.type}`,
    advice: `Choose one that it has (${known}), or load that driver.`,
    document: { schema: `drydock/${wanted.kind}/v1`, name: wanted.name },
    path: '/data',
    line: null,
    column: null,
  };
}
