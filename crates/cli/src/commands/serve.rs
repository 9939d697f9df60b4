//! `serve`: the workspace as a Qase-compatible server, until Ctrl-C or the system's order to end.

use crate::args::{ConnectionArgs, ServeArgs, Switch};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::interrupt::InterruptListener;
use crate::json::ServeAnswer;
use crate::resolve::Context;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use voluptas_app::integrations::credential::Credentials;
use voluptas_app::integrations::deliver::Outgoing;
use voluptas_app::integrations::key;
use voluptas_app::mirror::pairs::{Accounts, Backoff};
use voluptas_app::project;
use voluptas_core::base::{Secret, SystemClock};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_integrations::net::Policy;
use voluptas_mirror::Pair;
use voluptas_qase::model::Run;
use voluptas_server::faults::{Faults, Shares};
use voluptas_server::proxies::Proxies;
use voluptas_server::webhook::{Pairs, Webhook, WebhookConfig};
use voluptas_server::{GIVEN_TOKEN_MIN, Server, ServerConfig, Tls, TokenSource};
use voluptas_settings::{JsonLog, Redactor};
use voluptas_store::{Location, Store};

/// The variable with the server's token.
const TOKEN_VARIABLE: &str = "VOLUPTAS_SERVER_TOKEN";
/// The variables with the files of certificate and key.
const TLS_CERT_VARIABLE: &str = "VOLUPTAS_TLS_CERT";
const TLS_KEY_VARIABLE: &str = "VOLUPTAS_TLS_KEY";
/// The variable with the destination of JSON lines: a file, or `-` for standard output.
const LOG_VARIABLE: &str = "VOLUPTAS_LOG_JSON";
/// The variable with the secret that Qase sends along.
const SECRET_VARIABLE: &str = "QASE_WEBHOOK_SECRET";

/// Time for threads to end after the last request, such as those of the housekeeping. If one of them still holds the workspace at
/// the end of the process, the workspace is not closed, and its write-ahead log stays beside the file.
pub(super) const LAST_WORK: Duration = Duration::from_secs(5);

