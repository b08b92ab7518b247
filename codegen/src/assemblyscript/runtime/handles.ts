/** A resource of the host. Call `drop` when it is no longer needed. */
export abstract class Handle {
  /** What the host knows it by; 0 when it is gone. */
  handle: i32 = 0;

  /** Gives the resource back to the host. Nothing happens the second time. */
  abstract drop(): void;

  /** Hands the resource over: this object can no longer be used. */
  take(): i32 {
    const handle = this.handle;
    if (handle == 0) throw new Error("the resource is gone");
    this.handle = 0;
    return handle;
  }
}

/**
 * The objects of this component that others hold handles of. The number that
 * represents one is never 0, which some hosts take for none.
 */
export class Table<T> {
  private items: Array<T | null> = [null];
  private vacant: Array<i32> = [];

  /** Adds an object and says what number represents it. */
  add(item: T): i32 {
    if (this.vacant.length > 0) {
      const rep = this.vacant.pop();
      this.items[rep] = item;
      return rep;
    }
    return this.items.push(item) - 1;
  }

  /** The object that a number represents. */
  get(rep: i32): T {
    const item = this.items[rep];
    if (item === null) throw new Error("the resource is gone");
    return item;
  }

  /** Takes the object out; its number stays in use until `remove`. */
  vacate(rep: i32): T {
    const item = this.get(rep);
    this.items[rep] = null;
    return item;
  }

  /** Gives the number free, with the object unless that was taken out. */
  remove(rep: i32): T | null {
    const item = this.items[rep];
    this.items[rep] = null;
    this.vacant.push(rep);
    return item;
  }
}
