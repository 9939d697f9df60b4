//! The workspace's connection to Qase: builds the client from the settings in force, and checks the connection.

use crate::workspace;
use serde::Serialize;
use std::time::Duration;
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, Failure, FailureKind, JobHandle, JobRunner, JobSpec, Report, Reportable};
use voluptas_qase::{BaseUrl, Client, ClientConfig, Error};
use voluptas_settings::{Credentials, EnvFile, Environment, Origin, Paths, QaseConfig, QaseFlags, Settings, SettingsError};

/// Settings and credentials of an account of Qase. The token may still have to be read from the keychain. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Connector {
    /// The values in force, each with its origin.
    pub config: QaseConfig,
    credentials: Credentials,
}

impl Connector {
    /// Finds the values in force for the account of the credentials. Reads `credentials/qase.env`, but not the keychain yet.
    ///
    /// # Errors
    /// A value that the setting cannot have, or a credentials file that cannot be read.
    pub fn resolve(
        settings: &Settings,
        credentials: &Credentials,
        env: &Environment,
        paths: &Paths,
        flags: &QaseFlags,
    ) -> Result<Self, SettingsError> {
        let file = EnvFile::load(&paths.credentials_file)?;
        let config = QaseConfig::resolve(credentials.account(), flags, env, &file, settings)?;
        Ok(Self { config, credentials: credentials.clone() })
    }

    /// A client with the token in force. May block until a person has unlocked the keychain: not for the UI thread.
    ///
    /// # Errors
    /// A missing token, an invalid address, or one that would send the token unencrypted.
    pub fn client(&self) -> Result<Connected, Failure> {
        let found = self.credentials.resolve().map_err(|e| workspace::failure::of_settings(&e))?;
        let client = self.client_with(found.token).map_err(|e| workspace::failure::of_qase(&e))?;
        Ok(Connected { client, token_from: found.origin })
    }

    /// A client with the given token, for a token that was typed and is not stored yet.
    pub fn client_with(&self, token: Secret) -> Result<Client, Error> {
        Client::new(client_config(&self.config, token))
    }

    /// The name under which the workspace knows the account: the normalised address. An address that no client accepts stays as it
    /// was written.
    pub fn account(&self) -> String {
        let written = &self.config.base_url.value;
        BaseUrl::parse(written).map_or_else(|_| written.clone(), |url| url.to_string())
    }

    /// The project code in force.
    ///
    /// # Errors
    /// No project was named.
    pub fn project(&self) -> Result<String, Failure> {
        let code = self.config.project.value.clone().ok_or_else(|| Failure {
            kind: FailureKind::Usage,
            message: Message::new("app-error-no-project"),
            remedy: Some(Message::new("app-remedy-no-project")),
        })?;
        Ok(code.trim().to_uppercase())
    }
}

/// The configuration of a client by the settings in force. The check keeps its shorter time limit, because a person waits for it.
pub fn client_config(config: &QaseConfig, token: Secret) -> ClientConfig {
    let timeout = Duration::from_secs(config.timeout_s.value.into());
    let defaults = ClientConfig::new(token).with_base_url(config.base_url.value.clone());
    ClientConfig {
        requests_per_minute: config.requests_per_minute.value,
        check_timeout: timeout.min(defaults.check_timeout),
        timeout,
        late_write: Duration::from_secs(config.late_write_s.value.into()),
        cache_ttl: Duration::from_secs(u64::from(config.cache_minutes.value) * 60),
        ..defaults
    }
}

/// A client, and the origin of its token.
#[derive(Debug, Clone)]
pub struct Connected {
    pub client: Client,
    /// Origin of the token.
    pub token_from: Origin,
}

/// The result of a connection check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The address that answered.
    pub base_url: String,
    /// Origin of the token.
    pub token_from: Origin,
    /// Number of projects that the token can see.
    pub projects_seen: u64,
    /// The requested project code.
    pub asked: Option<String>,
    /// Code and title of the requested project; `None` when the token does not see it.
    pub project: Option<(String, String)>,
    /// Duration of the first answer in milliseconds.
    pub round_trip_ms: u64,
}

impl Checked {
    /// True when the requested project exists, or no project was requested.
    pub fn is_good(&self) -> bool {
        self.asked.is_none() || self.project.is_some()
    }

    /// The result of the check, in a sentence.
    pub fn message(&self) -> Message {
        match (&self.asked, &self.project) {
            (_, Some((code, title))) => Message::new("app-check-good").with("code", code).with("title", title),
            (Some(code), None) => Message::new("app-check-no-project").with("code", code).count("count", self.projects_seen),
            (None, None) => Message::new("app-check-token").count("count", self.projects_seen),
        }
    }
}

impl Reportable for Checked {
    fn report(&self) -> Report {
        let report = Report::default().count("projects", self.projects_seen);
        if self.is_good() { report } else { Report { warnings: vec![self.message()], ..report } }
    }
}

/// Checks that the token is valid and sees the project. A project that the token does not see is part of the result and no error.
pub async fn check(connected: &Connected, project: Option<&str>) -> Result<Checked, Failure> {
    let client = &connected.client;
    let project = project.map(str::trim).filter(|p| !p.is_empty());
    let found = client.check_connection(project).await.map_err(|e| of_address(&e))?;
    Ok(Checked {
        base_url: client.base_url().to_owned(),
        token_from: connected.token_from,
        projects_seen: found.projects_seen,
        asked: project.map(str::to_uppercase),
        project: found.project.map(|p| (p.code, p.title)),
        round_trip_ms: u64::try_from(found.round_trip.as_millis()).unwrap_or(u64::MAX),
    })
}

/// The reason why the list of projects could not be read. A missing list means that the address is not that of Qase's API.
fn of_address(error: &Error) -> Failure {
    let failure = workspace::failure::of_qase(error);
    match failure.kind {
        FailureKind::Missing => Failure { kind: FailureKind::Usage, ..failure },
        _ => failure,
    }
}

/// Runs [`check`] as a job. `typed` is a token that is not stored yet; without it the token in force is used.
///
/// # Errors
/// Another check is running.
pub fn check_job(runner: &JobRunner, connector: Connector, typed: Option<Secret>) -> Result<JobHandle<Checked>, Busy> {
    let spec = JobSpec::new("check_connection", Message::new("app-job-check"));
    runner.spawn(spec, |ctx| async move {
        ctx.stage(Message::new("app-job-check"), None);
        let project = connector.config.project.value.clone();
        let mut connected = connect(&connector, typed).await?;
        connected.client = connected.client.with_cancel(ctx.token().clone());
        Ok(check(&connected, project.as_deref()).await?)
    })
}

/// The client of a job. The keychain may block, so it is read on a thread that may block.
pub async fn connect(connector: &Connector, typed: Option<Secret>) -> Result<Connected, Failure> {
    let connector = connector.clone();
    let made = tokio::task::spawn_blocking(move || match typed {
        Some(token) => match connector.client_with(token) {
            Ok(client) => Ok(Connected { client, token_from: Origin::Session }),
            Err(e) => Err(workspace::failure::of_qase(&e)),
        },
        None => connector.client(),
    });
    made.await.unwrap_or_else(|_| Err(workspace::failure::internal()))
}
