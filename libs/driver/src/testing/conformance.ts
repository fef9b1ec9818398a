import { actionNames, catalogue, findAction, parse, riskKinds, targets } from '@drydock/contracts';
import type { ActionName, ActionService } from '@drydock/contracts';
import Ajv from 'ajv';
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describeDriver } from '../any-driver.js';
import { DriverError } from '../driver-error.js';
import type { Driver, Ended } from '../driver.js';
import type { ConformanceBench } from './conformance-bench.js';
import { closedPlace, visitSilence } from './dead-end.js';
import { changesIn, isMarked, secretTextsAt, secretTextsOf } from './secret-texts.js';
import { Trial } from './trial.js';

/** One thing that is asked of a driver. Throws when the driver does not do it. */
export interface ConformanceCheck {
  readonly name: string;
  run(): Promise<void>;
}

export interface ConformanceOptions {
  /** Why doing an action again changes something: for a fake that keeps nothing. Its `changed` is not judged then. */
  readonly keepsNothing?: string;
  /** Why there is nothing that could be unreachable or silent: for a driver whose work is done by people. */
  readonly reachesNothing?: string;
}

/** How long a stopped call may take to bring its target to a known state. */
const graceMilliseconds = 10_000;
const stopAfterMilliseconds = 100;
const callMilliseconds = 60_000;

/**
 * Everything that is asked of every driver of a kind, as checks for the test runner of your choice. They need no order,
 * but for the last one, which also looks through what the others made the driver say. `bench` is asked anew by each
 * check, so it may be opened after the checks are listed.
 */
export function conformanceOf<S extends ActionService>(
  driver: Driver<S>,
  bench: () => ConformanceBench<S>,
  options: ConformanceOptions = {},
): ConformanceCheck[] {
  const trial = new Trial(driver, bench);
  const actions = namesOf(driver);
  return [
    { name: 'says what it is, in kebab-case and JSON', run: async () => describesItself(driver) },
    { name: 'declares noops of actions that there are, with reasons', run: async () => declaresNoops(driver) },
    { name: 'has settings that are a JSON Schema and accept its target', run: async () => acceptsTarget(trial) },
    { name: 'marks the secrets of its settings as writeOnly', run: async () => marksSecrets(trial) },
    { name: 'reaches and probes its target', run: () => reaches(trial) },
    ...(options.reachesNothing === undefined
      ? [{ name: 'finds a target unreachable where nobody listens', run: () => isUnreachable(trial, actions) }]
      : []),
    ...actions.flatMap((action) => [
      { name: actionCheckName(action, options), run: () => carriesOut(trial, action, options) },
      { name: `stops ${action} soon after it is told to`, run: () => stops(trial, action, options) },
    ]),
    { name: 'keeps its credentials to itself', run: () => keepsSecrets(trial) },
  ];
}

const actionCheckName = (action: string, { keepsNothing }: ConformanceOptions): string =>
  keepsNothing === undefined
    ? `says what ${action} would do, does it, and finds nothing to do the second time`
    : `says what ${action} would do, and does it (${keepsNothing})`;

/** The driver's own actions and those of the catalogue are the same by its type. */
function namesOf<S extends ActionService>({ service }: Driver<S>): ActionName<S>[] {
  const known = new Set<string>(Object.keys(catalogue[service]));
  const isName = (name: string): name is ActionName<S> => known.has(name);
  return actionNames(service).filter(isName);
}

function describesItself<S extends ActionService>(driver: Driver<S>): void {
  assert.match(driver.type, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'its type is not kebab-case');
  assert.notEqual(driver.description.trim(), '', 'its description is empty');
  for (const name of namesOf(driver)) assert.equal(typeof driver.actions[name], 'function', `it has no ${name}`);
  const described = describeDriver(driver);
  assert.deepEqual(JSON.parse(JSON.stringify(described)), described, 'its description does not survive as JSON');
}

function declaresNoops<S extends ActionService>({ service, noops }: Driver<S>): void {
  for (const [action, reason] of Object.entries(noops)) {
    assert.ok(findAction(service, action), `${action} is not an action of ${service}`);
    assert.ok(typeof reason === 'string' && reason.trim() !== '', `${action} is a noop without a reason`);
  }
}

function acceptsTarget<S extends ActionService>({ driver, bench }: Trial<S>): void {
  const ajv = new Ajv({ allErrors: true });
  assert.ok(ajv.validateSchema(driver.settings), `not a JSON Schema: ${ajv.errorsText()}`);
  const accepts = ajv.compile(driver.settings);
  assert.equal(bench.target.type, driver.type, 'the target is of another type');
  assert.ok(accepts(bench.target), `the target is refused: ${ajv.errorsText(accepts.errors)}`);
  const parsed = parse<object>(targets[driver.service], bench.target, 'refuse');
  assert.ok(parsed.ok, `the target is not one of the contract: ${JSON.stringify(parsed)}`);
}

function marksSecrets<S extends ActionService>({ driver, bench }: Trial<S>): void {
  for (const { path } of secretTextsOf(bench.target)) {
    assert.ok(isMarked(driver.settings, path), `${path.join('.')} is not marked as writeOnly`);
  }
}

async function reaches<S extends ActionService>(trial: Trial<S>): Promise<void> {
  const signal = AbortSignal.timeout(callMilliseconds);
  await trial.reach(trial.bench.target, signal);
  const found = await trial.probe(trial.bench.target, signal);
  assert.deepEqual(JSON.parse(JSON.stringify(found.facts)), found.facts, 'the facts do not survive as JSON');
}

