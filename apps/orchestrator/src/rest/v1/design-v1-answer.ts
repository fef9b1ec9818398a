import type { Finding, FindingLevel } from '@drydock/site-design';

/** What came of validating a design, in Drydock's words. */
export function validationV1Answer(findings: readonly Finding[], at: Date): Record<string, unknown> & { code: number } {
  const errorCount = findings.filter(({ level }) => level === 'error').length;
  const valid = errorCount === 0;
  return {
    kind: 'Status',
    apiVersion: 'v1.0',
    metadata: {},
    status: valid ? 'Success' : 'Failure',
    reason: valid ? null : 'See detail messages.',
    message: valid ? 'Site design passed validation.' : 'Site design failed validation.',
    details: { errorCount, messageList: findings.map((finding) => messageOf(finding, at)) },
    code: valid ? 200 : 400,
  };
}

const levels: Readonly<Record<FindingLevel, string>> = { error: 'Error', warning: 'Warning', info: 'Info' };

/** Rules go by the names that Drydock gave them, where it had them. */
function messageOf(finding: Finding, at: Date): Record<string, unknown> {
  const { rule, aliases, level, message, advice, document, path, line } = finding;
  const place = [path, line === null ? '' : `line ${line}`].filter((part) => part !== '').join(', ');
  return {
    kind: 'ValidationMessage',
    name: aliases[0] ?? rule,
    message,
    error: level === 'error',
    level: levels[level],
    diagnostic: place === '' ? advice : `${place}: ${advice}`,
    ts: at.toISOString(),
    documents: document === null ? [] : [{ schema: document.schema, name: document.name }],
  };
}
