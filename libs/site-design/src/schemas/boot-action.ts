import { anything, boolean, choice, listOf, object, pattern, string, type Schema } from './schema.js';
import type { Json, JsonObject } from '../documents/source-document.js';

export type DataPipeline = 'base64_encode' | 'base64_decode' | 'utf8_encode' | 'utf8_decode' | 'template';

export interface AssetData {
  readonly type: 'unit' | 'file' | 'pkg_list';
  readonly path?: string;
  readonly permissions?: string;
  readonly data?: Json;
  readonly location?: string;
  readonly location_pipeline?: readonly 'template'[];
  readonly data_pipeline?: readonly DataPipeline[];
}

export interface BootActionData {
  readonly signaling?: boolean;
  readonly node_filter?: JsonObject | null;
  readonly assets?: readonly AssetData[];
}

const pipelines: readonly DataPipeline[] = ['base64_encode', 'base64_decode', 'utf8_encode', 'utf8_decode', 'template'];

export const bootActionSchema: Schema = object('what nodes do at their first start, and whether they report back', {
  signaling: boolean('whether the node reports how it ended; default true'),
  node_filter: {
    ...anything('on which nodes: filter_set_type and filter_set, as in tasks; default all'),
    type: ['object', 'null'],
  },
  assets: listOf(
    object(
      'a file, a systemd unit or a list of packages',
      {
        type: choice('a systemd unit, a file, or packages to install', 'unit', 'file', 'pkg_list'),
        path: pattern('^/.+', 'where it goes, absolute'),
        permissions: pattern('^[0-7]{3,4}$', "octal digits, in quotes; default '0600'"),
        data: { type: ['string', 'object', 'null'], description: 'content, or packages with their versions' },
        location: string('where the content is fetched from'),
        location_pipeline: listOf(
          choice('fills in what the location leaves open', 'template'),
          'what is done to the location before it is asked',
        ),
        data_pipeline: listOf(
          choice('one step; template takes text, so it comes after utf8_decode', ...pipelines),
          'what is done to the content, in order',
        ),
      },
      'type',
    ),
    'files and units for the first start of the system',
  ),
});
