export { simulatedAgent } from './agent/agent.js';
export type {
  AgentBoot,
  AgentEnd,
  BootedHardware,
  DiskContent,
  NodeFetch,
  NodeLife,
  RunAgent,
  SimulatedDisk,
} from './node/boot-environment.js';
export { startBmc, type BmcOptions, type RunningBmc, type RunningRedfishBmc } from './bmc/bmc.js';
export {
  areDeviations,
  deviationSettings,
  isDeviation,
  settingsOfDeviation,
  type Deviation,
  type Deviations,
} from './bmc/deviations.js';
export { deviating, plainPersonality, type Personality } from './bmc/personality.js';
export {
  isPersonalityName,
  personalities,
  personalityNames,
  type PersonalityName,
} from './bmc/personalities/personalities.js';
export type { Credential } from './bmc/sessions.js';
export type { Chassis } from './ipmi/chassis-door.js';
export { IpmiSim, type IpmiSimOptions } from './ipmi/ipmi-sim.js';
export type { NodeCounters } from './node/counters.js';
export {
  faultyMethods,
  noFaults,
  staleOverrides,
  type AnswerFaults,
  type FaultyMethod,
  type NodeFaults,
  type Requests,
  type StaleOverride,
} from './node/faults.js';
export { ordinaryHardware, type NodeHardware, type SimulatedNic } from './node/hardware.js';
export type { Life, LifeEnd, PowerState, Runs } from './node/node-power.js';
export { SimulatedNode, type NodeState, type ResetType, type SimulatedNodeOptions } from './node/simulated-node.js';
export type { NodeDescription, RackDescription, SwitchDescription } from './rack/rack-description.js';
export { sampleRacks } from './rack/sample-racks.js';
export {
  startRacks,
  type RackedNode,
  type RackedSwitch,
  type RacksOptions,
  type RacksState,
  type SimulatedRacks,
} from './rack/simulated-racks.js';
export { simulatedTime, type SimulatedTime } from './simulated-time.js';
export { startSwitch, type SimulatedSwitch, type SwitchOptions } from './switch/simulated-switch.js';
export type { SwitchState } from './switch/switch-state.js';
