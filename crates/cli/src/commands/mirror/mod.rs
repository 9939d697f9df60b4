//! `mirror`: the results of a run of one project onto the cases of another.

mod console;

use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::write_output;
use crate::interrupt::InterruptListener;
use crate::mirror_args::{MirrorArgs, YesNo};
use crate::output::Align;
use crate::resolve::{Context, token};
use console::Console;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use voluptas_app::mirror::ledger as mirror_ledger;
use voluptas_app::mirror::ledger::{Ledger, NotMirrored};
use voluptas_app::mirror::record as mirror_record;
use voluptas_app::qase;
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::Tr;
use voluptas_mirror::{self as mirror, Answer, Include, Mirror, Options, SourceRun, Summary, TargetRun};
use voluptas_qase::{Client, ClientConfig, Kind};
use voluptas_settings::{Account, Credentials, EnvFile, Environment, QaseConfig, QaseFlags, Redactor};

/// The variable that names the file for errors.
const LOG_VARIABLE: &str = "QASE_SYNC_LOG_FILE";
/// Default name of the file for errors.
const LOG_FILE: &str = "sync_results_errors.log";

pub(super) fn run(args: &MirrorArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    for report in &args.report {
        form(report)?;
    }
    let options = options(args);
    options.check().map_err(stop)?;
    let file = EnvFile::load(Path::new(".env"))?;
    for warning in file.warnings.iter().filter(|w| w.key != "settings-warning-readable") {
        context.printer.warn(warning);
    }
    let environment = context.environment.with_defaults(&file);
    let log = args.log_file.clone().or_else(|| environment.get(LOG_VARIABLE).map(Into::into)).unwrap_or_else(|| LOG_FILE.into());
    let console = Arc::new(Console::new(context, log));
    let cancel = CancellationToken::new();
    let clients = clients(args, context, &environment, &cancel);
    let (source, target) = clients.inspect_err(|stop| console.log("connect", &stop.message))?;
    let mirror = Mirror { watch: console.clone(), ..Mirror::new(source, target, options) };
    let ledger = if args.dry_run { None } else { ledger(context)? };
    let listening = InterruptListener::begin();
    let outcome = context.jobs()?.handle().block_on(async {
        tokio::select! {
            outcome = work(&mirror, ledger.as_ref(), args.dry_run) => outcome,
            () = interrupted(&listening, &cancel) => Err(NotMirrored::Failed(mirror::Error::Qase(voluptas_qase::Error::Cancelled))),
        }
    });
    let summary = match outcome {
        Ok(summary) => summary,
        Err(NotMirrored::Taken) => {
            let taken = mirror_record::taken(&mirror.options);
            console.log("mirror", &taken.message);
            return Err(taken.into());
        }
        Err(NotMirrored::Failed(error)) => {
            if !error.is_cancelled() {
                console.log("mirror", &error.message());
            }
            return Err(stop(error));
        }
    };
    show(args, context, &summary)?;
    for report in &args.report {
        write_report(report, context, &summary)?;
    }
    if let Some(error) = summary.stopped.clone() {
        return Ok(context.printer.failure_after_answer(&stop(error)));
    }
    Ok(if !summary.is_complete() || summary.left_out() > 0 {
        Exit::Partly
    } else if summary.is_nothing() {
        Exit::Nothing
    } else {
        Exit::Done
    })
}

async fn work(mirror: &Mirror, ledger: Option<&Ledger>, dry_run: bool) -> Result<Summary, NotMirrored> {
    if dry_run {
        let prepared = mirror.prepare().await.map_err(NotMirrored::Failed)?;
        return Ok(mirror.preview(&prepared));
    }
    mirror_ledger::mirror(mirror, ledger).await
}

/// The history of the workspace; `None` when there is no workspace, as on a machine of CI. Without `--workspace`, a workspace that
/// cannot be opened is only warned about: what the target holds is enough for a mirror that is not killed.
fn ledger(context: &Context) -> Result<Option<Ledger>, CliError> {
    let found = context.has_workspace().and_then(|found| if found { context.workspace().map(Some) } else { Ok(None) });
    match found {
        Ok(None) => Ok(None),
        Ok(Some(workspace)) => Ok(Some(Ledger { store: workspace.store, pair: None, who: None })),
        Err(stop) if context.is_workspace_named() => Err(stop),
        Err(stop) => {
            context.printer.warn(&stop.message);
            Ok(None)
        }
    }
}

