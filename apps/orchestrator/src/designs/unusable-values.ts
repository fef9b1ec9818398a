import { beyondLimits } from '@drydock/contracts';
import type { Finding, SourceDocument } from '@drydock/site-design';

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
