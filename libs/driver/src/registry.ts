import type { ActionService } from '@drydock/contracts';
import type { Driver } from './driver.js';

/** The drivers of one service, by the name that targets give as `type`. */
export type DriverRegistry<S extends ActionService> = ReadonlyMap<string, Driver<S>>;

/** Registers drivers. Two of one name are refused. */
export function registry<S extends ActionService>(...drivers: readonly Driver<S>[]): DriverRegistry<S> {
  const byType = new Map<string, Driver<S>>();
  for (const driver of drivers) {
    if (byType.has(driver.type)) throw new Error(`Two ${driver.service} drivers are called ${driver.type}.`);
    byType.set(driver.type, driver);
  }
  return byType;
}
