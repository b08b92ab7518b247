//! Host functions whose parameters arrive as tokens and whose results leave as tokens.
//!
//! The other direction of `direct`: there the host calls a component whose types it learns at run time, here such a component
//! calls the host. wasmtime's typed host functions are generic over traits that its derive macros implement for types known at
//! compile time; `Passed` and `Answered` implement them by walking the type that wasmtime passes along. How many slots such a
//! type has is part of it, so there is one for each number of slots, and `define` finds the right one.
#![expect(
    unsafe_code,
    reason = "wasmtime's traits for typed host functions are unsafe to implement"
)]

use std::future::Future;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;

use wasmtime::component::__internal::wasmtime_environ::component::{
    MAX_FLAT_PARAMS, MAX_FLAT_RESULTS,
};
use wasmtime::component::__internal::{
    CanonicalAbiInfo, InstanceType, InterfaceType, LiftContext, LowerContext,
};
use wasmtime::component::{ComponentNamedList, ComponentType, Lift, LinkerInstance, Lower};
use wasmtime::{Result, StoreContextMut, ValRaw, bail};

use super::{lift, lower};
use crate::dynamic::signature::Signature;
use crate::dynamic::tokens::Token;

/// The values of a call, one after the other.
pub(crate) type Tokens = Vec<Token<'static>>;

/// A call that is being answered.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Tokens>> + Send>>;

/// What answers the calls of one function.
pub(crate) type Host<T> = dyn Fn(StoreContextMut<'_, T>, Tokens) -> Answer + Send + Sync;

/// Defines a function of that signature.
///
/// # Errors
/// Fails if the linker already has it, or if the signature has more slots than a function can have.
pub(crate) fn define<T: Send + 'static>(
    linker: &mut LinkerInstance<'_, T>,
    name: &str,
    signature: &Signature,
    host: Arc<Host<T>>,
) -> Result<()> {
    let parameters = signature.parameter_slots();
    let parameters = if parameters > MAX_FLAT_PARAMS {
        0
    } else {
        parameters
    };
    if signature.result_slots() == 1 {
        with_parameters::<T, 1>(linker, name, parameters, host)
    } else {
        with_parameters::<T, 0>(linker, name, parameters, host)
    }
}

fn with_parameters<T: Send + 'static, const R: usize>(
    linker: &mut LinkerInstance<'_, T>,
    name: &str,
    parameters: usize,
    host: Arc<Host<T>>,
) -> Result<()> {
    macro_rules! of_slots {
        ($($slots:literal)*) => {
            match parameters {
                $($slots => typed::<T, $slots, R>(linker, name, host),)*
                _ => bail!("internal error: a function has at most {MAX_FLAT_PARAMS} slots"),
            }
        };
    }
    of_slots!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
}

fn typed<T: Send + 'static, const P: usize, const R: usize>(
    linker: &mut LinkerInstance<'_, T>,
    name: &str,
    host: Arc<Host<T>>,
) -> Result<()> {
    linker.func_wrap_async(name, move |store, Passed::<P>(tokens)| {
        let answer = host(store, tokens);
        Box::new(async move { Ok(Answered::<R>(answer.await?)) })
    })
}

/// All parameters of a function: in so many slots, or in memory if they would be more than a function can have.
struct Passed<const N: usize>(Tokens);

/// All results of a function, of which there is at most one: in so many slots, or in memory.
struct Answered<const N: usize>(Tokens);

// SAFETY: what the trait asks for:
// - `Lower` is a sequence of `ValRaw`: it is an array of `N`.
// - `typecheck` accepts exactly those functions whose parameters take `N` slots, and with no slot those whose parameters are
//   passed in memory. wasmtime makes `Lower` from a slice of as many values as the function's parameters take, and checks that
//   the slice is not shorter.
// - The constants of `ABI` are not used for anything but `SIZE32`: that many bytes are cut out of the memory at the address of
//   parameters in memory. They are none, because the real size is that of the function's own type; `lift::stored_values`
//   checks it against the memory.
unsafe impl<const N: usize> ComponentType for Passed<N> {
    type Lower = [ValRaw; N];

    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::ZERO;

    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        expect_slots(*ty, types, MAX_FLAT_PARAMS, N)
    }
}

// SAFETY: `typecheck` accepts nothing but the tuple of a function's parameters.
unsafe impl<const N: usize> ComponentNamedList for Passed<N> {}

// SAFETY: reads what the context shows and nothing else; the code it calls is safe.
unsafe impl<const N: usize> Lift for Passed<N> {
    fn linear_lift_from_flat(
        cx: &mut LiftContext<'_>,
        ty: InterfaceType,
        src: &Self::Lower,
    ) -> Result<Self> {
        lift::values(cx, ty, src).map(Self)
    }

    fn linear_lift_from_memory(
        cx: &mut LiftContext<'_>,
        ty: InterfaceType,
        bytes: &[u8],
    ) -> Result<Self> {
        // `bytes` is empty and stands where the parameters begin in the memory; were it elsewhere, the address would be
        // wrong, and is checked like any other.
        let start = cx.memory().as_ptr().addr();
        let address = bytes.as_ptr().addr().wrapping_sub(start);
        lift::stored_values(cx, ty, u32::try_from(address)?).map(Self)
    }
}

// SAFETY: what the trait asks for:
// - `Lower` is a sequence of `ValRaw`: it is an array of `N`.
// - `typecheck` accepts exactly those functions whose results take `N` slots, and with no slot those whose results are returned
//   in memory. wasmtime makes `Lower` from a slice of as many values as the function's results take.
// - `linear_lower_to_flat` initialises all of it, before anything else.
// - The constants of `ABI` are not used: wasmtime checks the address of results in memory by the function's own type.
unsafe impl<const N: usize> ComponentType for Answered<N> {
    type Lower = [ValRaw; N];

    const ABI: CanonicalAbiInfo = CanonicalAbiInfo::ZERO;

    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        expect_slots(*ty, types, MAX_FLAT_RESULTS, N)
    }
}

// SAFETY: `typecheck` accepts nothing but the tuple of a function's results.
unsafe impl<const N: usize> ComponentNamedList for Answered<N> {}

// SAFETY: see `ComponentType`: all of `dst` is initialised, whatever the outcome.
unsafe impl<const N: usize> Lower for Answered<N> {
    fn linear_lower_to_flat<T>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        dst: &mut MaybeUninit<Self::Lower>,
    ) -> Result<()> {
        let slots = dst.write([ValRaw::u64(0); N]);
        lower::values(cx, ty, &self.0, slots)
    }

    fn linear_lower_to_memory<T>(
        &self,
        cx: &mut LowerContext<'_, T>,
        ty: InterfaceType,
        offset: usize,
    ) -> Result<()> {
        lower::stored_values(cx, ty, &self.0, offset)
    }
}

/// Whether a tuple takes so many slots; none if it would take more than there may be.
fn expect_slots(
    ty: InterfaceType,
    types: &InstanceType<'_>,
    most: usize,
    slots: usize,
) -> Result<()> {
    let InterfaceType::Tuple(tuple) = ty else {
        bail!("internal error: the parameters of a function are a tuple");
    };
    if types.types[tuple].abi.flat_count(most).unwrap_or(0) != slots {
        bail!("the function has another number of slots");
    }
    Ok(())
}
