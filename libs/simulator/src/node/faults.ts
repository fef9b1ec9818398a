/** What is wrong with a node just now. */
export interface NodeFaults {
  /** Its BMC refuses connections, or takes them and says nothing. */
  readonly deadBmc: 'refuses' | 'hangs' | null;
  /** Its BMC accepts every reset and does nothing. */
  readonly stuckPower: boolean;
  /** How many times as long as usual its firmware takes. */
  readonly slowPost: number;
  /** What is on its disk cannot be started. */
  readonly lostImage: boolean;
}

export const noFaults: NodeFaults = { deadBmc: null, stuckPower: false, slowPost: 1, lostImage: false };