/// The first Ctrl-C asks the clients to stop, so that a running write is finished and the summary printed; the second ends the
/// process.
async fn interrupted(listening: &InterruptListener, cancel: &CancellationToken) {
    for _ in 0..2 {
        if listening.interrupted().await.is_err() {
            std::future::pending::<()>().await;
        }
        if cancel.is_cancelled() {
            return;
        }
        cancel.cancel();
    }
}

fn options(args: &MirrorArgs) -> Options {
    let source_run = match (args.source_run_id, &args.source_run_title) {
        (Some(id), _) => SourceRun::Id(id),
        (None, Some(title)) => SourceRun::Title(title.clone()),
        (None, None) => SourceRun::Latest,
    };
    let mut include = Include::default();
    for one in &args.include {
        include = include.with(*one);
    }
    let mut status_map = BTreeMap::new();
    args.status_map.iter().for_each(|map| status_map.extend(map.clone()));
    Options {
        target_run: match (args.target_run_id, &args.target_run_title) {
            (Some(id), _) => TargetRun::Id(id),
            (None, Some(title)) => TargetRun::Title(title.clone()),
            (None, None) => TargetRun::SameTitle,
        },
        field_title: args.automation_field_title.clone(),
        match_by: args.match_by.into(),
        on_duplicate: args.on_duplicate_key.into(),
        include,
        status_map,
        create_cases: !args.no_create_cases,
        latest_only: args.latest_only,
        limit: args.limit,
        force: args.force,
        resend_edited: args.resend_edited,
        complete_target_run: args.complete_target_run,
        adopt_untraced: args.adopt_untraced.map(|adopt| adopt == YesNo::Yes),
        two_accounts: args.target_token_env.is_some() || args.target_second_account,
        ..Options::new(args.source_project.clone(), source_run, args.target_project.clone())
    }
}

/// A client for each side. Sides with the same connection share one client and so the rate limit.
fn clients(
    args: &MirrorArgs,
    context: &Context,
    env: &Environment,
    cancel: &CancellationToken,
) -> Result<(Client, Client), CliError> {
    let flags = QaseFlags {
        token: args.token_file.as_deref().map(token).transpose()?,
        base_url: args.base_url.clone(),
        requests_per_minute: args.requests_per_minute,
        timeout_s: args.timeout,
        ..QaseFlags::default()
    };
    let credentials = Credentials::new(Account::Primary, flags.token.clone(), env, &context.paths);
    let file = EnvFile::load(&context.paths.credentials_file)?;
    let config = QaseConfig::resolve(Account::Primary, &flags, env, &file, &context.settings)
        .map_err(|e| CliError::of_settings(e, Account::Primary, args.base_url.as_ref().map(|_| "--base-url")))?;
    let client = |token: Secret, base_url: String| {
        Redactor::global().hide(&token);
        let usual = qase::connector::client_config(&config, token).with_base_url(base_url);
        let config = ClientConfig {
            late_write: args.late_write.map_or(usual.late_write, |seconds| Duration::from_secs(seconds.into())),
            concurrency: args.concurrency.map_or(usual.concurrency, |n| n as usize),
            ..usual
        };
        Client::new(config).map(|c| c.with_cancel(cancel.clone())).map_err(|e| stop(e.into()))
    };
    let base_url = config.base_url.value.clone();
    let source = client(credentials.resolve()?.token, base_url.clone())?;
    let named = args.target_token_env.as_ref().map(|variable| {
        env.look_up(variable).ok_or_else(|| {
            CliError::new(Exit::Auth, Message::new("cli-error-no-variable").with("variable", variable))
                .remedy(Message::new("cli-remedy-no-variable"))
        })
    });
    let (token, usual) = match (named.transpose()?, args.target_second_account) {
        (None, false) => return Ok((source.clone(), source)),
        (Some(token), false) => (token, base_url),
        (named, true) => {
            let flags = QaseFlags { base_url: args.target_base_url.clone(), ..QaseFlags::default() };
            let config = QaseConfig::resolve(Account::MirrorTarget, &flags, env, &file, &context.settings).map_err(|e| {
                CliError::of_settings(e, Account::MirrorTarget, args.target_base_url.as_ref().map(|_| "--target-base-url"))
            })?;
            let kept = || Credentials::new(Account::MirrorTarget, None, env, &context.paths).resolve().map(|r| r.token);
            (named.map_or_else(kept, Ok)?, config.base_url.value)
        }
    };
    Ok((source, client(token, args.target_base_url.clone().unwrap_or(usual))?))
}

