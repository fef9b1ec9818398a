/** Things in an order in which each comes after what it needs; those that need each other are left out. */
export interface Ordered<T> {
  readonly order: readonly T[];
  /** In a circle, or between two. */
  readonly circular: ReadonlySet<T>;
}

type Neighbours<T> = (thing: T) => readonly T[];

/** Takes time in proportion to things and needs, however long their chains are. */
export function ordered<T>(things: ReadonlySet<T>, needs: Neighbours<T>): Ordered<T> {
  const neededBy = reversed(things, needs);
  const stuck = difference(things, peeled(things, { needs, neededBy }));
  const circular = difference(stuck, peeled(stuck, { needs: neededBy, neededBy: needs }));
  return { order: peeled(difference(things, [...circular]), { needs, neededBy }), circular };
}

/** Takes away, one after another, what needs nothing that is still there. */
function peeled<T>(
  things: ReadonlySet<T>,
  { needs, neededBy }: { readonly needs: Neighbours<T>; readonly neededBy: Neighbours<T> },
): T[] {
  const open = new Map([...things].map((thing) => [thing, needs(thing).filter((need) => things.has(need)).length]));
  const free = [...things].filter((thing) => open.get(thing) === 0);
  for (const thing of free) {
    for (const dependent of neededBy(thing)) {
      const left = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, left);
      if (left === 0) free.push(dependent);
    }
  }
  return free;
}

function reversed<T>(things: ReadonlySet<T>, needs: Neighbours<T>): Neighbours<T> {
  const reverse = new Map<T, T[]>();
  for (const thing of things) {
    for (const need of needs(thing)) {
      const known = reverse.get(need);
      if (known === undefined) reverse.set(need, [thing]);
      else known.push(thing);
    }
  }
  return (thing) => reverse.get(thing) ?? [];
}

function difference<T>(all: ReadonlySet<T>, some: readonly T[]): ReadonlySet<T> {
  const taken = new Set(some);
  return new Set([...all].filter((thing) => !taken.has(thing)));
}
