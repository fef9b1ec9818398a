import { messageTypes, subjects, type Announcement, type Service } from '@drydock/contracts';
import { envelope, toNatsHeaders, type Broker } from '@drydock/messaging';
import { randomUUID } from 'node:crypto';

const everyMilliseconds = 10_000;

/** Tells the others what this service is: at start and every 10 s. It changes with a new start alone. Losing one does no harm, so none is kept to be sent later. */
export class Announcer {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly broker: Broker,
    private readonly announcement: () => Announcement & { readonly service: Service },
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.announce();
    this.timer = setInterval(() => this.announce(), everyMilliseconds);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  announce(): void {
    if (!this.broker.connected()) return;
    const announcement = this.announcement();
    const { service } = announcement;
    const { subject, headers, body } = envelope({
      subject: subjects.event(service, 'announced'),
      id: randomUUID(),
      source: service,
      type: messageTypes.event(service, 'announced'),
      about: 'site',
      time: new Date(),
      body: announcement,
    });
    this.broker.client.publish(subject, JSON.stringify(body), { headers: toNatsHeaders(headers) }).catch(this.onError);
  }
}
