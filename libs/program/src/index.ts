export { ProgramError, type ProgramFault } from './program.error.js';
export { runProgram, type ProgramCall, type ProgramEnd } from './run-program.js';
export { TurnsAtTarget } from './turns-at-target.js';
