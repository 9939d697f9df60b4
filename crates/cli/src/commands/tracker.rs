//! `tracker`: issues of Jira, GitHub and GitLab made from failed results, and comments on pull and merge requests.

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::integration_args::{TrackerArgs, TrackerCommand, TrackerComment, TrackerIssues, TrackerReport, TrackerSet};
use crate::json::{CommentAnswer, IssueObject, IssuesAnswer, TrackerAnswer};
use crate::output::Align::{Cut, Left};
use crate::output::Printer;
use crate::resolve::Context;
use std::time::Duration;
use voluptas_app::integrations::ci::{self, CiJob};
use voluptas_app::integrations::credential::{Credentials, Product};
use voluptas_app::integrations::trackers::{self, IssueSource, STATUS_AGE};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::project::Project;
use voluptas_integrations::Error as ServiceError;
use voluptas_integrations::api::RetryPolicy;
use voluptas_integrations::tracker::Tracker;
use voluptas_store::Store;
use voluptas_store::trackers::TrackerSettings;

/// Wait between two looks for an issue whose creation lost its answer.
const LAG: Duration = Duration::from_secs(3);

pub(super) fn run(args: &TrackerArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let printer = &context.printer;
    match &args.command {
        TrackerCommand::Show(show) => {
            let store = context.workspace_to_read()?.store;
            let project = target::existing(&store, &show.project)?;
            let settings = store.read(|tx| tx.trackers().get(project.id))?;
            let exit = if settings.is_some() { Exit::Done } else { Exit::Nothing };
            print(printer, &TrackerAnswer::new(&project.code, settings));
            Ok(exit)
        }
        TrackerCommand::Set(set) => self::set(set, context),
        TrackerCommand::Remove(remove) => {
            let store = context.existing_workspace()?.store;
            let project = target::existing(&store, &remove.project)?;
            trackers::set(&store, project.id, None)?;
            print(printer, &TrackerAnswer::new(&project.code, None));
            Ok(Exit::Done)
        }
        TrackerCommand::Report(report) => self::report(report, context),
        TrackerCommand::Issues(issues) => self::issues(issues, context),
        TrackerCommand::Comment(comment) => self::comment(comment, context),
    }
}

pub(super) fn failed(error: &(impl Explain + ?Sized)) -> CliError {
    let stop = CliError::new(Exit::Failed, error.message());
    match error.remedy() {
        Some(remedy) => stop.remedy(remedy),
        None => stop,
    }
}

fn stopped(error: trackers::Error) -> CliError {
    match error {
        trackers::Error::Store(error) => error.into(),
        trackers::Error::Service(error @ (ServiceError::Unauthorized { .. } | ServiceError::NoCredential { .. })) => {
            let stop = CliError::new(Exit::Auth, error.message());
            error.remedy().map_or_else(|| CliError::new(Exit::Auth, error.message()), |remedy| stop.remedy(remedy))
        }
        error => failed(&error),
    }
}

fn set(set: &TrackerSet, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &set.project)?;
    let settings = TrackerSettings {
        kind: set.kind.clone(),
        base_url: set.base_url.clone(),
        place: set.place.clone(),
        issue_type: set.issue_type.clone(),
    };
    let settings = trackers::set(&store, project.id, Some(settings))?;
    print(&context.printer, &TrackerAnswer::new(&project.code, settings));
    Ok(Exit::Done)
}

/// The tracker of a project with its client.
fn client(store: &Store, project: &Project, context: &Context) -> Result<(TrackerSettings, Tracker), CliError> {
    let settings = store.read(|tx| tx.trackers().get(project.id))?.ok_or_else(|| failed(&trackers::Error::NoTracker))?;
    let credentials = Credentials::new(&context.environment, &context.paths);
    let tracker = trackers::client(&settings, &credentials, RetryPolicy::default()).map_err(stopped)?;
    Ok((settings, tracker))
}

