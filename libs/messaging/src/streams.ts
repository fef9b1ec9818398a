import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';

const nanosecondsPerDay = 24 * 3600 * 1_000_000_000;

/** The streams of JetStream, as data. Commands are a work queue; what happened is kept for a while. */
export const streams = {
  commands: {
    name: 'DRYDOCK_COMMANDS',
    subjects: ['drydock.*.command.>', 'drydock.*.cancel'],
    retention: RetentionPolicy.Workqueue,
  },
  events: {
    name: 'DRYDOCK_EVENTS',
    subjects: ['drydock.*.result.>', 'drydock.*.event.>'],
    retention: RetentionPolicy.Limits,
  },
} as const;
export type StreamKey = keyof typeof streams;

export interface StreamLimits {
  /** 1 for a single server, 3 for a cluster. */
  readonly replicas: number;
  /** How long results and events are kept. */
  readonly eventDays: number;
}

export const defaultStreamLimits: StreamLimits = { replicas: 1, eventDays: 14 };

/** Creates the streams that are missing. Existing ones are left as an operator has set them. */
export async function ensureStreams(manager: JetStreamManager, limits: StreamLimits): Promise<void> {
  for (const { name, subjects, retention } of Object.values(streams)) {
    const config: Partial<StreamConfig> & { name: string } = {
      name,
      subjects: [...subjects],
      retention,
      storage: StorageType.File,
      num_replicas: limits.replicas,
      max_age: retention === RetentionPolicy.Limits ? limits.eventDays * nanosecondsPerDay : 0,
      discard: DiscardPolicy.Old,
    };
    await addUnlessThere(manager, config);
  }
}

async function addUnlessThere(manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }) {
  try {
    await manager.streams.info(config.name);
  } catch {
    await manager.streams.add(config);
  }
}
