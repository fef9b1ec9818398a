import { DriverError } from '@drydock/driver';

/** @typedef {'on' | 'off'} Power */

const requestMilliseconds = 10_000;

/**
 * One outlet of an Acme power strip: `GET` and `PUT /outlets/<n>` with `{ "power": "on" | "off" }`.
 * Every failure comes as a `DriverError`: its kind decides whether Drydock tries again.
 */
export class Outlet {
  #url;
  #authorization;
  #signal;

  /**
   * @param {import('@drydock/driver').Command<unknown, any>['target']} target
   * @param {AbortSignal} signal
   */
  constructor({ address, credential, options }, signal) {
    if (typeof credential?.username !== 'string' || typeof credential.password !== 'string') {
      throw new DriverError('unauthorized', `the strip at ${address} needs a credential with username and password`);
    }
    this.#url = `${address.replace(/\/+$/, '')}/outlets/${options.outlet}`;
    this.#authorization = `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
    this.#signal = signal;
  }

  /** @returns {Promise<Power>} */
  async power() {
    return (await this.#send('GET')).power;
  }

  /** Switches, and reads back: an answer of the strip is a claim, not a fact. @param {Power} power */
  async switch(power) {
    await this.#send('PUT', { power });
    const found = await this.power();
    if (found === power) return;
    throw new DriverError('rejected', `the outlet is still ${found} after it was switched ${power}`, {
      evidence: [`GET ${this.#url} → ${found}`],
      advice: 'See on the strip whether the outlet is locked.',
    });
  }

  /** @param {'GET' | 'PUT'} method @param {object} [body] */
  async #send(method, body) {
    const call = `${method} ${this.#url}`;
    const response = await fetch(this.#url, {
      method,
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(requestMilliseconds)]),
    }).catch((cause) => {
      // Stopped by Drydock: that is no failure of the strip.
      if (this.#signal.aborted) throw cause;
      const kind = cause.name === 'TimeoutError' ? 'timed-out' : 'unreachable';
      throw new DriverError(kind, `the power strip does not answer`, { evidence: [call], cause });
    });
    if (response.ok) return response.json();
    const kind = response.status === 401 ? 'unauthorized' : response.status === 404 ? 'not-found' : 'rejected';
    throw new DriverError(kind, `the power strip answers ${response.status}`, {
      evidence: [`${call} → ${response.status}`],
    });
  }
}
