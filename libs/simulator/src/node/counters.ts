/** What was done to a node and what it did, since it was made. */
export interface NodeCounters {
  /** Reset requests that its BMC took, of every kind; the next four say which. */
  resets: number;
  powerOns: number;
  powerOffs: number;
  powerCycles: number;
  restarts: number;
  /** Times that its power went, whoever switched it off: somebody over its BMC, or what ran on it. */
  wentOff: number;
  /** Times that its firmware began, for whatever reason. */
  starts: number;
  /** Changes of the boot override that its BMC took. */
  bootOverrideSets: number;
  /** Boot scripts that its firmware got over the network. */
  pxeBoots: number;
  agentBoots: number;
  /** Times that the system on its disk was started. */
  diskBoots: number;
  imagings: number;
  erases: number;
  /** Times that its installed system said where it is to say so that it has started, and was heard. */
  phoneHomes: number;
  /** The most sessions that were open at its BMC at the same time. */
  mostSessions: number;
  /** Requests to its BMC that were met by a fault of how it answers. */
  faultyAnswers: number;
}

export const noCounters = (): NodeCounters => ({
  resets: 0,
  powerOns: 0,
  powerOffs: 0,
  powerCycles: 0,
  restarts: 0,
  wentOff: 0,
  starts: 0,
  bootOverrideSets: 0,
  pxeBoots: 0,
  agentBoots: 0,
  diskBoots: 0,
  imagings: 0,
  erases: 0,
  phoneHomes: 0,
  mostSessions: 0,
  faultyAnswers: 0,
});
