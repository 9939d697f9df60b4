//! The mirror as two jobs: the preview reads both sides, and the apply executes the plan that was shown.

use crate::Workspace;
use crate::mirror::record as mirror_record;
use crate::qase::connection::QaseConnection;
use crate::workspace::failure::{internal, of_mirror};
use crate::workspace::job_report::counts;
use crate::workspace::rate_wait::with_rate_wait;
use std::sync::{Arc, OnceLock};
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, JobCtx, JobHandle, JobSpec, Report, Reportable};
use voluptas_mirror::{self as mirror, Mirror, Options, Plan, Prepared, Watch};
use voluptas_qase::Client;
use voluptas_sync::{Summary, while_alive_at};

/// Both sides as they were read, with the plan for the choices. Cheap to clone.
#[derive(Debug, Clone)]
pub struct MirrorReady {
    options: Options,
    prepared: Arc<Prepared>,
    mirrored: Arc<OnceLock<Mirrored>>,
}

impl MirrorReady {
    /// Choices of the person.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The plan of the mirror.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.prepared.plan
    }

    /// The plan with the titles of cases.
    pub fn prepared(&self) -> &Arc<Prepared> {
        &self.prepared
    }

    /// Plans again with a decision on results that another tool mirrored without a trace (see [`Options::adopt_untraced`]). Reads
    /// nothing from Qase; takes some time for a large run.
    ///
    /// # Errors
    /// The errors of planning.
    pub fn decided(&self, adopt_untraced: Option<bool>) -> mirror::Result<Self> {
        let options = Options { adopt_untraced, ..self.options.clone() };
        let prepared = Arc::new(self.prepared.again(&options)?);
        Ok(Self { options, prepared, mirrored: Arc::default() })
    }

    /// The outcome of applying the plan, also of a stopped one; `None` before its end.
    pub fn mirrored(&self) -> Option<&Mirrored> {
        self.mirrored.get()
    }
}

impl Reportable for MirrorReady {
    fn report(&self) -> Report {
        Report::default().count("rows", self.plan().results.len())
    }
}

/// The result of a mirror: the engine's summary and the history's.
#[derive(Debug, Clone)]
pub struct Mirrored {
    /// Summary with the plan and every failure.
    pub summary: Arc<mirror::Summary>,
    /// Counts, and the entry of the history.
    pub synced: Summary,
}

impl Reportable for Mirrored {
    fn report(&self) -> Report {
        counts(&self.synced)
    }
}

/// Reports the progress of a mirror to a job.
#[derive(Debug, Clone)]
pub struct JobWatch(JobCtx);

impl JobWatch {
    /// Reports to this job.
    #[must_use]
    pub fn new(ctx: JobCtx) -> Self {
        Self(ctx)
    }
}

impl Watch for JobWatch {
    fn info(&self, message: &Message) {
        tracing::debug!(key = %message.key, "mirror");
    }

    fn warn(&self, message: &Message) {
        tracing::info!(key = %message.key, "mirror: to look at");
    }

    fn error(&self, function: &'static str, message: &Message) {
        tracing::warn!(function, key = %message.key, "mirror: failed");
    }

    fn progress(&self, stage: &'static str, done: u64, total: u64) {
        let total = (total > 0).then_some(total);
        let now = self.0.progress();
        if now.stage.key != stage {
            self.0.stage(Message::new(stage), total);
        } else if now.total != total {
            self.0.set_total(total);
        }
        // The clients check for a cancellation: between two requests, and never within a write.
        self.0.step(done, None).ok();
    }
}

/// The mirror of a job: its clients stop when the job is cancelled, and it reports its progress to the job.
async fn mirror_of(
    ctx: &JobCtx,
    source: &QaseConnection,
    target: &QaseConnection,
    options: &Options,
) -> Result<Mirror, voluptas_jobs::Failure> {
    ctx.stage(Message::new("mirror-stage-begin"), None);
    let client = |client: Client| client.with_cancel(ctx.token().clone());
    let (source, target) = (client(source.client().await?), client(target.client().await?));
    Ok(Mirror { watch: Arc::new(JobWatch::new(ctx.clone())), ..Mirror::new(source, target, options.clone()) })
}

