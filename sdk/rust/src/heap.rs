//! An allocator whose heap begins inside the initial memory.
//!
//! The allocator of `wasm32-unknown-unknown` grows the memory at its first allocation. That costs a host about 7 µs in
//! every fresh instance, and takes the process's memory-map lock while it does, so that fresh instances do not scale
//! over threads. Here the heap is a static array first: zeroes, which add nothing to the component's size and cost
//! nothing until they are touched. Only a call that needs more grows the memory.

use core::{alloc::Layout, arch::wasm32::memory_grow, mem::MaybeUninit};

use talc::{
    base::{Talc, binning::Binning},
    cell::TalcSyncCell,
    source::Source,
    wasm::WasmBinning,
};

/// Bytes of heap in the initial memory: room for a call with a body of 64 KiB or a JSON document of some hundred KiB. With
/// the stack of 1 MiB and the data of a usual plugin, all of the initial memory stays below 2 MiB. The allocator writes to
/// both ends of its heap, and what lies beyond the part of a memory that a host keeps resident costs a fresh instance a
/// system call.
const INITIAL: usize = 768 << 10;

/// Bytes by which the heap grows if the host lets it; a few large steps cost less than many small ones.
const STEP: usize = 1 << 20;

const PAGE: usize = 64 << 10;

static mut ARENA: [MaybeUninit<u8>; INITIAL] = [MaybeUninit::uninit(); INITIAL];

#[global_allocator]
static HEAP: TalcSyncCell<ArenaThenGrow, WasmBinning> =
    TalcSyncCell::new_wasm(ArenaThenGrow { arena_given: false });

/// Gives the allocator the arena first, then pages at the end of the memory.
#[derive(Debug)]
struct ArenaThenGrow {
    arena_given: bool,
}

// SAFETY: `acquire` uses neither `HEAP` nor anything that allocates; it reaches the allocator only through `talc`.
#[expect(unsafe_code, reason = "the trait is how the allocator gets memory")]
unsafe impl Source for ArenaThenGrow {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        if !core::mem::replace(&mut talc.source.arena_given, true) {
            // SAFETY: nothing else names ARENA, and it is given away once.
            let claimed = unsafe { talc.claim((&raw mut ARENA).cast(), INITIAL) };
            return claimed.map(drop).ok_or(());
        }
        // Room for the allocator's own words beside the allocation, and for the alignment.
        let needed = layout
            .size()
            .checked_add(layout.align())
            .and_then(|size| size.checked_add(1024))
            .ok_or(())?;
        let (start, bytes) = grow(needed.max(STEP)).or_else(|| grow(needed)).ok_or(())?;
        // SAFETY: the memory grew by these bytes just now, so that nothing else uses them.
        unsafe { talc.claim(start, bytes) }.map(drop).ok_or(())
    }
}

/// Grows the memory by at least `bytes`.
fn grow(bytes: usize) -> Option<(*mut u8, usize)> {
    let pages = bytes.div_ceil(PAGE);
    match memory_grow::<0>(pages) {
        usize::MAX => None,
        page => Some(((page * PAGE) as *mut u8, pages * PAGE)),
    }
}
