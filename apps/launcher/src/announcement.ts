import type { Up } from './bring-up.js';
import type { DemoOutcome } from './demo/demo.js';

type Ready = Pick<Up, 'urls' | 'token' | 'natsUrl' | 'pids'>;

/** The line that programs wait for. */
export const readyJson = ({ urls, token, natsUrl, pids }: Ready): string =>
  JSON.stringify({ ready: true, urls, token, natsUrl, pids: pids() });

/** The line that says that the demo has ended. */
export const demoJson = ({ nodes, deployed, taskIds, problems, seconds, actions, missing }: DemoOutcome): string =>
  JSON.stringify({ demo: 'done', nodes, deployed, taskIds, seconds, actions, missing, problems });

/** How the demo went, for people. */
export function demoText({ nodes, deployed, problems, seconds, actions, missing }: DemoOutcome): string {
  const used = missing.length === 0 ? 'every one of the 21 actions was used' : `not used: ${missing.join(', ')}`;
  return [
    `${deployed} of ${nodes} nodes deployed in ${Math.round(seconds)} s: ${actions.asked} actions asked for, ${actions.answered} answered; ${used}.`,
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n');
}

/** Where everything is, for people. */
export function readyText({ urls, token }: Ready, logs: string): string {
  const width = Math.max(...Object.keys(urls).map((name) => name.length));
  return [
    ...Object.entries(urls).map(([name, url]) => `  ${name.padEnd(width)}  ${url}${name === 'lab' ? '' : '/api/docs'}`),
    '',
    `  token  ${token}`,
    `  logs   ${logs}`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}
