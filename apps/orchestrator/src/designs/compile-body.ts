import type { Announcement } from '@drydock/contracts';
import {
  compileDesign,
  hasErrors,
  readFiles,
  renderManifests,
  type EffectiveDesign,
  type Finding,
  type SourceDocument,
} from '@drydock/site-design';
import { announcedDrivers } from './announced-drivers.js';
import type { DesignBody } from './design-body.js';
import { documentsInBytes } from './design-content.js';
import { unkeepableValues } from './unusable-values.js';

export interface BodyToCompile {
  readonly body: DesignBody;
  /** What the services have announced, by their names. */
  readonly announced: ReadonlyMap<string, Announcement>;
}

export interface CompiledBody {
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly Finding[];
  /** null when there are findings of level error. */
  readonly design: EffectiveDesign | null;
}

/** More of them help nobody, and take longer to write than the design to compile. */
const reportedFindings = 2_000;

/** All that can be said of a body without looking anything up: it is read, rendered, compiled, checked. Throws a `Problem` for what is no design at all. */
export async function compileBody({ body, announced }: BodyToCompile, limitBytes: number): Promise<CompiledBody> {
  const read = 'files' in body ? readFiles(body.files) : await documentsInBytes(Buffer.from(body.content), limitBytes);
  const { documents, findings: renderFindings } = renderManifests(read.documents);
  const { design, findings: compileFindings } = compileDesign(documents, announcedDrivers(announced));
  const findings = [...read.findings, ...renderFindings, ...unkeepableValues(documents), ...compileFindings];
  return { documents, findings: reported(findings), design: hasErrors(findings) ? null : design };
}

function reported(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= reportedFindings) return findings;
  const errors = findings.filter(({ level }) => level === 'error');
  const others = findings.filter(({ level }) => level !== 'error');
  const shown = [...errors, ...others].slice(0, reportedFindings);
  return [
    ...shown,
    {
      rule: 'DD0002',
      aliases: [],
      level: 'info',
      message: `there are ${findings.length - shown.length} more findings`,
      advice: 'Correct those that are shown first; errors come before warnings.',
      ...{ document: null, path: '', line: null, column: null },
    },
  ];
}
