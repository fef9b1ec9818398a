/** What a rule is for, shown: documentation and specification at once. */
export interface RuleExample {
  readonly rule: string;
  /** For the few that are checked before there are rules, while documents are read. */
  readonly title?: string;
  readonly why: string;
  /** Has findings of this rule and of no other. */
  readonly bad: string;
  /** Has none of this rule. */
  readonly good: string;
  /** Whether the texts are whole documents. Otherwise each part begins with `# Kind name` and has fields of its data, which are put over the small site's; null takes a field away. */
  readonly whole?: true;
}