/// The reason why a mirror stopped, with its exit code.
fn stop(error: mirror::Error) -> CliError {
    let exit = match &error {
        e if e.is_cancelled() => Exit::Interrupted,
        e if e.is_auth() => Exit::Auth,
        e if e.is_usage() => Exit::Usage,
        e if e.is_missing() => Exit::Nothing,
        _ => Exit::Failed,
    };
    let network =
        matches!(&error, mirror::Error::Qase(e) if matches!(e.kind(), Kind::Network | Kind::Server | Kind::Rate | Kind::Doubt));
    let message = if exit == Exit::Interrupted { Message::new("cli-stopped") } else { error.message() };
    let remedy = if exit == Exit::Interrupted { Some(Message::new("cli-stopped-remedy")) } else { error.remedy() };
    let plain = CliError::new(exit, message);
    CliError { remedy, kind: if network { "network" } else { plain.kind }, ..plain }
}

/// The summary for a person, or the object for a program.
fn show(args: &MirrorArgs, context: &Context, summary: &Summary) -> Result<(), CliError> {
    let printer = &context.printer;
    let tr = printer.tr();
    let lines = |out: &crate::output::Printer| {
        if args.explain {
            let head: Vec<String> = mirror::RESULT_COLUMNS.iter().map(|k| tr.text(k).into_owned()).collect();
            let columns: Vec<(&str, Align)> = head.iter().map(|head| (head.as_str(), Align::Left)).collect();
            out.table(&columns, &summary.plan.results.iter().map(mirror::result_row(&summary.plan, tr)).collect::<Vec<_>>());
            out.line("");
        }
        for failure in &summary.failures {
            let what = failure.key.clone().unwrap_or_else(|| failure.case.to_string());
            out.line(&format!("{what}: {}", tr.message(&failure.message)));
        }
        let plan = &summary.plan;
        let to = summary.target_run.map_or_else(|| tr.text("mirror-report-new-run").into_owned(), |id| id.to_string());
        let from = plan.source.run.map(|id| id.to_string()).unwrap_or_default();
        out.say(&Message::new("mirror-report-title").with("source", &plan.source.project).with("target", &plan.target.project));
        out.say(&Message::new("mirror-report-runs").with("from", from).with("title", &plan.source.run_title).with("to", to));
        if summary.is_preview {
            out.say(&Message::new("mirror-report-preview"));
        }
        for (name, number) in mirror::numbers(summary) {
            out.line(&format!("  {}: {number}", tr.message(&name)));
        }
        let left = summary.why_not_there();
        if !left.is_empty() {
            out.say(&Message::new("mirror-report-incomplete"));
            left.iter().for_each(|message| out.line(&format!("  {}", tr.message(message))));
        }
    };
    if args.explain {
        printer.answer(&Answer::new(summary, true), lines)
    } else {
        printer.summary(&Answer::new(summary, false), lines)
    }
    Ok(())
}

/// Writes a summary in one of the forms of a report.
type Form = fn(&Summary, Tr) -> Result<String, serde_json::Error>;

/// Form of a report, by the extension of its file name.
fn form(path: &Path) -> Result<Form, CliError> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "json" => Ok(|summary, _| serde_json::to_string_pretty(&Answer::new(summary, true)).map(|t| t + "\n")),
        "md" | "markdown" => Ok(|summary, tr| Ok(mirror::markdown(summary, tr))),
        "html" | "htm" => Ok(|summary, tr| Ok(mirror::html(summary, tr))),
        _ => Err(CliError::usage(Message::new("cli-error-report-form").with("path", path.display()))),
    }
}

fn write_report(path: &Path, context: &Context, summary: &Summary) -> Result<(), CliError> {
    let text = form(path)?(summary, context.printer.tr()).map_err(|e| CliError::file(path, &std::io::Error::other(e)))?;
    // An error that quotes the server's answer might contain the token.
    let text = Redactor::global().redact(&text);
    write_output(path, text.as_bytes(), &context.printer)?;
    Ok(())
}
