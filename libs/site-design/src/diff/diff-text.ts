import type { DesignDiff } from './design-diff.js';
import type { Need } from './needs.js';
import type { FieldChange } from './node-diff.js';
import type { SiteDiff } from './site-diff.js';

/** The differences as an operator reads them at a terminal. */
export function diffAsText({ site, nodes: { added, removed, changed, unchanged } }: DesignDiff): string {
  const counts = `${added.length} nodes added, ${removed.length} removed, ${changed.length} changed, ${unchanged} unchanged`;
  return [
    counts,
    ...site.map(siteText),
    ...(added.length > 0 ? [`added: ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removed: ${removed.join(', ')} (nothing is destroyed by that)`] : []),
    ...changed.map(({ name, needs, changes }) => section(`${name} (${needText[needs]})`, changes)),
  ]
    .join('\n\n')
    .concat('\n');
}

const needText: Readonly<Record<Need, string>> = {
  redeployment: 'needs redeployment',
  preparation: 'needs to be prepared again',
  'site-preparation': 'needs prepare_site',
  'switch-port': 'switch ports only',
  'bmc-settings': 'BMC settings only',
  nothing: 'needs nothing',
};

const namesShown = 10;

function siteText({ kind, name, what, needs, changes, nodes }: SiteDiff): string {
  const shown = nodes.slice(0, namesShown).join(', ');
  const more = nodes.length > namesShown ? ` and ${nodes.length - namesShown} more` : '';
  const touches = nodes.length === 0 ? 'no node' : `${shown}${more}`;
  const title = `${[kind, name].filter((part) => part !== null).join(' ')} is ${what} (${needText[needs]}; touches ${touches})`;
  return section(title, what === 'changed' ? changes : []);
}

const section = (title: string, changes: readonly FieldChange[]): string =>
  [title, ...changes.map(({ sentence }) => `  ${sentence}`)].join('\n');
