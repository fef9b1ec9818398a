import { areDeviations } from '../bmc/deviations.js';
import { isPersonalityName, personalities } from '../bmc/personalities/personalities.js';
import { deviating, type Personality } from '../bmc/personality.js';

/** What a BMC was exchanged for while it was up, as JSON: whose it is like, and every switch. */
export interface KeptPersonality {
  readonly name: string;
  readonly deviations: Readonly<Record<string, unknown>>;
}

export const kept = ({ name, deviations }: Personality): KeptPersonality => ({ name, deviations: { ...deviations } });

/** Throws where it was kept by a lab that knew other personalities or switches. */
export function personalityOf({ name, deviations }: KeptPersonality, node: string): Personality {
  if (isPersonalityName(name) && areDeviations(deviations)) return deviating(personalities[name], deviations);
  throw new Error(`The BMC of ${node} was kept as ${name}, which this lab does not have: delete its state file.`);
}
