import { untilAborted } from '../simulated-time.js';
import type { LocalDisk } from './local-disk.js';
import type { Life } from './node-power.js';
import { fetchThrough } from './node-network.js';
import type { SimulatedNode } from './simulated-node.js';
import { isProduction, type Surroundings } from './surroundings.js';

/** In simulated milliseconds. */
const firstRetry = 2_000;
const longestRetry = 60_000;
/** For one request, as the machine's clock goes. */
const requestTimeoutMs = 10_000;

interface ConfigDrive {
  readonly phoneHome: { readonly url: string; readonly key: string } | null;
  readonly productionVlan: number | null;
}

interface Booted {
  readonly node: SimulatedNode;
  readonly disk: LocalDisk;
  readonly surroundings: Surroundings;
}

/** The operating system on a disk: says once that it has started, and runs until its power goes. */
export async function runInstalledSystem(booted: Booted, { signal }: Life): Promise<never> {
  const { node, disk, surroundings } = booted;
  const drive = configDriveOf(disk);
  const { phoneHome } = drive;
  if (phoneHome === null || disk.state.phonedHome) return untilAborted(signal);
  const isOpen = () => node.hardware.nics.some(({ mac }) => isProduction(surroundings, mac, drive.productionVlan));
  const fetch = fetchThrough({ isOpen, onChange: surroundings.onChange }, signal);
  const isHeard = () =>
    fetch(phoneHome.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${phoneHome.key}` },
      signal: AbortSignal.timeout(requestTimeoutMs),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
  for (let retry = firstRetry; ; retry = Math.min(2 * retry, longestRetry)) {
    await untilTrue(isOpen, surroundings, signal);
    if (await isHeard()) break;
    await node.time.pause(retry, signal);
  }
  disk.hasPhonedHome();
  return untilAborted(signal);
}

/** Waits for the cables to be as wanted; costs nothing meanwhile. */
function untilTrue(isSo: () => boolean, { onChange }: Surroundings, signal: AbortSignal): Promise<void> {
  if (isSo()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!isSo()) return;
      end();
      resolve();
    };
    const aborted = () => {
      end();
      reject(new Error('the life of the node ended', { cause: signal.reason }));
    };
    const forget = onChange(look);
    const end = () => {
      forget();
      signal.removeEventListener('abort', aborted);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}

/** The parts of a config drive that it goes by; a bootstrapper may write more. */
function configDriveOf({ content }: LocalDisk): ConfigDrive {
  const { phoneHome, productionVlan } = content?.configDrive ?? {};
  return {
    phoneHome: isPhoneHome(phoneHome) ? phoneHome : null,
    productionVlan: typeof productionVlan === 'number' ? productionVlan : null,
  };
}

const isPhoneHome = (value: unknown): value is { url: string; key: string } =>
  typeof value === 'object' &&
  value !== null &&
  'url' in value &&
  'key' in value &&
  typeof value.url === 'string' &&
  typeof value.key === 'string';
