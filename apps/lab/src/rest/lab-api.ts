import type { SimulatedRacks } from '@drydock/simulator';
import { createHash, timingSafeEqual } from 'node:crypto';
import { nodeFaultsFrom, noSwitchFaults, switchFaultsFrom, type SwitchFaults } from './fault-bodies.js';
import { conflict, invalid, notAllowed, notFound, unauthorized } from './problem.error.js';
import { personalityFrom } from './personality-body.js';
import { nodeView, personalitiesView, personalityView, switchView } from './views.js';

export interface LabRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface LabAnswer {
  readonly status: number;
  readonly body?: object;
}

/** What can be asked of the lab over REST. Every refusal is thrown as a `Problem`. */
export class LabApi {
  readonly #racks: SimulatedRacks;
  readonly #token: string | null;
  readonly #switchFaults = new Map<string, SwitchFaults>();

  constructor(racks: SimulatedRacks, token: string | null) {
    this.#racks = racks;
    this.#token = token;
  }

  answer(request: LabRequest): LabAnswer {
    if (request.path === '/healthz' || request.path === '/readyz') return ok({ status: 'ok' });
    if (!this.#mayAsk(request)) throw unauthorized();
    const [, kind, name, part] =
      /^\/api\/v1\/(nodes|switches)(?:\/([^/]+)(?:\/([a-z]+))?)?\/?$/.exec(request.path) ?? [];
    if (kind === 'nodes') return this.#ofNodes(request, name, part);
    if (kind === 'switches') return this.#ofSwitches(request, name, part);
    if (/^\/api\/v1\/personalities\/?$/.test(request.path)) {
      only('GET', request);
      return ok(personalitiesView());
    }
    throw notFound(`resource ${request.path}`);
  }

  #mayAsk({ authorization }: LabRequest): boolean {
    if (this.#token === null) return true;
    const shown = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    return timingSafeEqual(digest(shown), digest(this.#token));
  }

  #ofNodes(request: LabRequest, name?: string, part?: string): LabAnswer {
    const { nodes } = this.#racks;
    if (name === undefined) {
      only('GET', request);
      return ok({ items: [...nodes.values()].map((racked) => nodeView(racked, this.#racks)) });
    }
    const racked = nodes.get(name);
    if (racked === undefined) throw notFound(`node ${name}`);
    switch (part) {
      case undefined:
        only('GET', request);
        return ok(nodeView(racked, this.#racks));
      case 'faults':
        only('PUT', request);
        racked.node.setFaults(nodeFaultsFrom(json(request)));
        return ok(racked.node.faults);
      case 'personality':
        only('PUT', request);
        if (racked.redfish === null)
          throw conflict(`The BMC of node ${name} speaks IPMI, which knows no personalities.`);
        racked.redfish.become(personalityFrom(json(request)));
        return ok(personalityView(racked.redfish.personality()));
      case 'restart':
        only('POST', request);
        if (racked.node.power !== 'On') throw conflict(`Node ${name} is not on: its reset button does nothing.`);
        racked.node.pressReset();
        return { status: 204 };
      default:
        throw notFound(`${part} of a node`);
    }
  }

  #ofSwitches(request: LabRequest, name?: string, part?: string): LabAnswer {
    const { switches } = this.#racks;
    const faultsOf = (each: string) => this.#switchFaults.get(each) ?? noSwitchFaults;
    if (name === undefined) {
      only('GET', request);
      return ok({ items: [...switches].map(([each, racked]) => switchView(each, racked, faultsOf(each))) });
    }
    const racked = switches.get(name);
    if (racked === undefined) throw notFound(`switch ${name}`);
    switch (part) {
      case undefined:
        only('GET', request);
        return ok(switchView(name, racked, faultsOf(name)));
      case 'faults': {
        only('PUT', request);
        const faults = switchFaultsFrom(json(request));
        racked.switch.setSilent(faults.silent);
        racked.switch.setForgetsPvids(faults.forgetsPvids);
        this.#switchFaults.set(name, faults);
        return ok(faults);
      }
      default:
        throw notFound(`${part} of a switch`);
    }
  }
}

const ok = (body: object): LabAnswer => ({ status: 200, body });

/** Of equal length, whatever was shown. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function only(method: string, request: LabRequest): void {
  if (request.method !== method) throw notAllowed(request.method);
}

function json({ body }: LabRequest): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid([{ path: '', message: 'the body is not JSON' }]);
  }
}
