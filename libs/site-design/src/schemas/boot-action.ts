import { anything, boolean, choice, listOf, object, pattern, string, strings, type Schema } from './schema.js';
import type { Json, JsonObject } from '../documents/source-document.js';

export interface AssetData {
  readonly type: 'unit' | 'file' | 'pkg_list';
  readonly path?: string;
  readonly permissions?: string;
  readonly data?: Json;
  readonly location?: string;
  readonly location_pipeline?: readonly string[];
  readonly data_pipeline?: readonly string[];
}

export interface BootActionData {
  readonly signaling?: boolean;
  readonly node_filter?: JsonObject | null;
  readonly assets?: readonly AssetData[];
}

export const bootActionSchema: Schema = object({
  signaling: boolean('whether the node reports how it ended; default true'),
  node_filter: { ...anything('on which nodes; default all'), type: ['object', 'null'] },
  assets: listOf(
    object(
      {
        type: choice('what it is', 'unit', 'file', 'pkg_list'),
        path: pattern('^/.+', 'where it goes, absolute'),
        permissions: pattern('^[0-7]{3,4}$', 'octal digits, in quotes'),
        data: { type: ['string', 'object', 'null'], description: 'content, or packages with their versions' },
        location: string('where the content is fetched from'),
        location_pipeline: strings('template'),
        data_pipeline: strings('base64_encode, base64_decode, utf8_encode, utf8_decode, template'),
      },
      'type',
    ),
    'files and units for the first start of the system',
  ),
});
