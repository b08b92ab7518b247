//! From the engine's errors to ours: what happened, and whose fault it was.

use crate::brokered::ProviderError;
use crate::ctx::Ctx;
use crate::dynamic::ResultTooLarge;
use crate::error::{Error, Problem};
use crate::instance::{InitRefused, is_overdue};
use crate::memory_limit::Refusal;
use plugwright_manifest::Limits;
use wasmtime::Trap;
use wasmtime::component::ResourceTableError;
use wasmtime_wasi_http::FieldMapError;

/// What the engine says when a guest passes more bytes than its budget; the type behind it is private.
const HOSTCALL_FUEL: &str = "fuel allocated for hostcalls has been exhausted";
/// What it says when the guest has too many handles, of which the type is private too.
const HANDLES: &str = "store handle limit exceeded";
/// What `wasi:random` says when a guest asks for more than it may.
const RANDOM: (&str, &str) = ("requested len ", " exceeds limit ");

/// The error of a call that the engine ended.
pub(crate) fn classify(error: &wasmtime::Error, ctx: &mut Ctx, limits: &Limits) -> Error {
    let refusal = ctx.limit.take_refusal();
    let provider = error.downcast_ref::<ProviderError>();
    // Who waited for another until its own time was over is overdue itself.
    let problem = if is_overdue(error) || (provider.is_some() && ctx.deadline.has_passed()) {
        Problem::DeadlineExceeded {
            limit: limits.time.call,
        }
    } else if let Some(failed) = provider {
        Problem::ProviderFailed {
            provider: failed.provider.clone(),
            function: failed.function.clone(),
            code: failed.code,
        }
    } else if let Some(InitRefused(reason)) = error.downcast_ref() {
        Problem::InitFailed {
            reason: reason.clone(),
        }
    } else if let Some(exit) = error.downcast_ref::<wasmtime_wasi::I32Exit>() {
        Problem::Exited { status: exit.0 }
    } else if let Some(trap) = error.downcast_ref::<Trap>() {
        trapped(*trap, refusal, limits)
    } else {
        violated(error, limits)
    };
    Error::new(problem).with_detail(format_args!("{error:?}"))
}

fn trapped(trap: Trap, refusal: Option<Refusal>, limits: &Limits) -> Problem {
    match (trap, refusal) {
        (Trap::StackOverflow, _) => Problem::StackOverflow,
        (Trap::OutOfFuel, _) => Problem::FuelExhausted {
            limit: limits.fuel.unwrap_or_default(),
        },
        (_, Some(Refusal::Memory)) => Problem::MemoryLimit {
            limit: limits.memory.size.0,
        },
        (_, Some(Refusal::Table)) => Problem::TableLimit {
            limit: u64::from(limits.memory.table_elements),
        },
        (trap, None) => Problem::Trapped {
            reason: trap.to_string(),
        },
    }
}

/// Everything that the engine refuses and that is no trap of an instruction breaks a rule of the canonical ABI.
fn violated(error: &wasmtime::Error, limits: &Limits) -> Problem {
    let reason = error.root_cause().to_string();
    if error.is::<ResultTooLarge>() {
        return Problem::DataLimit {
            limit: limits.call.result.0,
        };
    }
    if reason.contains(HOSTCALL_FUEL) {
        let limit = limits.call.result.0.max(limits.call.host_calls.0);
        return Problem::DataLimit { limit };
    }
    if reason.starts_with(RANDOM.0) && reason.contains(RANDOM.1) {
        return Problem::DataLimit {
            limit: limits.call.random.0,
        };
    }
    if let Some(FieldMapError::TooManyFields | FieldMapError::TotalSizeTooBig) =
        error.downcast_ref()
    {
        return Problem::DataLimit {
            limit: limits.http.headers.0,
        };
    }
    let table_is_full = matches!(error.downcast_ref(), Some(ResourceTableError::Full));
    if table_is_full || reason.contains(HANDLES) {
        return Problem::HandleLimit {
            limit: limits.call.handles.into(),
        };
    }
    Problem::AbiViolation { reason }
}
