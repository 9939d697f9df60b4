//! Issues of trackers made from failed results, and comments on pull and merge requests.
//!
//! The row of an issue is stored before the tracker is asked. Its id stands in the issue, so that an attempt after a lost answer finds the
//! issue instead of making a second one.

use super::credential::{Credentials, Product};
use crate::runs::report::{self, Format, Options};
use std::time::Duration;
use strum::IntoEnumIterator as _;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::result::{ResultLink, ResultStep, TestResult};
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::Invalid;
use voluptas_i18n::{Lang, Tr};
use voluptas_integrations::Error as ServiceError;
use voluptas_integrations::api::RetryPolicy;
pub use voluptas_integrations::tracker::Kind;
use voluptas_integrations::tracker::{Block, Issue, NewIssue, Part, Tracker};
use voluptas_store::trackers::{TrackerIssue, TrackerSettings};
use voluptas_store::{Error as StoreError, Op, Store, Tx};

/// Age at which a stored status is read again.
pub const STATUS_AGE: Millis = 3_600_000;
/// Statuses that one call reads.
const MOST_STATUSES: usize = 50;
/// Looks for an issue whose creation lost its answer: a search learns of it late.
const LOOKS: u32 = 3;

/// Why there is no issue or comment.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error("the project has no tracker")]
    NoTracker,
    #[error("the result did not fail")]
    NotFailed,
    /// Another program creates the issue.
    #[error("the issue is being created")]
    Busy,
    #[error("{0}")]
    Report(String),
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::Service(error) => error.message(),
            Self::NoTracker => Message::new("tracker-error-none"),
            Self::NotFailed => Message::new("tracker-error-not-failed"),
            Self::Busy => Message::new("tracker-error-busy"),
            Self::Report(reason) => Message::new("tracker-error-report").with("reason", reason),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(error) => error.remedy(),
            Self::Service(error) => error.remedy(),
            Self::NoTracker => Some(Message::new("tracker-remedy-none")),
            _ => None,
        }
    }
}

/// The products, each with the address that most teams use.
pub fn kinds() -> impl Iterator<Item = (Kind, Option<&'static str>)> {
    Kind::iter().map(|kind| (kind, Product::Tracker(kind).usual_address()))
}

/// Checks the tracker of a project before it is stored.
///
/// # Errors
/// [`Invalid`] names the field.
pub fn checked(mut settings: TrackerSettings) -> Result<TrackerSettings, Invalid> {
    let wrong = |field: &'static str, key: &str| Invalid::new(field, Message::new(key));
    let kind: Kind = settings.kind.parse().map_err(|_| wrong("kind", "tracker-error-kind"))?;
    settings.base_url = settings.base_url.trim().trim_end_matches('/').to_owned();
    settings.place = settings.place.trim().trim_matches('/').to_owned();
    settings.issue_type = settings.issue_type.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match Tracker::check(kind, &settings.base_url, &settings.place) {
        Ok(()) => Ok(settings),
        Err(ServiceError::Text(_)) => Err(wrong("place", "tracker-error-place")),
        Err(_) => Err(wrong("base_url", "tracker-error-base-url")),
    }
}

/// Sets or removes the tracker of a project. Returns it as it was stored.
///
/// # Errors
/// [`StoreError::Invalid`] names the field.
pub fn set_in(tx: &Tx<'_>, project: ProjectId, settings: Option<TrackerSettings>) -> Result<Option<TrackerSettings>, StoreError> {
    let settings = settings.map(checked).transpose()?;
    tx.trackers().set(project, settings.as_ref())?;
    Ok(settings)
}

/// [`set_in`] as a write of its own. Blocks.
///
/// # Errors
/// [`StoreError::Invalid`] names the field.
pub fn set(store: &Store, project: ProjectId, settings: Option<TrackerSettings>) -> Result<Option<TrackerSettings>, StoreError> {
    Ok(store.write(Op::bulk("set_tracker"), |tx| set_in(tx, project, settings))?.value)
}

