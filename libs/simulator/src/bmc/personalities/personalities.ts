import { plainPersonality } from '../personality.js';
import { ami } from './ami.js';
import { cray } from './cray.js';
import { dell } from './dell.js';
import { hpe } from './hpe.js';
import { lenovo } from './lenovo.js';
import { openbmc } from './openbmc.js';
import { supermicro } from './supermicro.js';

/** The BMCs that the lab can be furnished with, by name. */
export const personalities = { plain: plainPersonality, dell, hpe, lenovo, supermicro, ami, openbmc, cray } as const;

export type PersonalityName = keyof typeof personalities;

export const isPersonalityName = (name: unknown): name is PersonalityName =>
  typeof name === 'string' && Object.hasOwn(personalities, name);

export const personalityNames: readonly PersonalityName[] = Object.keys(personalities).filter(isPersonalityName);
