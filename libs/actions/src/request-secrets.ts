import {
  canonicalAddress,
  findAction,
  isSealed,
  type ActionRequest,
  type ActionService,
  type Sealed,
} from '@drydock/contracts';
import { openIfSealed, type SealKeys, type SecretHmac } from '@drydock/service';

/** A place in a request, and the address that what stands there is for. */
interface SecretPath {
  readonly path: readonly string[];
  readonly addressPath: readonly string[];
}

const targetSecret: SecretPath = { path: ['target', 'credential'], addressPath: ['target', 'address'] };

/** Where a request of this action may hold secrets. A BMC's credential is for that BMC, all else for the target. */
export function secretPathsOf(service: ActionService, action: string): SecretPath[] {
  const inParameters = (findAction(service, action)?.secrets ?? []).map((dotted) => {
    const path = ['parameters', ...dotted.split('.')];
    const addressPath = dotted === 'bmc.credential' ? ['parameters', 'bmc', 'address'] : targetSecret.addressPath;
    return { path, addressPath };
  });
  return [targetSecret, ...inParameters];
}

/** The request with every plain secret sealed for this service. */
export const withSecretsSealed = (request: ActionRequest, paths: readonly SecretPath[], keys: SealKeys) =>
  mapSecrets(request, paths, (secret, address): Promise<Sealed> | Sealed =>
    isSealed(secret) ? secret : keys.seal(secret, address),
  );

/** The request with every secret in plain, for the driver alone. Throws a `SealError` when one is not for this service or this address. */
export const withSecretsOpened = (request: ActionRequest, paths: readonly SecretPath[], keys: SealKeys) =>
  mapSecrets(request, paths, (secret, address) => openIfSealed(keys, secret, address));

/** The request as it may be shown. */
export function withSecretsHidden(request: ActionRequest, paths: readonly SecretPath[]): ActionRequest {
  return paths.reduce(
    (shown, { path }) => (valueAt(shown, path) === undefined ? shown : replaceAt(shown, path, 'sealed')),
    request,
  );
}

/** What the secrets of a request in plain are compared by, each under its path. */
export const hmacsOf = (
  opened: ActionRequest,
  paths: readonly SecretPath[],
  hmac: SecretHmac,
): Record<string, string> =>
  Object.fromEntries(
    paths.flatMap(({ path }) => {
      const secret = valueAt(opened, path);
      return secret === undefined || secret === null ? [] : [[path.join('.'), hmac.of(secret)]];
    }),
  );

/** Which of the paths hold a secret in plain. */
export const plainSecrets = (request: ActionRequest, paths: readonly SecretPath[]): string[] =>
  paths
    .filter(({ path }) => {
      const secret = valueAt(request, path);
      return secret !== undefined && secret !== null && !isSealed(secret);
    })
    .map(({ path }) => path.join('.'));

async function mapSecrets(
  request: ActionRequest,
  paths: readonly SecretPath[],
  change: (secret: unknown, address: string) => unknown,
): Promise<ActionRequest> {
  let changed = request;
  for (const { path, addressPath } of paths) {
    const secret = valueAt(request, path);
    if (secret === undefined || secret === null) continue;
    const port = valueAt(request, [...addressPath.slice(0, -1), 'port']);
    const address = canonicalAddress(
      String(valueAt(request, addressPath)),
      typeof port === 'number' ? port : undefined,
    );
    changed = replaceAt(changed, path, await change(secret, address));
  }
  return changed;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value);

function replaceAt<T extends object>(value: T, path: readonly string[], replacement: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const inner: unknown = isObject(value) ? value[key] : undefined;
  return { ...value, [key]: rest.length === 0 || !isObject(inner) ? replacement : replaceAt(inner, rest, replacement) };
}
