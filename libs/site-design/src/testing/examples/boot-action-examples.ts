import type { RuleExample } from './rule-example.js';

export const bootActionExamples: readonly RuleExample[] = [
  {
    rule: 'DD0601',
    why: 'A node filter that is too narrow is easily overlooked.',
    bad: `# BootAction greet
node_filter: { filter_set_type: union, filter_set: [{ filter_type: union, node_names: [n1] }] }`,
    good: `# BootAction greet
node_filter: { filter_set_type: union, filter_set: [{ filter_type: union, node_names: [n1, n2] }] }`,
  },
  {
    rule: 'DD0602',
    why: 'A filter that cannot be read would select nothing, and one with a typo less than was meant.',
    bad: `# BootAction greet
node_filter: { filter_set_type: union, filter_set: [{ filter_type: union, node_names: [n1, n2, n3] }] }`,
    good: `# BootAction greet
node_filter: { filter_set_type: union, filter_set: [{ filter_type: union, node_names: [n1, n2] }] }`,
  },
  {
    rule: 'DD0603',
    why: 'The package manager would stop at the first version that it cannot read.',
    bad: `# BootAction greet
assets:
  - { type: pkg_list, data: { curl: newest } }`,
    good: `# BootAction greet
assets:
  - { type: pkg_list, data: { curl: '7.88.1-10', jq: null } }`,
  },
  {
    rule: 'DD0604',
    why: 'A file goes somewhere, and there is something in it.',
    bad: `# BootAction greet
assets:
  - { type: file, data: hello }`,
    good: `# BootAction greet
assets:
  - { type: file, path: /etc/motd, permissions: '0644', data: hello }`,
  },
];