pub(super) fn run(args: &ServeArgs, context: &Context) -> Result<Exit, CliError> {
    let listen = address(&args.listen)?;
    if args.check_health {
        return super::health::check(listen, context);
    }
    let log = args.log_json.as_deref().or_else(|| context.environment.get(LOG_VARIABLE));
    let log = log.map(|to| JsonLog::new(to, &context.environment));
    let is_log_on_stdout = log == Some(JsonLog::Stdout);
    context.start_server_log(&context.paths.log_dir, log);
    let tls = tls(args, context)?;
    context.wait_for_database(args.database_attempts);
    let workspace = context.workspace()?;
    let wanted: Vec<(String, String)> = args.project.iter().map(|p| project(p)).collect();
    let auto_create_cases = args.auto_create_cases.map(|switch| switch == Switch::On);
    let projects = project::settings::ensure(&workspace.store, &wanted, auto_create_cases)?;
    let token = match context.environment.secret(TOKEN_VARIABLE) {
        Some(token) => {
            Redactor::global().hide(&token);
            if voluptas_server::is_weak(&token) {
                let weak = Message::new("cli-error-weak-token").with("variable", TOKEN_VARIABLE).count("least", GIVEN_TOKEN_MIN);
                return Err(
                    CliError::usage(weak).remedy(Message::new("cli-error-weak-token-remedy").with("variable", TOKEN_VARIABLE))
                );
            }
            TokenSource::Given(token)
        }
        None if args.new_token => TokenSource::Renewed,
        None => TokenSource::Kept,
    };
    let faults = Faults::seeded(args.fault_seed);
    faults.set_delay_ms(args.delay_ms);
    if let Some(share) = args.faults {
        let part = share.clamp(0.0, 0.9) / 4.0;
        faults.set_shares(Shares { too_many: part, server_error: part, cut_before: part, cut_after: part, retry_after: 0 });
    }
    let jobs = context.jobs()?;
    let hook = webhook(args.mirror_pairs.as_deref(), context, &workspace.store)?;
    let webhook = hook.as_ref().map(|(webhook, _)| webhook.clone());
    let outgoing = outgoing(args, context)?;
    let config = ServerConfig {
        listen,
        webhook,
        public_pages: args.public_pages,
        is_presigned: args.presigned,
        tls: tls.clone(),
        rate_limit: Some(args.rate_limit),
        address_rate_limit: Some(args.address_rate_limit),
        cors: args.cors_origin.clone(),
        grace: Duration::from_secs(args.grace.into()),
        proxies: Proxies::new(args.trusted_proxy.clone()),
        faults,
        oidc: super::oidc::config(&args.oidc, outgoing.public_url.clone(), context)?,
        set_parent_span: context.set_parent_span(),
        outgoing: Some(outgoing),
        ..ServerConfig::local(workspace.store.clone(), token)
    };
    // From here on: whoever sees that the server is ready may stop it at once.
    let terminated = order_to_end(jobs.handle());
    let server = jobs.handle().block_on(Server::start(config)).map_err(|e| not_listening(listen, e))?;
    let answer = ServeAnswer {
        base_url: server.base_url(),
        workspace: workspace.store.location().to_string(),
        projects: projects.iter().map(|p| p.code.clone()).collect(),
        new_token: server.made_token().map(|t| Secret::expose(t).to_owned()),
    };
    let printer = &context.printer;
    let greet = |say: &dyn Fn(&Message)| {
        say(&Message::new("cli-serve-listens").with("url", &answer.base_url).with("path", &answer.workspace));
        match &answer.new_token {
            Some(token) => say(&Message::new("cli-serve-token").with("token", token)),
            None => say(&Message::new("cli-serve-token-known").with("variable", TOKEN_VARIABLE)),
        }
        if hook.is_some() {
            say(&Message::new("cli-serve-webhook").with("url", format!("{}/webhook/qase", server.root_url())));
        }
        if answer.projects.is_empty() {
            say(&Message::new("cli-serve-no-project"));
        }
        say(&Message::new("cli-serve-end"));
    };
    // Each line of standard output is JSON then.
    if is_log_on_stdout && !printer.is_json() && !printer.is_quiet() {
        greet(&|message| printer.note(message));
    } else {
        printer.answer(&answer, |out| greet(&|message| out.say(message)));
    }
    // A token that was not shown is useless: the server must not start with it.
    if printer.flush().is_some() {
        return Ok(Exit::Failed);
    }
    // It was shown; from here on it must not appear anywhere.
    if let Some(token) = server.made_token() {
        Redactor::global().hide(token);
    }
    if args.public_pages {
        printer.warn(&Message::new("cli-serve-public-pages"));
    }
    if let Some(key) = tls.as_ref().and_then(|tls| tls.open_key_file.as_ref()) {
        printer.warn(&Message::new("cli-serve-open-key").with("path", key.display()));
    }
    if tls.is_none() && !listen.ip().is_loopback() {
        printer.warn(&Message::new("cli-serve-open").with("address", listen));
    }
    if let Some(folder) = local_attachments(&workspace.store) {
        printer.warn(&Message::new("cli-serve-local-attachments").with("path", folder.display()));
    }
    let listening = InterruptListener::begin();
    let requests = jobs.handle().block_on(async {
        // Dropped at the end: unfinished deliveries are on disk and are repeated at the next start.
        let work = async {
            match hook {
                Some((webhook, accounts)) => webhook.work(accounts, Backoff::default()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = until_told_to_stop(&listening, terminated) => {}
            () = work => {}
        }
        let requests = server.stats().requests();
        server.shutdown().await;
        requests
    });
    jobs.end(LAST_WORK);
    printer.note(&Message::new("cli-serve-ended").count("count", requests));
    Ok(Exit::Done)
}

/// The folder with the attachments of a workspace in PostgreSQL. Servers on other computers share the database and not this folder.
fn local_attachments(store: &Store) -> Option<PathBuf> {
    if !matches!(store.location(), Location::Server { .. }) {
        return None;
    }
    store.blob_place().ok()?.folder().map(Path::to_owned)
}

/// Settings and secrets for the delivery of webhooks.
fn outgoing(args: &ServeArgs, context: &Context) -> Result<Outgoing, CliError> {
    let key = key::ensure(&context.environment, &context.paths).map_err(|error| {
        CliError::new(Exit::Failed, Message::new("cli-error-secret-key").with("variable", key::VARIABLE)).remedy(error.message())
    })?;
    let networks = Proxies::new(args.webhook_network.clone());
    let policy = Policy::default().allow_private(args.allow_private_webhooks).except(move |address| networks.contain(address));
    let public_url = args.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    if public_url.as_deref().is_some_and(|url| !voluptas_core::domain::issue::is_page(url)) {
        return Err(CliError::usage(Message::new("cli-error-public-url")));
    }
    let credentials = Some(Credentials::new(&context.environment, &context.paths));
    Ok(Outgoing { policy, public_url, credentials, ..Outgoing::new(key) })
}

/// Certificate and key of `--tls-cert` and `--tls-key`, or of their variables.
fn tls(args: &ServeArgs, context: &Context) -> Result<Option<Tls>, CliError> {
    let file = |flag: &Option<PathBuf>, variable| flag.clone().or_else(|| context.environment.get(variable).map(PathBuf::from));
    let missing = |flag: &str, variable: &str| {
        CliError::usage(Message::new("cli-error-tls-half").with("flag", flag).with("variable", variable))
    };
    match (file(&args.tls_cert, TLS_CERT_VARIABLE), file(&args.tls_key, TLS_KEY_VARIABLE)) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(missing("--tls-key", TLS_KEY_VARIABLE)),
        (None, Some(_)) => Err(missing("--tls-cert", TLS_CERT_VARIABLE)),
        (Some(certificate), Some(key)) => {
            Tls::read(&certificate, &key).map(Some).map_err(|e| CliError::new(Exit::Failed, e.message()))
        }
    }
}

/// The receiver of Qase's webhook with the accounts that it mirrors between. `None` without a file of pairs and without a secret.
fn webhook(file: Option<&Path>, context: &Context, store: &Store) -> Result<Option<(Webhook, Accounts)>, CliError> {
    let secret = context.environment.secret(SECRET_VARIABLE);
    if file.is_none() && secret.is_none() {
        return Ok(None);
    }
    let pairs = match file {
        Some(file) => Pairs::Given(pairs_of(file, context)?),
        None => Pairs::Kept(store.clone()),
    };
    let secret = secret
        .ok_or_else(|| CliError::new(Exit::Auth, Message::new("cli-error-webhook-secret").with("variable", SECRET_VARIABLE)))?;
    Redactor::global().hide(&secret);
    let connection = ConnectionArgs { project: None, base_url: None, token_file: None, requests_per_minute: None, timeout: None };
    // Pairs within the first account do not need the second one; other pairs report that it is missing.
    let second = match context.second_account() {
        Ok(Some(connector)) => connector.client().map(|c| c.client).map_err(|f| f.message),
        Ok(None) => Err(Message::new("app-remedy-no-second-account")),
        Err(stop) => Err(stop.message),
    };
    let second = second.inspect_err(|why| tracing::warn!(key = %why.key, "there is no second account")).ok();
    let first = context.connector(&connection)?.client().map_err(|failure| {
        let is_missing = failure.kind == voluptas_jobs::FailureKind::Auth;
        let message = Message::new("cli-error-webhook-token").with("variable", SECRET_VARIABLE);
        if is_missing { CliError::new(Exit::Auth, message).remedy(Message::new("cli-remedy-no-token")) } else { failure.into() }
    })?;
    let accounts = Accounts { first: first.client, second };
    let folder = store.path().with_extension("deliveries");
    let config =
        WebhookConfig { secret, pairs, folder: folder.clone(), clock: Arc::new(SystemClock), history: Some(store.clone()) };
    let webhook = Webhook::open(config).map_err(|e| CliError::file(&folder, &e))?;
    Ok(Some((webhook, accounts)))
}

/// The pairs of a file.
fn pairs_of(file: &Path, context: &Context) -> Result<Vec<Pair>, CliError> {
    let wrong = |reason: String| {
        CliError::usage(Message::new("cli-error-mirror-pairs").with("path", file.display()).with("reason", reason))
    };
    let bytes = std::fs::read(file).map_err(|e| CliError::file(file, &e))?;
    let pairs: Vec<Pair> = serde_json::from_slice(&bytes).map_err(|e| wrong(e.to_string()))?;
    for pair in &pairs {
        let checked = pair.options(&Run::default()).check();
        checked.map_err(|e| wrong(context.printer.tr().message(&e.message())))?;
    }
    Ok(pairs)
}

/// Explains why the server does not start; an error of the network names the address and not the disk.
fn not_listening(listen: SocketAddr, error: voluptas_store::Error) -> CliError {
    match error {
        voluptas_store::Error::Io { path, source } if path == Path::new(&listen.to_string()) => {
            let kind = match source.kind() {
                std::io::ErrorKind::AddrInUse => "in-use",
                std::io::ErrorKind::AddrNotAvailable => "not-here",
                std::io::ErrorKind::PermissionDenied => "denied",
                _ => "other",
            };
            let message = Message::new("cli-error-address").with("address", listen).with("kind", kind).with("reason", source);
            CliError::new(Exit::Failed, message).remedy(Message::new("cli-remedy-address"))
        }
        error => error.into(),
    }
}

/// `127.0.0.1:8420`, `localhost:0`, `[::1]:80`, or a port alone, which is one of this machine.
fn address(text: &str) -> Result<SocketAddr, CliError> {
    let wrong = || CliError::usage(Message::new("cli-error-listen").with("value", text));
    if let Ok(port) = text.trim_start_matches(':').parse::<u16>() {
        return Ok(SocketAddr::from(([127, 0, 0, 1], port)));
    }
    text.to_socket_addrs().ok().and_then(|mut found| found.next()).ok_or_else(wrong)
}

/// `SHOP` or `SHOP=The shop`.
fn project(text: &str) -> (String, String) {
    let (code, title) = text.split_once('=').unwrap_or((text, text));
    (code.trim().to_owned(), title.trim().to_owned())
}

/// Ends with the order of the system to end, which is heard from this call on.
#[cfg(unix)]
fn order_to_end(runtime: &Handle) -> impl Future<Output = ()> + use<> {
    let _context = runtime.enter();
    let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    async move {
        match signal {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    }
}

#[cfg(not(unix))]
fn order_to_end(_: &Handle) -> impl Future<Output = ()> + use<> {
    std::future::pending::<()>()
}

async fn until_told_to_stop(listening: &InterruptListener, terminated: impl Future<Output = ()>) {
    let interrupt = async {
        if let Err(e) = listening.interrupted().await {
            tracing::error!(error = %e, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_people_write_them() {
        assert_eq!(address("8420").expect("port").to_string(), "127.0.0.1:8420");
        assert_eq!(address(":0").expect("port").to_string(), "127.0.0.1:0");
        assert_eq!(address("127.0.0.1:9").expect("address").port(), 9);
        assert!(address("nowhere").is_err());
        assert_eq!(project("SHOP=The shop"), ("SHOP".to_owned(), "The shop".to_owned()));
        assert_eq!(project("SHOP").1, "SHOP");
    }
}
