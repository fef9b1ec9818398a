type Labels = Readonly<Record<string, string | number | boolean>>;

/** Label values as text. */
export const labelsOf = (labels: Labels | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(labels ?? {}).map(([key, value]) => [key, String(value)]));
