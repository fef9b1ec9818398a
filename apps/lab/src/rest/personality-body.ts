import {
  areDeviations,
  deviating,
  isDeviation,
  isPersonalityName,
  personalities,
  personalityNames,
  settingsOfDeviation,
  type Personality,
} from '@drydock/simulator';
import { invalid, type Complaint } from './problem.error.js';

/** What a BMC is to be like: a personality by name, with single switches on top. Throws a `Problem` that names every wrong field. */
export function personalityFrom(body: unknown): Personality {
  if (!isObject(body)) throw invalid([{ path: '', message: 'the body must be a JSON object' }]);
  const { name = 'plain', deviations = {}, ...rest } = body;
  const unknown = Object.keys(rest).map((path) => ({ path, message: 'is not known' }));
  if (!isPersonalityName(name)) {
    throw invalid([...unknown, { path: 'name', message: `must be one of ${personalityNames.join(', ')}` }]);
  }
  if (!isObject(deviations)) throw invalid([...unknown, { path: 'deviations', message: 'must be an object' }]);
  const complaints = [...unknown, ...Object.entries(deviations).flatMap(complaintsAbout)];
  if (complaints.length > 0 || !areDeviations(deviations)) throw invalid(complaints);
  return deviating(personalities[name], deviations);
}

function complaintsAbout([name, setting]: [string, unknown]): Complaint[] {
  const path = `deviations.${name}`;
  if (!isDeviation(name)) return [{ path, message: 'is not a switch' }];
  const settings = settingsOfDeviation(name);
  return settings.includes(setting) ? [] : [{ path, message: `must be one of ${settings.join(', ')}` }];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
