import { actionServices, type Announcement } from '@drydock/contracts';
import type { AnnouncedDrivers } from '@drydock/site-design';

/** What designs are judged against. A service that has never announced itself is left out, and so not judged. */
export const announcedDrivers = (announcements: ReadonlyMap<string, Announcement>): AnnouncedDrivers =>
  Object.fromEntries(
    actionServices.flatMap((service) => {
      const announced = announcements.get(service);
      return announced === undefined ? [] : [[service, announced.drivers]];
    }),
  );