/// Runs the work of a mirror, and meanwhile reports waits for the rate limit of both accounts.
async fn watching<T>(ctx: &JobCtx, store: &voluptas_store::Store, mirror: &Mirror, work: impl Future<Output = T>) -> T {
    if mirror.options.two_accounts {
        with_rate_wait(ctx, store, &mirror.source, with_rate_wait(ctx, store, &mirror.target, work)).await
    } else {
        with_rate_wait(ctx, store, &mirror.target, work).await
    }
}

/// Reads both sides and decides about each result. Writes nothing, so [`Busy`] never occurs.
pub fn preview(
    workspace: &Workspace,
    source: &QaseConnection,
    target: &QaseConnection,
    options: Options,
) -> Result<JobHandle<MirrorReady>, Busy> {
    let (store, source, target) = (workspace.store.clone(), source.clone(), target.clone());
    let spec = JobSpec::new("mirror_preview", title("app-job-mirror-preview", &options));
    workspace.jobs.spawn(spec, move |ctx| async move {
        let mirror = mirror_of(&ctx, &source, &target, &options).await?;
        let prepared = watching(&ctx, &store, &mirror, mirror.prepare()).await.map_err(|e| of_mirror(&e))?;
        Ok(MirrorReady { options, prepared: Arc::new(prepared), mirrored: Arc::default() })
    })
}

/// Executes the shown plan, and stores it in the history. Call it once: its own results are not in the plan's view of the target.
///
/// # Errors
/// Another mirror to this project is running.
pub fn apply(
    workspace: &Workspace,
    source: &QaseConnection,
    target: &QaseConnection,
    ready: &MirrorReady,
) -> Result<JobHandle<Mirrored>, Busy> {
    let (store, source, target, ready) = (workspace.store.clone(), source.clone(), target.clone(), ready.clone());
    let spec =
        JobSpec::new("mirror", title("app-job-mirror", &ready.options)).exclusive(exclusive(&ready.options.target_project));
    workspace.jobs.spawn(spec, move |ctx| async move {
        let mirror = mirror_of(&ctx, &source, &target, &ready.options).await?;
        let (begun_in, options, account) = (store.clone(), ready.options.clone(), mirror.target.base_url().to_owned());
        let begun = tokio::task::spawn_blocking(move || mirror_record::begin(&begun_in, &account, &options, None)).await;
        // The lease is held until the end of the entry is written.
        let begun = begun.map_err(|_| internal())??.ok_or_else(|| mirror_record::taken(&ready.options))?;
        let id = begun.id;
        let work = async {
            begun.settle(&store, &mirror.target, &*mirror.watch).await?;
            Ok::<_, mirror::Error>(mirror.apply(&ready.prepared).await)
        };
        let summary = match watching(&ctx, &store, &mirror, while_alive_at(&store, id, &mirror.target, Box::pin(work))).await {
            Ok(summary) => summary,
            Err(error) => {
                let failed = error.clone();
                let ended = tokio::task::spawn_blocking(move || mirror_record::fail(&store, id, &failed));
                ended.await.map_err(|_| internal())??;
                return Err(of_mirror(&error));
            }
        };
        ctx.stage(Message::new("mirror-stage-record"), None);
        let (prepared, came) = (ready.prepared.clone(), Arc::new(summary));
        let told = came.clone();
        let ended = tokio::task::spawn_blocking(move || mirror_record::end(&store, id, &told, |case| prepared.title_of(case)));
        let synced = ended.await.map_err(|_| internal())??;
        drop(begun);
        let mirrored = Mirrored { summary: came, synced };
        // Only the first end is kept.
        ready.mirrored.set(mirrored.clone()).ok();
        match &mirrored.summary.stopped {
            Some(error) if error.is_cancelled() => Err(voluptas_jobs::JobError::Cancelled(counts(&mirrored.synced))),
            Some(error) => Err(of_mirror(error)),
            None => Ok(mirrored),
        }
    })
}

/// The exclusive key of mirrors into a project. They run one after another, because each must see the results of the one before.
pub fn exclusive(target_project: &str) -> String {
    format!("mirror/{}", target_project.trim().to_uppercase())
}

fn title(key: &str, options: &Options) -> Message {
    Message::new(key).with("source", options.source_project.trim()).with("target", options.target_project.trim())
}