fn report(report: &TrackerReport, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &report.project)?;
    let (settings, tracker) = client(&store, &project, context)?;
    let source = IssueSource {
        project: &project,
        result: report.result.trim(),
        lang: context.printer.tr().lang(),
        public_url: report.public_url.as_deref().map(|url| url.trim_end_matches('/')),
        lag: LAG,
    };
    let runtime = context.jobs()?.handle().clone();
    let issue = trackers::create(&store, &settings, &tracker, source, &runtime).map_err(stopped)?;
    let answer = IssueObject::from(issue);
    context.printer.summary(&answer, |out| {
        out.say(&Message::new("cli-tracker-issue").with("key", &answer.key).with("url", &answer.url));
    });
    Ok(Exit::Done)
}

fn issues(args: &TrackerIssues, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let (settings, tracker) = client(&store, &project, context)?;
    let age = if args.refresh { 0 } else { STATUS_AGE };
    let runtime = context.jobs()?.handle().clone();
    let (issues, failure) = trackers::issues(&store, &project, &settings, &tracker, &runtime, age).map_err(stopped)?;
    if let Some(failure) = &failure {
        context.printer.warn(&failure.message());
    }
    let answer = IssuesAnswer { issues: issues.into_iter().map(IssueObject::from).collect() };
    context.printer.answer(&answer, |out| {
        let columns = [("cli-col-id", Left), ("cli-col-status", Left), ("cli-col-address", Cut)];
        let titles = columns.map(|(key, _)| out.tr().text(key));
        let columns: Vec<_> = titles.iter().zip(columns).map(|(title, (_, align))| (title.as_ref(), align)).collect();
        let row = |issue: &IssueObject| vec![issue.key.clone(), issue.status.clone(), issue.url.clone()];
        out.table(&columns, &answer.issues.iter().map(row).collect::<Vec<_>>());
    });
    Ok(if answer.issues.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Longest file of an event of GitHub that is read, in bytes.
const MAX_EVENT: usize = 32 << 20;

fn comment(args: &TrackerComment, context: &Context) -> Result<Exit, CliError> {
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.project)?;
    let run = target::run(&store, &project, args.run)?;
    let credentials = Credentials::new(&context.environment, &context.paths);
    let text = |name: &str| context.environment.look_up(name).map(|value| value.expose().to_owned());
    let ci = ci::job(text, |path| voluptas_core::base::fs::read_at_most(std::path::Path::new(path), MAX_EVENT).ok());
    let kept = store.read(|tx| tx.trackers().get(project.id))?;
    let (settings, number) = match (ci, kept) {
        (Some(CiJob { kind, place, request: number }), _) => {
            let base_url = credentials.address(Product::Tracker(kind)).unwrap_or_default();
            let place = args.repository.clone().unwrap_or(place);
            (TrackerSettings { kind: kind.as_str().to_owned(), base_url, place, issue_type: None }, number)
        }
        (None, Some(kept)) => (TrackerSettings { place: args.repository.clone().unwrap_or(kept.place.clone()), ..kept }, None),
        (None, None) => return Err(CliError::usage(Message::new("cli-tracker-no-ci"))),
    };
    let number = args.request.or(number).ok_or_else(|| CliError::usage(Message::new("cli-tracker-no-request")))?;
    let tracker = trackers::client(&settings, &credentials, RetryPolicy::default()).map_err(stopped)?;
    let key: String =
        args.key.as_deref().unwrap_or("run").chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let marker = format!("comment-{}-{key}", project.code);
    let runtime = context.jobs()?.handle().clone();
    let lang = context.printer.tr().lang();
    let url = trackers::comment(&store, &project, run.id, &tracker, (number, lang, &marker), &runtime).map_err(stopped)?;
    let answer = CommentAnswer { run: run.number, url };
    context.printer.summary(&answer, |out| {
        out.say(&Message::new("cli-tracker-commented").with("run", answer.run).with("url", &answer.url));
    });
    Ok(Exit::Done)
}

fn print(printer: &Printer, answer: &TrackerAnswer) {
    printer.summary(answer, |out| match (&answer.kind, &answer.base_url, &answer.place) {
        (Some(kind), Some(url), Some(place)) => {
            let said = Message::new("cli-tracker-set").with("project", &answer.project).with("kind", kind);
            out.say(&said.with("url", url).with("place", place));
        }
        _ => out.say(&Message::new("cli-tracker-none").with("project", &answer.project)),
    });
}
