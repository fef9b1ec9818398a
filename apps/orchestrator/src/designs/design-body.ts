/** Documents of a site design as they came, before anybody looked at them. */
export interface DesignBody {
  readonly format: 'yaml' | 'json' | 'archive';
  readonly content: Uint8Array | string;
}