async function isUnreachable<S extends ActionService>(
  trial: Trial<S>,
  actions: readonly ActionName<S>[],
): Promise<void> {
  const target = trial.bench.targetAt(await closedPlace());
  const signal = AbortSignal.timeout(callMilliseconds);
  const isSaid = (error: unknown) => {
    assert.ok(error instanceof DriverError, `thrown was no DriverError: ${String(error)}`);
    assert.equal(error.kind, 'unreachable', error.message);
    return true;
  };
  await assert.rejects(trial.reach(target, signal), isSaid);
  for (const action of actions) {
    if (trial.driver.noops[action] === undefined) await assert.rejects(trial.once(action, target, signal), isSaid);
  }
}

async function carriesOut<S extends ActionService>(
  trial: Trial<S>,
  action: ActionName<S>,
  { keepsNothing }: ConformanceOptions,
): Promise<void> {
  const { bench, driver } = trial;
  const parsed = parse(definitionOf(driver.service, action).parameters, bench.parameters[action], 'refuse');
  assert.ok(parsed.ok, `the parameters of the bench are not the contract's: ${JSON.stringify(parsed)}`);
  await bench.before?.(action);
  const before = JSON.stringify(await bench.state());
  isPlan(await trial.dryRun(action), driver.noops[action] !== undefined ? 'noop' : 'action');
  assert.equal(JSON.stringify(await bench.state()), before, 'the dry run has changed something');

  const ended = await trial.run(action);
  if (driver.noops[action] !== undefined) return isNoop(ended);
  const result = resultOf(driver.service, action, ended);
  if (keepsNothing !== undefined || changesIn(result).length === 0) return;
  const again = resultOf(driver.service, action, await trial.run(action));
  assert.ok(
    changesIn(again).every((changed) => changed === false),
    `doing it a second time has changed something: ${JSON.stringify(again)}`,
  );
}

function isPlan(ended: Ended<unknown>, what: 'action' | 'noop'): void {
  if (what === 'noop' && ended.kind === 'noop') return isNoop(ended);
  assert.ok(ended.kind === 'would', `the dry run is answered with ${ended.kind}`);
  for (const change of ended.would) assert.ok(change.trim() !== '', 'a change of the dry run has no words');
  for (const { kind, message } of ended.risks) {
    assert.ok(riskKinds.includes(kind), `${kind} is not a risk`);
    assert.ok(message.trim() !== '', `the risk ${kind} has no words`);
  }
}

function isNoop(ended: Ended<unknown>): void {
  assert.ok(ended.kind === 'noop', `it is declared a noop and answered with ${ended.kind}`);
  assert.ok(ended.reason.trim() !== '', 'the noop has no reason');
}

function resultOf(service: ActionService, action: string, ended: Ended<Record<string, unknown>>) {
  assert.ok(ended.kind === 'done', `it ended with ${ended.kind}, which its noops do not declare`);
  const result: unknown = JSON.parse(JSON.stringify(ended.result));
  const parsed = parse(definitionOf(service, action).result, result, 'refuse');
  assert.ok(parsed.ok, `the result is not the contract's: ${JSON.stringify(parsed)}`);
  return result;
}

function definitionOf(service: ActionService, action: string) {
  const definition = findAction(service, action);
  assert.ok(definition, `${action} is not an action of ${service}`);
  return definition;
}

async function stops<S extends ActionService>(
  trial: Trial<S>,
  action: ActionName<S>,
  { reachesNothing }: ConformanceOptions,
): Promise<void> {
  if (trial.driver.noops[action] !== undefined) return;
  if (reachesNothing !== undefined) {
    const stopped = trial.once(action, trial.bench.target, AbortSignal.abort());
    return assert.rejects(stopped, isStopped, `${action} does not stop`);
  }
  await visitSilence(async (deadEnd) => {
    const stop = new AbortController();
    const acting = trial.once(action, trial.bench.targetAt(deadEnd), stop.signal).then(
      ({ kind }) => `answered ${kind}, of a target that said nothing`,
      (error: unknown) => (isStopped(error) ? 'stopped' : `threw ${String(error)}`),
    );
    await wait(stopAfterMilliseconds);
    stop.abort();
    const giveUp = new AbortController();
    const late = wait(graceMilliseconds, 'still going on', { signal: giveUp.signal }).catch(() => 'given up');
    const came = await Promise.race([acting, late]);
    giveUp.abort();
    assert.equal(came, 'stopped', `${action} ${came}`);
  });
}

const isStopped = (error: unknown): boolean =>
  error instanceof DriverError || (error instanceof Error && error.name === 'AbortError');

async function keepsSecrets<S extends ActionService>(trial: Trial<S>): Promise<void> {
  const { target, refused, parameters } = trial.bench;
  const { service } = trial.driver;
  const signal = AbortSignal.timeout(callMilliseconds);
  await trial.probe(target, signal);
  await trial.reach(trial.bench.targetAt(await closedPlace()), signal).catch(() => undefined);
  if (refused !== undefined) {
    await assert.rejects(trial.reach(refused, signal), DriverError, 'the peer takes the credential it should refuse');
  }
  const said = `${trial.said}\n${JSON.stringify(describeDriver(trial.driver))}`;
  const secrets = [
    ...[target, refused ?? {}].flatMap((one) => secretTextsOf(one)),
    ...namesOf(trial.driver).flatMap((action) =>
      secretTextsAt(parameters[action], definitionOf(service, action).secrets),
    ),
  ];
  for (const { path, text } of secrets) {
    assert.ok(text.length >= 8, `${path.join('.')} of the bench is too short to be looked for`);
    assert.ok(!said.includes(text), `${path.join('.')} is in what the driver said`);
  }
}
