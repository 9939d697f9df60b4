//! Shows in the list of jobs that a job waits for Qase's rate limit.

use voluptas_jobs::JobCtx;
use voluptas_qase::{Client, RateWait};
use voluptas_store::Store;

/// Runs the work of a job, and meanwhile reports waits for Qase's rate limit.
pub(crate) async fn with_rate_wait<T>(ctx: &JobCtx, store: &Store, client: &Client, work: impl Future<Output = T>) -> T {
    let mut waits = client.rate_wait();
    let show = |wait: Option<RateWait>| {
        let seconds = wait.map(|w| i64::try_from(w.seconds()).unwrap_or(60));
        ctx.waiting(seconds.map(|s| store.clock().now() + s * 1000));
    };
    // Another job may have run into the limit before this one began.
    let before = *waits.borrow_and_update();
    if before.is_some() {
        show(before);
    }
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                ctx.waiting(None);
                return done;
            }
            changed = waits.changed() => {
                if changed.is_err() {
                    return work.await;
                }
                let wait = *waits.borrow_and_update();
                show(wait);
            }
        }
    }
}
