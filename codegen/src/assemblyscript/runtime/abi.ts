import { Handle } from "./handles";

/** Bytes before an object: its class, and how long it is. */
// @ts-ignore: decorator
@inline const CLASS: usize = 8;
// @ts-ignore: decorator
@inline const SIZE: usize = 4;

/**
 * Where short texts come in: they are read at once, and an object of the
 * collector for each would cost more than reading it.
 */
const ROOM: usize = memory.data(4096);
// @ts-ignore: decorator
@inline const ROOM_SIZE: usize = 4096;
// @ts-ignore: decorator
@inline const SHORT: usize = 256;

let top: usize = ROOM;
let inRoom: i32 = 0;

/** What the other side still reads: the collector must not take it. */
const kept = new Array<ArrayBuffer>();

const NO_BYTES = new ArrayBuffer(0);

/** Resources that are lent to this component until its call ends. */
const lent = new Array<Handle>();

/**
 * Makes room for what the other side passes in. What is not short is an object
 * of its own, so that a list of numbers becomes a value without a copy.
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
  if (oldSize == 0) {
    const short = align == 1 && size <= SHORT;
    if (!short || top + size > ROOM + ROOM_SIZE) return newBlock(size);
    const block = top;
    top += size;
    ++inRoom;
    return block;
  }
  if (isInRoom(old)) {
    const moved = newBlock(size);
    memory.copy(moved, old, min(oldSize, size));
    free(old, oldSize);
    return moved;
  }
  const moved = __renew(old, size);
  if (moved != old) {
    __unpin(old);
    __pin(moved);
  }
  return moved;
}

/** Gives up a block that has been read. */
export function free(block: usize, size: usize): void {
  if (size == 0) return;
  if (!isInRoom(block)) __unpin(block);
  else if (--inRoom == 0) top = ROOM;
}

function newBlock(size: usize): usize {
  return __pin(__new(size, idof<ArrayBuffer>()));
}

function isInRoom(block: usize): bool {
  return block - ROOM < ROOM_SIZE;
}

/** Reads a text of `length` bytes of UTF-8, and gives its block up. */
export function liftString(block: usize, length: i32): string {
  if (length == 0) return "";
  const text = decoded(block, length);
  free(block, length);
  return text;
}

/** Turns a block into the buffer that a typed array looks into. */
export function liftBuffer(block: usize, size: i32): ArrayBuffer {
  if (size == 0) return new ArrayBuffer(0);
  if (isInRoom(block)) {
    const copy = new ArrayBuffer(size);
    memory.copy(changetype<usize>(copy), block, size);
    free(block, size);
    return copy;
  }
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

/**
 * Where the other side can read `text` as UTF-8, which stays until it is
 * released. Half a surrogate pair becomes U+FFFD.
 */
export function lowerString(text: string): usize {
  const block = encoded(text);
  kept.push(block);
  return changetype<usize>(block);
}

/** How many bytes a block has. */
// @ts-ignore: decorator
@inline
export function sizeOf(block: usize): i32 {
  return load<i32>(block - SIZE);
}

function decoded(block: usize, length: i32): string {
  const units = __new((<usize>length) << 1, idof<string>());
  if (widen(block, units, length) == length) return changetype<string>(units);
  return String.UTF8.decodeUnsafe(block, length);
}

function encoded(text: string): ArrayBuffer {
  const length = text.length;
  if (length == 0) return NO_BYTES;
  const block = new ArrayBuffer(length);
  const units = changetype<usize>(text);
  if (narrow(units, changetype<usize>(block), length) == length) return block;
  return String.UTF8.encode(text, false, String.UTF8.ErrorMode.REPLACE);
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

/**
 * Copies ASCII from bytes to the language's units of 16 bits, 16 at a time.
 * Ends at what is no ASCII, and answers with how many characters came before.
 */
function widen(bytes: usize, units: usize, length: i32): i32 {
  let index: i32 = 0;
  for (; index + 16 <= length; index += 16) {
    const chunk = v128.load(bytes + index);
    if (i8x16.bitmask(chunk) != 0) return index;
    const to = units + ((<usize>index) << 1);
    v128.store(to, i16x8.extend_low_i8x16_u(chunk));
    v128.store(to, i16x8.extend_high_i8x16_u(chunk), 16);
  }
  for (; index < length; ++index) {
    const byte = load<u8>(bytes + index);
    if (byte >= 0x80) return index;
    store<u16>(units + ((<usize>index) << 1), byte);
  }
  return index;
}

/** The other direction. */
function narrow(units: usize, bytes: usize, length: i32): i32 {
  const others = i16x8.splat(<i16>0xff80);
  let index: i32 = 0;
  for (; index + 16 <= length; index += 16) {
    const from = units + ((<usize>index) << 1);
    const low = v128.load(from);
    const high = v128.load(from, 16);
    if (v128.any_true(v128.and(v128.or(low, high), others))) return index;
    v128.store(bytes + index, i8x16.narrow_i16x8_u(low, high));
  }
  for (; index < length; ++index) {
    const unit = load<u16>(units + ((<usize>index) << 1));
    if (unit >= 0x80) return index;
    store<u8>(bytes + index, unit);
  }
  return index;
}
