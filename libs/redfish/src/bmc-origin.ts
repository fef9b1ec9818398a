/**
 * Scheme, host and port of a BMC's address: a URL (http or https) or a host, which means https. Throws a `TypeError`
 * that names the address when it is neither.
 */
export function bmcOrigin(address: string, port?: number): string {
  const trimmed = address.trim();
  const url = parseUrl(trimmed.includes('://') ? trimmed : `https://${bracketed(trimmed)}`);
  if (url === null || url.username !== '' || url.password !== '' || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError(
      `${url?.host ?? address} is no address of a BMC: give a host or an http or https URL without a user.`,
    );
  }
  if (port !== undefined) url.port = String(port);
  return url.origin;
}

const parseUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

/** An IPv6 address needs brackets before it can be part of a URL. */
const bracketed = (host: string): string => (/^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(host) ? `[${host}]` : host);
