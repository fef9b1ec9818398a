import { isSealed, type DriverDescription } from '@drydock/contracts';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { targetsOf, type DesignedTarget } from './designed-targets.js';
import type { Problem, Rule } from './rule.js';

export const driverSettings: Rule = {
  id: 'DD3104',
  aliases: [],
  title: 'Targets have the settings that their driver wants',
  judgedByAnnouncements: true,
  *check(model, announced) {
    if (Object.keys(announced).length === 0) return;
    const checks = new Map<DriverDescription, ValidateFunction | null>();
    for (const { service, type, asGiven, place } of targetsOf(model)) {
      const driver = announced[service]?.find((each) => each.type === type);
      if (driver === undefined) continue;
      let check = checks.get(driver);
      if (check === undefined) {
        check = compiled(driver);
        checks.set(driver, check);
        if (check === null) yield unreadable(driver, service);
      }
      if (check === null) continue;
      const { credential, ...open } = asGiven();
      const isClosed = credential !== undefined && isSealed(credential);
      if (check(isClosed ? open : { credential, ...open })) continue;
      for (const error of check.errors ?? []) {
        // What is sealed is checked by its driver, once it is opened.
        if (isClosed && error.params['missingProperty'] === 'credential') continue;
        yield problemOf(error, driver, place);
      }
    }
  },
};

/** null for a schema that is none: third parties write them. */
function compiled({ settings }: DriverDescription): ValidateFunction | null {
  try {
    return new Ajv({ allErrors: true, strict: false }).compile(settings);
  } catch {
    return null;
  }
}

const unreadable = ({ type }: DriverDescription, service: string): Problem => ({
  level: 'warning',
  message: `the settings schema that the ${service} driver ${type} announces cannot be read, so nothing is checked against it`,
  advice: 'Tell whoever makes the driver.',
  at: null,
});

/** Values are never quoted: one of them may be a secret. */
function problemOf(
  { instancePath, message = 'is not what it takes', params }: ErrorObject,
  driver: DriverDescription,
  place: DesignedTarget['place'],
): Problem {
  const extra: unknown = params['missingProperty'] ?? params['additionalProperty'];
  const allowed: unknown = params['allowedValues'];
  const wrong = instancePath.split('/').slice(1);
  const path = typeof extra === 'string' ? [...wrong, extra] : wrong;
  const words = [wrong.join('.'), message, ...(allowed === undefined ? [] : [JSON.stringify(allowed)])];
  return {
    message: `the driver ${driver.type} cannot take this target: ${words.join(' ').trim()}`,
    advice: `What ${driver.type} takes is in the settings schema that its service announces.`,
    // A password written as a text becomes an object on the way to the driver.
    at: path[0] === 'credential' ? place('credential') : place(...path),
  };
}