/// The client of a tracker. Blocks.
///
/// # Errors
/// [`ServiceError::NoCredential`].
pub fn client(settings: &TrackerSettings, credentials: &Credentials, retry: RetryPolicy) -> Result<Tracker, Error> {
    let kind: Kind = settings.kind.parse().map_err(|_| StoreError::Corrupt("unknown kind of a tracker".into()))?;
    let credential = credentials.find(Product::Tracker(kind), &settings.base_url)?;
    Ok(Tracker::new(kind, &settings.base_url, &settings.place, settings.issue_type.as_deref(), &credential, retry)?)
}

/// Result for which an issue is created, and the texts around it.
#[derive(Debug, Clone, Copy)]
pub struct IssueSource<'a> {
    pub project: &'a Project,
    /// Hash of the result.
    pub result: &'a str,
    /// Language of the headings.
    pub lang: Lang,
    /// Address of the server for the link back.
    pub public_url: Option<&'a str>,
    /// Wait between two looks for an issue whose creation lost its answer.
    pub lag: Duration,
}

/// Creates the issue of a failed result, or returns the one that it has. Blocks between the requests, so call it from a thread
/// outside of the runtime.
///
/// # Errors
/// [`Error::NotFailed`], [`Error::Busy`]; those of the tracker.
pub fn create(
    store: &Store,
    settings: &TrackerSettings,
    tracker: &Tracker,
    source: IssueSource<'_>,
    runtime: &tokio::runtime::Handle,
) -> Result<TrackerIssue, Error> {
    let (result, run) = store.read(|tx| {
        let result = tx.results().by_hash(source.project.id, source.result)?;
        let run = tx.runs().get(result.run_id)?;
        Ok((result, run))
    })?;
    use ResultStatus::{Blocked, Broken, Failed, Invalid as Refused};
    if !matches!(result.content.status, Failed | Broken | Blocked | Refused) {
        return Err(Error::NotFailed);
    }
    let identity = settings.identity();
    let (row, is_ours) = store
        .write(Op::bulk("begin_issue"), |tx| {
            let row = tx.trackers().begin(source.project.id, result.id, &identity)?;
            let is_ours = row.key.is_none() && tx.trackers().claim(row.id)?;
            Ok((row, is_ours))
        })?
        .value;
    if row.key.is_some() {
        return Ok(row);
    }
    if !is_ours {
        return Err(Error::Busy);
    }
    let new = issue(Tr::new(source.lang), &row.uuid, &result, &run, source.public_url, &source.project.code);
    let is_retry = row.created_ms < store.clock().now();
    match runtime.block_on(find_or_create(tracker, &new, is_retry, source.lag)) {
        Ok(issue) => Ok(store
            .write(Op::bulk("create_issue"), |tx| {
                tx.trackers().known(row.id, &issue.key, &issue.url, &issue.status, issue.is_done)?;
                // The store connects a result that links an issue with the defect of that issue.
                let mut content = tx.results().get(result.id)?.content;
                content.is_defect = true;
                content.links.push(ResultLink { kind: "issue".into(), name: issue.key.clone(), url: issue.url.clone() });
                tx.results().update(result.id, &content)?;
                tx.trackers().begin(source.project.id, result.id, &identity)
            })?
            .value),
        Err(error) => {
            store.write(Op::bulk("release_issue"), |tx| tx.trackers().release(row.id))?;
            Err(error.into())
        }
    }
}

async fn find_or_create(tracker: &Tracker, new: &NewIssue, is_retry: bool, lag: Duration) -> Result<Issue, ServiceError> {
    for look in 0..if is_retry { LOOKS } else { 1 } {
        if look > 0 {
            tokio::time::sleep(lag).await;
        }
        if let Some(issue) = tracker.find(&new.marker).await? {
            return Ok(issue);
        }
    }
    match tracker.create(new).await {
        Err(lost @ ServiceError::AnswerLost { .. }) => {
            for _ in 0..LOOKS {
                tokio::time::sleep(lag).await;
                if let Ok(Some(issue)) = tracker.find(&new.marker).await {
                    return Ok(issue);
                }
            }
            Err(lost)
        }
        made => made,
    }
}

