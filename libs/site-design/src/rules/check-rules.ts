import type { Finding, FindingLevel } from '../finding.js';
import type { RuleSetting } from '../schemas/region.js';
import type { SiteModel } from '../site-model.js';
import { toFinding, type AnnouncedDrivers, type Rule, type RuleName } from './rule.js';
import { settingsRule, unneeded } from './rule-settings.rule.js';
import { rules } from './rules.js';

/** Everything that the rules find, at the levels that the Region sets. A rule that fails is one finding, and hides no other rule's. */
export function checkRules(model: SiteModel, announced: AnnouncedDrivers): Finding[] {
  const settings = model.region?.data.rules ?? {};
  const findings: Finding[] = [];
  const judged = new Map<string, Set<string>>();
  for (const rule of rules) {
    const setting = rule.id !== settingsRule && Object.hasOwn(settings, rule.id) ? settings[rule.id] : undefined;
    try {
      const found = new Set<string>();
      for (const problem of rule.check(model, announced)) {
        const finding = toFinding(rule, problem);
        found.add(suppressionName(finding));
        findings.push(setting === undefined ? finding : inThisSite(finding, rule, setting));
      }
      if (rule.judgedByAnnouncements !== true) judged.set(rule.id, found);
    } catch (error) {
      findings.push(crashed(rule, error));
    }
  }
  findings.push(...unneeded(model, judged));
  return findings;
}

export const crashed = (rule: RuleName, error: unknown): Finding =>
  toFinding(rule, {
    message: `the check "${rule.title}" failed: ${error instanceof Error ? error.message : String(error)}`,
    advice: 'This is a fault of Drydock, not of the design. Please report it with the documents.',
    at: null,
  });

/** Nothing disappears: a suppressed finding is an info that says why it was. */
function inThisSite(finding: Finding, { fixed }: Rule, { level, reason = '', suppress = {} }: RuleSetting): Finding {
  if (finding.level === 'error' && fixed !== undefined) return finding;
  const name = suppressionName(finding);
  const why = Object.hasOwn(suppress, name) ? suppress[name] : undefined;
  if (why !== undefined) return retold(finding, 'info', `suppressed: ${why}`);
  return level === undefined || level === finding.level
    ? finding
    : retold(finding, level, `${finding.level} elsewhere: ${reason}`);
}

const retold = (finding: Finding, level: FindingLevel, note: string): Finding => ({
  ...finding,
  level,
  message: `${finding.message} (${note})`,
});

/** A document as the Region names it: `Network/mgmt`. */
const suppressionName = ({ document }: Finding): string =>
  document === null ? '' : `${document.schema.split('/')[1] ?? ''}/${document.name}`;
