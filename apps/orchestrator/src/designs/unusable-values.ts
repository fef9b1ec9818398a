import { beyondLimits, isAddress } from '@drydock/contracts';
import type { EffectiveDesign, Finding, SourceDocument } from '@drydock/site-design';

/** Texts that no database takes and nesting without end, wherever they stand in the documents. */
export const unkeepableValues = (documents: readonly SourceDocument[]): Finding[] =>
  documents.flatMap(({ schema, name, content, locate, file }) =>
    beyondLimits(content).map(({ path, message }): Finding => {
      const place = path === '' ? [] : path.split('.');
      const position = locate(place);
      const where = position?.file ?? file;
      return {
        rule: 'DD3102',
        aliases: [],
        level: 'error',
        message,
        advice: 'Take it out, or write it in another way.',
        document: { schema, name },
        path: place.map((key) => `/${key}`).join(''),
        line: position?.line ?? null,
        column: position?.column ?? null,
        ...(where === undefined ? {} : { file: where }),
      };
    }),
  );

/** Addresses of targets that no driver could use and no credential could be bound to. */
export function unusableAddresses(design: EffectiveDesign): Finding[] {
  const { site, nodes, switches } = design;
  return [
    ...Object.values(nodes).map(({ name, oob }) => addressed('BaremetalNode', name, oob.address)),
    ...Object.values(switches).map(({ rack, target }) => addressed('Rack', rack, target.address)),
    site.bootstrapper && addressed('Region', site.name, site.bootstrapper.address),
    ...Object.values(nodes).map(
      ({ name, bootstrapper }) => bootstrapper && addressed('BaremetalNode', name, bootstrapper.address),
    ),
  ].filter((finding) => finding !== null && finding !== undefined);
}

function addressed(kind: string, name: string, address: string): Finding | null {
  if (isAddress(address)) return null;
  return {
    rule: 'DD3103',
    aliases: [],
    level: 'error',
    // Not quoted: what makes it none may be a password.
    message: `${name}: what is written there is no address of a target`,
    advice: 'An address is a URL or a host, in ASCII, without spaces and without an account.',
    document: { schema: `drydock/${kind}/v1`, name },
    path: '/data',
    line: null,
    column: null,
  };
}
