//! Qase: where the token is, and whether the server answers.

use std::time::Duration;

use super::{Backend, Event, Trouble};
use crate::base::Secret;
use crate::domain::Message;
use crate::gui::view::Connection;
use crate::qase::{Client, ClientConfig};
use crate::settings::{EnvFile, QaseConfig, StoreKind};

/// What to try. Blank parts are taken from what is in force.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    /// A token that was typed; none tries the one in force.
    pub token: Option<Secret>,
    /// The address; none tries the one in force.
    pub base_url: Option<String>,
    /// The project's code; `Some("")` asks for none.
    pub project: Option<String>,
}

/// How a try went.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The project's code and title and the round trip in milliseconds, or why not.
    pub result: Result<CheckedProject, Trouble>,
    /// It was tried with values that were only typed.
    pub typed: bool,
}

/// What a good try found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedProject {
    /// Code and title of the project; none when none was asked for.
    pub project: Option<(String, String)>,
    /// How many projects the token sees.
    pub projects: u64,
    /// Milliseconds from question to answer.
    pub millis: i64,
}

impl Backend {
    /// Looks where tokens are. The keychain may take its time, so the answer comes as an event.
    pub fn look_for_token(&self) {
        let credentials = self.credentials.clone();
        self.in_background(move || Event::Surveyed(Box::new(credentials.survey())));
    }

    /// Takes over where tokens are.
    pub fn take_survey(&mut self, survey: crate::settings::Survey) {
        let has = survey.in_force.is_some();
        self.survey = Some(survey);
        match (&self.connection, has) {
            (Connection::NoToken, true) => self.connection = Connection::Unchecked(self.settings.qase.project.clone()),
            (Connection::Unchecked(_), false) => self.connection = Connection::NoToken,
            _ => {}
        }
    }

    /// Keeps a token in the chosen place, then looks again.
    pub fn keep_token(&self, kind: StoreKind, token: Secret) {
        let credentials = self.credentials.clone();
        let events = self.events.0.clone();
        self.in_background(move || {
            if let Err(error) = credentials.save(kind, &token) {
                events.send(Event::Wrote(Err(Trouble::of(&error)))).ok();
            }
            Event::Surveyed(Box::new(credentials.survey()))
        });
    }

    /// Forgets the token of the place, then looks again.
    pub fn forget_token(&self, kind: StoreKind) {
        let credentials = self.credentials.clone();
        let events = self.events.0.clone();
        self.in_background(move || {
            if let Err(error) = credentials.forget(kind) {
                events.send(Event::Wrote(Err(Trouble::of(&error)))).ok();
            }
            Event::Surveyed(Box::new(credentials.survey()))
        });
    }

    /// What is in force for Qase, apart from the token. Reads the small credentials file.
    ///
    /// # Errors
    /// A variable or a key that is no number or no address.
    pub fn qase_config(&self) -> Result<QaseConfig, Trouble> {
        let file = EnvFile::load(&self.paths.credentials_file).map_err(|e| Trouble::of(&e))?;
        QaseConfig::resolve(&self.flags, &self.environment, &file, &self.settings).map_err(|e| Trouble::of(&e))
    }

    /// Tries the connection in the background.
    pub fn check(&mut self, request: CheckRequest) {
        let typed = request.token.is_some() || request.base_url.is_some();
        if !typed {
            self.connection = Connection::Checking;
        }
        let (credentials, settings) = (self.credentials.clone(), self.settings.clone());
        let (flags, environment, path) = (self.flags.clone(), self.environment.clone(), self.paths.credentials_file.clone());
        let (clock, handle) = (self.clock.clone(), self.runner.handle().clone());
        self.in_background(move || {
            let attempt = || -> Result<CheckedProject, Trouble> {
                let file = EnvFile::load(&path).map_err(|e| Trouble::of(&e))?;
                let config = QaseConfig::resolve(&flags, &environment, &file, &settings).map_err(|e| Trouble::of(&e))?;
                let token = match request.token {
                    Some(token) => token,
                    None => credentials.resolve().map_err(|e| Trouble::of(&e))?.token,
                };
                let mut client = ClientConfig::new(token).with_base_url(request.base_url.unwrap_or(config.base_url.value));
                client.timeout = Duration::from_secs(u64::from(config.timeout_s.value));
                client.requests_per_minute = config.requests_per_minute.value;
                client.clock = clock;
                let client = Client::new(client).map_err(|e| Trouble::of(&e))?;
                let project = request.project.or(config.project.value).filter(|p| !p.trim().is_empty());
                let check = handle.block_on(client.check_connection(project.as_deref())).map_err(|e| Trouble::of(&e))?;
                match (&project, &check.project) {
                    (Some(code), None) => Err(Trouble {
                        message: Message::new("gui-check-no-project").with("project", code),
                        remedy: Some(Message::new("gui-check-no-project-remedy").count("n", check.projects_seen)),
                    }),
                    _ => Ok(CheckedProject {
                        project: check.project.map(|p| (p.code, p.title)),
                        projects: check.projects_seen,
                        millis: i64::try_from(check.round_trip.as_millis()).unwrap_or(i64::MAX),
                    }),
                }
            };
            Event::Checked(Checked { result: attempt(), typed })
        });
    }

    /// Takes over how the connection in force stands.
    pub fn take_checked(&mut self, checked: &Checked, why: impl FnOnce(&Trouble) -> String) {
        if checked.typed {
            return;
        }
        self.connection = match &checked.result {
            Ok(found) => Connection::Connected {
                label: found.project.as_ref().map_or_else(|| found.projects.to_string(), |(code, _)| code.clone()),
                millis: found.millis,
            },
            Err(trouble) => Connection::Failed(why(trouble)),
        };
    }
}
