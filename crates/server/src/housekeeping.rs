//! Work of the server besides requests: sizes of the storage, forgotten callers, and the rules by which projects keep runs.

use super::state::App;
use std::sync::{Arc, Weak};
use std::time::Duration;
use voluptas_app::runs::retention;
use voluptas_store as store;

/// Pause between two rounds of the housekeeping. The workspace records work that is done once a day.
const PAUSE: Duration = Duration::from_secs(600);

/// Works until the server is gone. Each piece has its own thread, and no request waits for it.
pub async fn keep_house(app: Weak<App>) {
    loop {
        let Some(app) = app.upgrade() else { return };
        let work = move || {
            app.rate_limits.forget_idle();
            app.caches.imports.forget_old();
            app.storage.measure(&app);
            if let Err(error) = remove_old(&app) {
                tracing::warn!(%error, "the rules of retention cannot be applied");
            }
        };
        if tokio::task::spawn_blocking(work).await.is_err() {
            tracing::error!("the housekeeping broke off");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn remove_old(app: &Arc<App>) -> store::Result<()> {
    for (project, removed) in retention::daily(&app.store)?.into_iter().flatten() {
        tracing::info!(project, runs = removed.runs, results = removed.results, files = removed.files, "removed by the rules");
    }
    Ok(())
}
