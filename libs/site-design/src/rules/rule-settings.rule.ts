import type { Finding } from '../finding.js';
import type { RuleSetting } from '../schemas/region.js';
import { isKind } from '../schemas/kinds.js';
import { placeIn, type SiteModel } from '../site-model.js';
import { toFinding, type Problem, type Rule, type RuleName } from './rule.js';

export const settingsRule = 'DD0013';

const settings: RuleName = { id: settingsRule, aliases: [], title: 'Settings of rules' };

/** Checks what the Region says of the other rules. Of itself it can say nothing. */
export const ruleSettings = (others: readonly Rule[]): Rule => ({
  ...settings,
  *check(model) {
    const { region } = model;
    if (region === null) return;
    for (const [id, setting] of Object.entries(region.data.rules ?? {})) {
      const rule = others.find((each) => each.id === id);
      const at = placeIn(region, 'rules', id);
      if (rule === undefined) yield { level: 'warning', ...unknownRule(id, others), at };
      else if (rule.fixed !== undefined && lowers(setting)) {
        yield {
          level: 'warning',
          message: `the errors of ${id} stay errors: ${rule.fixed}`,
          advice: 'Correct what it finds; only its warnings can be set.',
          at,
        };
      }
      for (const name of Object.keys(setting.suppress ?? {})) {
        if (!isWritten(model, name)) {
          yield {
            level: 'warning',
            message: `"${name}" is no document of the design, so nothing is suppressed for it`,
            advice: 'Write the kind and the name, such as Network/mgmt.',
            at: placeIn(region, 'rules', id, 'suppress', name),
          };
        }
      }
    }
  },
});

/**
 * Suppressions with nothing to suppress: one that has outlived its finding would hide the next. `found` has the documents in which
 * each rule found anything, as the Region names them; rules that could not judge are not in it.
 */
export function* unneeded(model: SiteModel, found: ReadonlyMap<string, ReadonlySet<string>>): Iterable<Finding> {
  const { region } = model;
  if (region === null) return;
  for (const [id, { suppress = {} }] of Object.entries(region.data.rules ?? {})) {
    const documents = found.get(id);
    for (const name of Object.keys(suppress)) {
      if (documents === undefined || documents.has(name) || !isWritten(model, name)) continue;
      yield toFinding(settings, {
        level: 'warning',
        message: `${id} finds nothing in ${name}, so there is nothing to suppress`,
        advice: 'Take the suppression away: it would hide what the rule finds there one day.',
        at: placeIn(region, 'rules', id, 'suppress', name),
      });
    }
  }
}

const lowers = ({ level, suppress }: RuleSetting): boolean =>
  (level !== undefined && level !== 'error') || suppress !== undefined;

function unknownRule(id: string, others: readonly Rule[]): Pick<Problem, 'message' | 'advice'> {
  const successors = others.filter(({ aliases }) => aliases.includes(id)).map((rule) => rule.id);
  return {
    message: `there is no rule ${id} that the Region can set`,
    advice:
      successors.length > 0
        ? `It has become ${successors.join(', ')}.`
        : 'Use the id of a finding. Rules that make documents readable cannot be set.',
  };
}

function isWritten(model: SiteModel, reference: string): boolean {
  const slash = reference.indexOf('/');
  const kind = reference.slice(0, slash);
  return isKind(kind) && model.isWritten(kind, reference.slice(slash + 1));
}