/// The text of an issue.
fn issue(tr: Tr, marker: &str, result: &TestResult, run: &Run, public_url: Option<&str>, code: &str) -> NewIssue {
    let content = &result.content;
    let heading = |key: &str| tr.text(key).into_owned();
    let mut parts = Vec::new();
    let message = [&content.comment, &content.stacktrace].into_iter().flatten().filter(|text| !text.trim().is_empty());
    let message = message.cloned().collect::<Vec<_>>().join("\n\n");
    if !message.is_empty() {
        parts.push(Part { heading: heading("tracker-message"), body: Block::Code(message) });
    }
    let mut steps = Vec::new();
    step_lines(&content.steps, "", &mut steps);
    if !steps.is_empty() {
        parts.push(Part { heading: heading("tracker-steps"), body: Block::Steps(steps) });
    }
    let place = Message::new("tracker-where-run").with("run", run.number).with("title", &run.content.title).with("project", code);
    parts.push(Part { heading: heading("tracker-where"), body: Block::Text(tr.message(&place)) });
    let link = public_url.map(|root| format!("{root}/run/{code}/dashboard/{}/result/{}", run.number, result.hash));
    NewIssue { marker: marker.to_owned(), title: content.title.clone(), parts, link }
}

/// Steps with their outcomes, nested ones behind a dash each.
fn step_lines(steps: &[ResultStep], indent: &str, lines: &mut Vec<String>) {
    for step in steps {
        if lines.len() >= 100 {
            return;
        }
        let comment = step.comment.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
        lines.push(format!("{indent}{} — {}{comment}", step.action, step.status.slug()));
        step_lines(&step.steps, &format!("{indent}– "), lines);
    }
}

/// The issues of a project, with statuses of at most an hour ago as far as the tracker can be asked. Blocks.
///
/// # Errors
/// The workspace cannot be read or written. A failure of the tracker is returned beside the issues.
pub fn issues(
    store: &Store,
    project: &Project,
    settings: &TrackerSettings,
    tracker: &Tracker,
    runtime: &tokio::runtime::Handle,
    max_age: Millis,
) -> Result<(Vec<TrackerIssue>, Option<ServiceError>), Error> {
    let identity = settings.identity();
    let now = store.clock().now();
    let all = store.read(|tx| tx.trackers().issues(project.id))?;
    let is_old = |issue: &&TrackerIssue| issue.tracker == identity && super::issue_jobs::is_older(issue, now, max_age);
    let mut failure = None;
    for issue in all.iter().filter(is_old).take(MOST_STATUSES) {
        let Some(key) = &issue.key else { continue };
        match runtime.block_on(tracker.get(key)) {
            Ok(found) => {
                store.write(Op::bulk("read_issue"), |tx| {
                    tx.trackers().known(issue.id, &found.key, &found.url, &found.status, found.is_done)
                })?;
            }
            // One issue may be gone or moved; the others are read. The time keeps it from being asked for with every list.
            Err(ServiceError::NotFound { .. }) => {
                store.write(Op::bulk("read_issue"), |tx| tx.trackers().checked(issue.id))?;
            }
            Err(error) => {
                failure = Some(error);
                break;
            }
        }
    }
    Ok((store.read(|tx| tx.trackers().issues(project.id))?, failure))
}

/// Writes the figures of a run as a comment on a pull or merge request; a later call replaces it. Returns its address. Blocks.
///
/// # Errors
/// Those of the tracker.
pub fn comment(
    store: &Store,
    project: &Project,
    run: RunId,
    tracker: &Tracker,
    (request, lang, marker): (u64, Lang, &str),
    runtime: &tokio::runtime::Handle,
) -> Result<String, Error> {
    let options = Options { format: Format::Markdown, lang, attachment_bytes: 0, now: store.clock().now() };
    let mut text = Vec::new();
    report::write(store, project, run, &options, &mut text).map_err(|error| match error {
        report::Error::Store(error) => Error::Store(error),
        other => Error::Report(other.to_string()),
    })?;
    // The report lets no title of a test mention anybody.
    let text = String::from_utf8_lossy(&text);
    Ok(runtime.block_on(tracker.comment(request, marker, &text))?)
}
