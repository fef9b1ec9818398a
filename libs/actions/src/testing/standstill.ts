const everyMilliseconds = 10;

/**
 * How long everything in this Node process stood still, because the machine had other things to do: all simulated service
 * processes live in it, and none of them could act meanwhile.
 */
export class Standstill {
  private readonly stops: { readonly endedAt: number; readonly milliseconds: number }[] = [];
  private lastTick = performance.now();

  constructor() {
    setInterval(() => this.tick(), everyMilliseconds).unref();
  }

  /** The longest one since a moment (`performance.now()`), the one included that goes on. */
  longestSince(moment: number): number {
    this.tick();
    return Math.max(
      0,
      ...this.stops.filter(({ endedAt }) => endedAt >= moment).map(({ milliseconds }) => milliseconds),
    );
  }

  private tick(): void {
    const now = performance.now();
    const milliseconds = now - this.lastTick - everyMilliseconds;
    this.lastTick = now;
    if (milliseconds < 50) return;
    this.stops.push({ endedAt: now, milliseconds });
    if (this.stops.length > 100) this.stops.shift();
  }
}
