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
export { simulatedTime, type SimulatedTime } from './simulated-time.js';
