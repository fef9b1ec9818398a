/** Text that is no YAML, or none that a site design may use. Its message quotes nothing of the text: that may be a secret. */
export class UnreadableYaml extends Error {
  override readonly name = 'UnreadableYaml';

  constructor(
    message: string,
    /** In the text of the document. */
    readonly offset: number,
  ) {
    super(message);
  }
}
