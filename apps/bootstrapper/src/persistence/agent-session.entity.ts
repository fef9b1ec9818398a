import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One start of an agent on a node, from its boot script on. */
@Entity('agent_session')
export class AgentSessionRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'node_id' }) nodeId: string;
  @Column('text', { name: 'token_hash' }) tokenHash: string;
  /** The token before it, good for the very same request only: its answer may have been lost. */
  @Column('text', { name: 'previous_hash', nullable: true }) previousHash: string | null;
  @Column('text', { name: 'previous_request', nullable: true }) previousRequest: string | null;
  /** From which, with the token at hand, the next token follows. */
  @Column('text') salt: string;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
