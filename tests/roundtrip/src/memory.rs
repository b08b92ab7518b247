//! Many calls of one function: memory must stay where it was.

use crate::generator::Generator;
use crate::makers::Exported;
use crate::round::{Failure, round};
use crate::stage::Stage;

/// So many different sets of values are sent, again and again.
const DIFFERENT: u32 = 16;
/// The part of the calls, one in so many, after which a garbage collector has found its size.
const SETTLING: u32 = 2;
/// What a heap may still grow by: two pages, far less than a leak of one allocation a call.
const ALLOWED: u64 = 2 << 16;

/// Calls a function many times.
///
/// # Errors
/// Tells by how much memory grew, or which call went wrong.
pub(crate) async fn steady(
    stage: &mut Stage<'_>,
    exported: &Exported<'_>,
    calls: u32,
    seed: u64,
) -> Result<(), Failure> {
    let mut settled = 0;
    for call in 0..calls {
        if call == calls / SETTLING {
            settled = stage.memory();
        }
        stage.generator = Generator::new(seed.wrapping_add(u64::from(call % DIFFERENT)));
        round(stage, exported).await?;
    }
    let grown = stage.memory().saturating_sub(settled);
    if grown <= ALLOWED {
        return Ok(());
    }
    let reason = format!(
        "linear memory grew by {grown} bytes over {} calls",
        calls - calls / SETTLING
    );
    Err(Failure {
        detail: format!("{reason}, to {} bytes", stage.memory()),
        reason,
    })
}
