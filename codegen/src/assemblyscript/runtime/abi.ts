import { Handle } from "./handles";

/** Bytes before an object: its class, and how long it is. */
// @ts-ignore: decorator
@inline const CLASS: usize = 8;
// @ts-ignore: decorator
@inline const SIZE: usize = 4;

/** What the other side still reads: the collector must not take it. */
const kept = new Array<ArrayBuffer>();

/** Resources that are lent to this component until its call ends. */
const lent = new Array<Handle>();

/**
 * Makes room for what the other side passes in. Each block is an object of its
 * own, so that a text or a list of numbers becomes a value without a copy.
 */
// @ts-ignore: decorator
@component("cabi_realloc")
export function realloc(
  old: usize,
  oldSize: usize,
  align: usize,
  size: usize,
): usize {
  if (size == 0) return align;
  if (oldSize == 0) return __pin(__new(size, idof<ArrayBuffer>()));
  const moved = __renew(old, size);
  if (moved != old) {
    __unpin(old);
    __pin(moved);
  }
  return moved;
}

/** Gives up a block that has been read. */
export function free(block: usize, size: usize): void {
  if (size != 0) __unpin(block);
}

/** Turns a block of UTF-16 code units into the string that they are. */
export function liftString(block: usize, length: i32): string {
  if (length == 0) return "";
  __unpin(block);
  store<u32>(block - CLASS, idof<string>());
  store<u32>(block - SIZE, length << 1);
  return changetype<string>(block);
}

/** Turns a block into the buffer that a typed array looks into. */
export function liftBuffer(block: usize, size: i32): ArrayBuffer {
  if (size == 0) return new ArrayBuffer(0);
  __unpin(block);
  store<u32>(block - SIZE, size);
  return changetype<ArrayBuffer>(block);
}

/** How much is kept now; what comes later can be let go of on its own. */
export function mark(): i32 {
  return kept.length;
}

/** Lets go of what was kept since `mark`. */
export function release(mark: i32): void {
  kept.length = mark;
}

/** Where the other side can read `text`, which stays until it is released. */
export function lowerString(text: string): usize {
  const formed = wellFormed(text);
  kept.push(changetype<ArrayBuffer>(formed));
  return changetype<usize>(formed);
}

/** Where the other side can read the elements of a typed array. */
export function lowerView<T extends ArrayBufferView>(view: T): usize {
  kept.push(view.buffer);
  return view.dataStart;
}

/** Room for what is put together for the other side. */
export function allocate(size: i32): usize {
  const block = new ArrayBuffer(size);
  kept.push(block);
  return changetype<usize>(block);
}

/** Makes sure that a list of fixed length has it. */
export function checkLength(length: i32, wanted: i32): void {
  if (length != wanted) throw new RangeError("a list has the wrong length");
}

/** Makes sure that a value is what its reader takes it for. */
export function check(holds: bool): void {
  if (!holds) throw new Error("the value is another case");
}

/** An object for a handle that now belongs to this component. */
export function adopt<T extends Handle>(handle: i32): T {
  const resource = changetype<T>(__new(offsetof<T>(), idof<T>()));
  resource.handle = handle;
  return resource;
}

/** An object for a handle that is lent until the call ends. */
export function lend<T extends Handle>(handle: i32): T {
  const resource = adopt<T>(handle);
  lent.push(resource);
  return resource;
}

/** Gives back what was lent for the call. */
export function endLoans(): void {
  while (lent.length > 0) lent.pop().drop();
}

/** `text` with U+FFFD in place of each half of a surrogate pair. */
function wellFormed(text: string): string {
  const length = text.length;
  for (let index = 0; index < length; ++index) {
    const unit = text.charCodeAt(index);
    if ((unit & 0xf800) != 0xd800) continue;
    if (isPair(text, index)) ++index;
    else return replaceHalves(text);
  }
  return text;
}

function isPair(text: string, index: i32): bool {
  if (index + 1 >= text.length) return false;
  const first = text.charCodeAt(index);
  const second = text.charCodeAt(index + 1);
  return (first & 0xfc00) == 0xd800 && (second & 0xfc00) == 0xdc00;
}

function replaceHalves(text: string): string {
  const length = text.length;
  const size = (<usize>length) << 1;
  const copy = __new(size, idof<string>());
  memory.copy(copy, changetype<usize>(text), size);
  for (let index = 0; index < length; ++index) {
    if ((text.charCodeAt(index) & 0xf800) != 0xd800) continue;
    if (isPair(text, index)) ++index;
    else store<u16>(copy + ((<usize>index) << 1), 0xfffd);
  }
  return changetype<string>(copy);
}
