//! Many calls of all functions in turn: memory must stay where it was.

use crate::generator::Generator;
use crate::makers::Exported;
use crate::round::{Failure, round};
use crate::stage::Stage;

/// So many different sets of values are sent, again and again.
const DIFFERENT: u32 = 16;
/// The calls after which a garbage collector has found its size; half of them where that is fewer.
const SETTLING: u32 = 1_000;
/// What a heap may still grow by, in bytes, over all calls that follow: two pages, far less than a leak of one allocation a
/// call.
const ALLOWED: u64 = 2 << 16;

/// Calls the functions in turn, so many times together.
///
/// # Errors
/// Tells by how much memory grew, or which call went wrong.
pub(crate) async fn steady(
    stage: &mut Stage<'_>,
    functions: &[Exported<'_>],
    calls: u32,
    seed: u64,
) -> Result<(), Failure> {
    let settling = SETTLING.min(calls / 2);
    let mut settled = stage.memory();
    for (call, exported) in (0..calls).zip(functions.iter().cycle()) {
        if call == settling {
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
        calls - settling
    );
    Err(Failure {
        detail: format!("{reason}, to {} bytes", stage.memory()),
        reason,
    })
}
