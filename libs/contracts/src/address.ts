import { ValidateBy } from 'class-validator';
import { all, AsSchema } from './fields.js';

const longestAddress = 1024;

/** Where a target is: a URL or a host, in ASCII, without account: a password in a URL would be kept in plain. */
export const IsAddress = (): PropertyDecorator =>
  all(
    ValidateBy({
      name: 'isAddress',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isAddress(value),
        defaultMessage: (failed) =>
          `$property ${typeof failed?.value === 'string' ? whyNoAddress(failed.value) : 'must be a URL or a host'}`,
      },
    }),
    AsSchema({ type: 'string', minLength: 1, maxLength: longestAddress }),
  );

/** Whether a text is an address that a target may have. */
export const isAddress = (value: string): boolean => whyNoAddress(value) === null;

const accountMessage = 'must not hold an account: that belongs into the credential';

function whyNoAddress(value: string): string | null {
  const address = value.trim();
  if (address === '') return 'should not be empty';
  if (address.length > longestAddress) return `must be at most ${longestAddress} characters long`;
  if (!/^[\x21-\x7e]+$/.test(address)) return 'must be a URL or a host, in ASCII and without spaces';
  if (!address.includes('://')) return address.includes('@') ? accountMessage : null;
  if (!URL.canParse(address)) return 'is not a URL that can be read';
  const { protocol, username, password } = new URL(address);
  // Over SSH a user name alone is no secret, and part of how libvirt writes an address.
  const isOpen = password === '' && (username === '' || protocol.endsWith('+ssh:'));
  return isOpen ? null : accountMessage;
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * One spelling for one address, so that keys and seals can be compared: lower-case host without a dot at its end, IPv6 in
 * brackets and shortened, IPv4 in four numbers (also where it comes as IPv6), no default port, no trailing slash. A URL keeps its scheme, path and query; a bare host keeps its port when there is
 * one. What is written so already stays as it is.
 */
export function canonicalAddress(address: string, port?: number): string {
  const trimmed = address.trim();
  if (!trimmed.includes('://')) {
    const bare = bracketed(trimmed.toLowerCase().replace(/\/+$/, ''));
    return port === undefined ? bare : `${bare}:${port}`;
  }
  const url = new URL(trimmed);
  const explicit = port === undefined ? url.port : String(port);
  const shown = explicit === '' || explicit === defaultPorts[url.protocol] ? '' : `:${explicit}`;
  return `${url.protocol}//${spelt(url.hostname.toLowerCase())}${shown}${url.pathname.replace(/\/+$/, '')}${url.search}`;
}

/** Without brackets the last group of an IPv6 address could be taken for a port. */
function bracketed(host: string): string {
  const [, inBrackets, port = ''] = /^\[([^\]]*)\](:\d+)?$/.exec(host) ?? [];
  const ipv6 = inBrackets ?? (/^[^/]*:[^/]*:[^/]*$/.test(host) ? host : undefined);
  if (ipv6 === undefined) return host.replace(/^[^/:]+/, spelt);
  const url = `http://[${ipv6}]`;
  // One with a zone is no host of a URL, and stays as it is.
  return `${URL.canParse(url) ? spelt(new URL(url).hostname) : `[${ipv6}]`}${port}`;
}

const looseIpv4 = /^(0x[\da-f]+|\d+)(\.(0x[\da-f]+|\d+)){0,3}$/;

/** A host, in lower case, in the one spelling that it has. */
function spelt(host: string): string {
  const [, high = '', low = ''] = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(host) ?? [];
  if (high !== '') return [high, low].flatMap((group) => bytesOf(Number.parseInt(group, 16))).join('.');
  const name = host.replace(/\.$/, '');
  const url = `http://${name}`;
  return looseIpv4.test(name) && URL.canParse(url) ? new URL(url).hostname : name;
}

const bytesOf = (group: number): number[] => [group >> 8, group & 0xff];
