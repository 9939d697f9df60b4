//! Qase: where the token is, and whether the server answers.

use super::{Backend, Event, Trouble};
use crate::app::connection::{self, Checked, Connector};
use crate::base::Secret;
use crate::gui::view::Connection;
use crate::jobs::Failure;
use crate::settings::{Credentials, Environment, Paths, QaseFlags, Settings, StoreKind};

/// What to try. What is not given is taken from what is in force.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    /// A token that was typed and is not kept.
    pub token: Option<Secret>,
    /// Settings that were typed and are not kept.
    pub settings: Option<Settings>,
}

/// How a try went.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What was found, or why not.
    pub result: Result<Checked, Trouble>,
    /// It was tried with values that were only typed.
    pub typed: bool,
}

/// What it takes to find out how the workspace reaches Qase; for background work.
#[derive(Debug, Clone)]
pub struct Reach {
    settings: Settings,
    credentials: Credentials,
    environment: Environment,
    paths: Paths,
    flags: QaseFlags,
}

impl Reach {
    /// Looks where tokens are, and decides what is in force. May wait for the keychain.
    fn look(&self) -> Event {
        Event::Surveyed(Box::new(self.credentials.survey()), Box::new(self.connector()))
    }

    /// Decides what is in force. Reads the small credentials file: not for the UI thread.
    ///
    /// # Errors
    /// A variable or a key that is no number or no address.
    pub fn connector(&self) -> Result<Connector, Trouble> {
        Connector::resolve(&self.settings, &self.credentials, &self.environment, &self.paths, &self.flags)
            .map_err(|e| Trouble::of(&e))
    }
}

impl Backend {
    /// Looks where tokens are. The keychain may take its time, so the answer comes as an event.
    pub fn look_for_token(&self) {
        let reach = self.reach(None);
        self.in_background(move || reach.look());
    }

    /// Takes over where tokens are, and how Qase is reached.
    pub fn take_survey(&mut self, survey: crate::settings::Survey, connector: Result<Connector, Trouble>) -> Option<Trouble> {
        let has = survey.in_force.is_some();
        self.survey = Some(survey);
        let trouble = connector.as_ref().err().cloned();
        self.connector = connector.ok();
        match (&self.connection, has) {
            (Connection::NoToken, true) => self.connection = Connection::Unchecked(self.settings.qase.project.clone()),
            (Connection::Unchecked(_), false) => self.connection = Connection::NoToken,
            _ => {}
        }
        trouble
    }

    /// Keeps a token in the chosen place, then looks again.
    pub fn keep_token(&self, kind: StoreKind, token: Secret) {
        let (reach, events) = (self.reach(None), self.events.0.clone());
        self.in_background(move || {
            if let Err(error) = reach.credentials.save(kind, &token) {
                events.send(Event::Wrote(Err(Trouble::of(&error)))).ok();
            }
            reach.look()
        });
    }

    /// Forgets the token of the place, then looks again.
    pub fn forget_token(&self, kind: StoreKind) {
        let (reach, events) = (self.reach(None), self.events.0.clone());
        self.in_background(move || {
            if let Err(error) = reach.credentials.forget(kind) {
                events.send(Event::Wrote(Err(Trouble::of(&error)))).ok();
            }
            reach.look()
        });
    }

    /// What it takes to find out how the workspace reaches Qase, with these settings or with those in force.
    #[must_use]
    pub fn reach(&self, settings: Option<&Settings>) -> Reach {
        Reach {
            settings: settings.unwrap_or(&self.settings).clone(),
            credentials: self.credentials.clone(),
            environment: self.environment.clone(),
            paths: self.paths.clone(),
            flags: self.flags.clone(),
        }
    }

    /// Tries the connection in the background.
    pub fn check(&mut self, request: CheckRequest) {
        let typed = request.token.is_some() || request.settings.is_some();
        if !typed {
            self.connection = Connection::Checking;
        }
        let reach = self.reach(request.settings.as_ref());
        let handle = self.runner.handle().clone();
        self.in_background(move || {
            let attempt = || -> Result<Checked, Trouble> {
                let mut connector = reach.connector()?;
                // What a person has just typed is what they want to know about, whatever the environment says.
                if let Some(q) = request.settings.map(|s| s.qase) {
                    connector.config.base_url.value = q.base_url;
                    connector.config.project.value = q.project;
                }
                let project = connector.config.project.value.clone();
                let trouble = |f: Failure| Trouble { message: f.message, remedy: f.remedy };
                let checked = handle
                    .block_on(async {
                        let connected = connection::connect(&connector, request.token).await?;
                        connection::check(&connected, project.as_deref()).await
                    })
                    .map_err(trouble)?;
                if checked.is_good() { Ok(checked) } else { Err(Trouble { message: checked.message(), remedy: None }) }
            };
            Event::Checked(Box::new(Tried { result: attempt(), typed }))
        });
    }

    /// Takes over how the connection in force stands.
    pub fn take_checked(&mut self, tried: &Tried, why: impl FnOnce(&Trouble) -> String) {
        if tried.typed {
            return;
        }
        self.connection = match &tried.result {
            Ok(found) => Connection::Connected {
                label: found.project.as_ref().map_or_else(|| found.projects_seen.to_string(), |(code, _)| code.clone()),
                millis: i64::try_from(found.round_trip_ms).unwrap_or(i64::MAX),
            },
            Err(trouble) => Connection::Failed(why(trouble)),
        };
    }
}
