import { isSealed, type Complaint } from '@drydock/contracts';
import type { AnyDriver } from '@drydock/driver';
import { Ajv, type ValidateFunction } from 'ajv';

/** Checks targets against the settings schema of their driver. */
export class DriverSettings {
  private readonly ajv = new Ajv({ allErrors: true, strict: false });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly drivers: ReadonlyMap<string, AnyDriver>) {}

  /** Everything that is wrong with a target of a request, an unknown driver included. */
  complaints(target: Readonly<Record<string, unknown>>): Complaint[] {
    const driver = this.drivers.get(String(target['type']));
    if (!driver) {
      const known = [...this.drivers.keys()].join(', ');
      return [
        { path: 'target.type', message: `${String(target['type'])} is not a driver of this service: it has ${known}` },
      ];
    }
    const validate = this.validatorOf(driver);
    // A sealed credential is checked by its driver once it is opened.
    const { credential, ...open } = target;
    if (validate(isSealed(credential) || credential === undefined ? open : target)) return [];
    return (validate.errors ?? [])
      .filter(({ params }) => params['missingProperty'] !== 'credential')
      .map(({ instancePath, message, params }) => ({
        path: `target${instancePath.replaceAll('/', '.')}`,
        message: [
          message ?? 'is not right',
          ...['additionalProperty', 'allowedValues']
            .filter((name) => name in params)
            .map((name) => String(params[name])),
        ].join(': '),
      }));
  }

  private validatorOf(driver: AnyDriver): ValidateFunction {
    const known = this.validators.get(driver.type);
    if (known) return known;
    const validate = this.ajv.compile(driver.settings);
    this.validators.set(driver.type, validate);
    return validate;
  }
}
