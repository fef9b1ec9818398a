import type { DesignDiff, Finding } from '@drydock/site-design';
import type { DesignRow } from '../../persistence/entities.js';
import { listParts } from './json-stream.js';

export interface DesignAnswer {
  readonly id: string | null;
  readonly status: 'valid' | 'invalid';
  readonly findings: readonly Finding[];
  readonly nodes: number;
  readonly digest?: string;
  readonly createdBy?: string;
  readonly createdAt?: string;
  /** Of the newest seals of its credentials. */
  readonly sealedAt?: string;
}

export interface DesignDiffAnswer extends DesignDiff {
  readonly from: string;
  readonly to: string;
  /** False where one of them was kept before fingerprints of credentials were: submit it again. */
  readonly credentialsCompared: boolean;
}

/** As JSON, in parts: ten thousand nodes may differ. */
export function* diffParts({ nodes: { changed, ...nodes }, ...answer }: DesignDiffAnswer): Generator<string> {
  yield `${JSON.stringify(answer).slice(0, -1)},"nodes":${JSON.stringify(nodes).slice(0, -1)},"changed":`;
  yield* listParts(changed);
  yield '}}';
}

export const designAnswer = ({
  id,
  status,
  findings,
  nodeCount,
  digest,
  createdBy,
  createdAt,
  sealedAt,
}: DesignRow): DesignAnswer => ({
  id,
  status,
  findings,
  nodes: nodeCount,
  digest,
  createdBy,
  createdAt: createdAt.toISOString(),
  sealedAt: sealedAt.toISOString(),
});
