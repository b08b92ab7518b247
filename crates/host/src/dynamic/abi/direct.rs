//! Calls whose arguments go straight from tokens into the guest's memory.
//!
//! wasmtime's typed calls are generic over traits that its derive macros implement for types known at compile time. Here two
//! types implement them whose shape is found at run time: `Lowered` and `Lifted` walk the type that wasmtime passes along with
//! each value. This is the one file whose soundness depends on wasmtime's inner rules; they are quoted where they are used
//! (wasmtime 48, `component/func/typed.rs`).
#![expect(
    unsafe_code,
    reason = "wasmtime's traits for typed calls are unsafe to implement"
)]

use std::mem::MaybeUninit;

use wasmtime::component::__internal::wasmtime_environ::component::MAX_FLAT_RESULTS;
use wasmtime::component::__internal::{
    CanonicalAbiInfo, InstanceType, InterfaceType, LiftContext, LowerContext,
};
use wasmtime::component::{ComponentNamedList, ComponentType, Func, Lift, Lower, TypedFunc};
use wasmtime::{AsContextMut, Result, ValRaw, bail};

use super::{lift, lower};
use crate::dynamic::tokens::{Arguments, Returned, Token};

/// A function of a running component, ready to be called with tokens.
pub(in crate::dynamic) struct DirectCall<'t> {
    func: TypedFunc<Lowered<'t>, Lifted>,
    arguments: Lowered<'t>,
}

impl<'t> DirectCall<'t> {
    /// Fails if the arguments cannot belong to any component function, which does not happen.
    pub(in crate::dynamic) fn new(
        store: impl AsContextMut,
        func: &Func,
        arguments: &'t Arguments<'_>,
    ) -> Result<Self> {
        Ok(Self {
            func: func.typed(store)?,
            arguments: Lowered(&arguments.tokens),
        })
    }

    /// Calls on a store that never suspends.
    pub(in crate::dynamic) fn call(self, store: impl AsContextMut) -> Result<Returned> {
        Ok(self.func.call(store, self.arguments)?.0)
    }

    /// Calls on a store whose guest may wait for the host.
    pub(in crate::dynamic) async fn call_async(
        self,
        store: impl AsContextMut<Data: Send>,
    ) -> Result<Returned> {
        Ok(self.func.call_async(store, self.arguments).await?.0)
    }
}

/// All arguments of a function.
#[derive(Clone, Copy)]
struct Lowered<'t>(&'t [Token<'t>]);

/// All results of a function, of which there is at most one.
struct Lifted(Returned);

// SAFETY: what the trait asks for:
// - `Lower` is a sequence of `ValRaw`: it is an array of them.
// - `linear_lower_to_flat` initialises all of it that the trampoline reads: it writes the whole array before anything else.
//   The trampoline reads as many values as the core function has parameters. The canonical ABI gives a lifted function at most
//   `MAX_FLAT_PARAMS` of them, one if they would be more; the array has that many. `Val`'s calls use the same array for all
//   functions. The parameters of lifted core functions are numbers, for which all bits are valid, so even a wrong value in a slot
//   would be wrong data to the guest and no more.
// - The constants of `ABI` are right, or not used: they would be used to store the arguments in memory when there are more than
//   `MAX_FLAT_PARAMS` slots, and here there are never more. That case is handled by `lower::arguments`, which allocates by the
//   layout of the function's own type and passes the pointer in the first slot, as the canonical ABI asks.
// - `typecheck` accepts the parameters of every function, because lowering goes by the type of the function that is called: for
//   each parameter it takes the type that wasmtime passes, and refuses tokens that do not fit.
unsafe impl ComponentType for Lowered<'_> {
    type Lower = lower::Slots;

    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::SCALAR8;

    fn typecheck(ty: &InterfaceType, _types: &InstanceType<'_>) -> Result<()> {
        expect_tuple(*ty)
    }
}

// SAFETY: `typecheck` accepts nothing but the tuple of a function's parameters, as is proven above.
unsafe impl ComponentNamedList for Lowered<'_> {}

// SAFETY: see `ComponentType`: all of `dst` is initialised, whatever the outcome.
unsafe impl Lower for Lowered<'_> {
    fn linear_lower_to_flat<T>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        dst: &mut MaybeUninit<Self::Lower>,
    ) -> Result<()> {
        let slots = dst.write([ValRaw::u64(0); _]);
        lower::arguments(cx, ty, self.0, slots)
    }

    fn linear_lower_to_memory<T>(
        &self,
        _cx: &mut LowerContext<'_, T>,
        _ty: InterfaceType,
        _offset: usize,
    ) -> Result<()> {
        bail!("internal error: arguments are always lowered to slots")
    }
}

// SAFETY: what the trait asks for:
// - `Lower` is a sequence of `ValRaw`: it is an array of `MAX_FLAT_RESULTS`, which is one.
// - It holds what the core function returned, which is at most that many values. A function that returns nothing leaves it
//   unset; then there is no type to lift and it is not read. Functions of async type, whose results arrive as more slots, are
//   not called this way (`Signature` sees to it); if one were, the one slot read is the first of those wasmtime passes, whose
//   number it asserts.
// - The constants of `ABI` are not used, as the results never count more slots than `MAX_FLAT_RESULTS`; results in memory are
//   found by `lift::results` through the pointer in the slot, which it checks against the memory that wasmtime shows.
// - `typecheck` accepts the results of every function, because lifting goes by the type of the function that was called.
unsafe impl ComponentType for Lifted {
    type Lower = [ValRaw; MAX_FLAT_RESULTS];

    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::SCALAR8;

    fn typecheck(ty: &InterfaceType, _types: &InstanceType<'_>) -> Result<()> {
        expect_tuple(*ty)
    }
}

// SAFETY: `typecheck` accepts nothing but the tuple of a function's results, as is proven above.
unsafe impl ComponentNamedList for Lifted {}

// SAFETY: reads what the context shows and nothing else; the code it calls is safe.
unsafe impl Lift for Lifted {
    fn linear_lift_from_flat(
        cx: &mut LiftContext<'_>,
        ty: InterfaceType,
        src: &Self::Lower,
    ) -> Result<Self> {
        lift::results(cx, ty, src).map(Lifted)
    }

    fn linear_lift_from_memory(
        _cx: &mut LiftContext<'_>,
        _ty: InterfaceType,
        _bytes: &[u8],
    ) -> Result<Self> {
        bail!("internal error: results are always lifted from slots")
    }
}

fn expect_tuple(ty: InterfaceType) -> Result<()> {
    match ty {
        InterfaceType::Tuple(_) => Ok(()),
        _ => bail!("internal error: the parameters of a function are a tuple"),
    }
}
