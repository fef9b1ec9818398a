import type { DesignFile } from '@drydock/site-design';

/** Documents of a site design as they came, before anybody looked at them: one text or archive, or the files of a directory. */
export type DesignBody = { readonly content: Uint8Array } | { readonly files: readonly DesignFile[] };
