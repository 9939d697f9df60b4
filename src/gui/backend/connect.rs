//! Qase: where the token is, and whether the server answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;

use super::{Backend, Event, Trouble};
use crate::app::connection::{self, Checked, Connector};
use crate::base::Secret;
use crate::gui::view::Connection;
use crate::jobs::Failure;
use crate::settings::{
    Account, Credentials, Environment, Origin, Paths, QaseFlags, QaseSection, Settings, SettingsError, StoreKind, TokenStatus,
};

/// What to try. What is not given is taken from what is in force.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    /// Which account.
    pub account: Account,
    /// A token that was typed and is not kept.
    pub token: Option<Secret>,
    /// Settings that were typed and are not kept.
    pub settings: Option<Settings>,
}

/// How a try went.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Which account.
    pub account: Account,
    /// What was found, or why not.
    pub result: Result<Checked, Trouble>,
    /// It was tried with values that were only typed.
    pub typed: bool,
}

/// What it takes to find out how the workspace reaches an account; for background work.
#[derive(Debug, Clone)]
pub struct Reach {
    settings: Settings,
    credentials: Credentials,
    environment: Environment,
    paths: Paths,
    flags: QaseFlags,
    edition: Arc<AtomicU64>,
}

/// Where the tokens of an account are, and how it is reached.
#[derive(Debug)]
pub struct Surveyed {
    /// Which account.
    pub account: Account,
    /// Where its tokens are.
    pub survey: TokenStatus,
    /// How it is reached, or what is wrong with that.
    pub connector: Result<Connector, Trouble>,
    /// How often the token had been replaced when it was looked for.
    pub edition: u64,
}

impl Reach {
    /// Looks where tokens are, and decides what is in force. May wait for the keychain.
    #[must_use]
    pub fn look(&self) -> Surveyed {
        // Before anything is read: what is replaced meanwhile makes this late.
        let edition = self.edition.load(Ordering::Acquire);
        Surveyed {
            account: self.credentials.account(),
            survey: self.credentials.token_status(),
            connector: self.connector(),
            edition,
        }
    }

    fn event(&self) -> Event {
        Event::Surveyed(Box::new(self.look()))
    }

    /// Keeps or forgets a token, then looks again.
    fn replace(&self, events: &Sender<Event>, write: impl FnOnce(&Credentials) -> Result<(), SettingsError>) -> Event {
        match write(&self.credentials) {
            // From here on a survey that was begun before is late. One that came in time is followed by this one.
            Ok(()) => {
                self.edition.fetch_add(1, Ordering::AcqRel);
            }
            Err(error) => {
                events.send(Event::Wrote(Err(Trouble::of(&error)))).ok();
            }
        }
        self.event()
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
    /// Looks where the tokens of both accounts are. The keychain may take its time, so the answers come as events.
    pub fn look_for_tokens(&self) {
        let ([first, second], events) = (Account::ALL.map(|account| self.reach(account, None)), self.events.0.clone());
        // One after the other: a keychain that has to be unlocked asks the person once.
        self.in_background(move || {
            events.send(first.event()).ok();
            second.event()
        });
    }

    /// Looks where the tokens of one account are.
    pub fn look_for_token(&self, account: Account) {
        let reach = self.reach(account, None);
        self.in_background(move || reach.event());
    }

    /// Whose token of the account is used; none when it has none, or while that is not known yet.
    #[must_use]
    pub fn in_force(&self, account: Account) -> Option<Origin> {
        self.surveys[account].as_ref().and_then(|s| s.in_force)
    }

    /// How often the token of an account had been replaced when it was looked for.
    #[must_use]
    pub fn edition(&self, account: Account) -> u64 {
        self.taken[account]
    }

    /// Takes over where the tokens of an account are, and how it is reached; not from before the token was replaced, for there comes
    /// another survey.
    pub fn take_survey(&mut self, surveyed: Surveyed) -> Option<Trouble> {
        let Surveyed { account, survey, connector, edition } = surveyed;
        if edition < self.editions[account].load(Ordering::Acquire) {
            return None;
        }
        self.taken[account] = edition;
        let has = survey.in_force.is_some();
        self.surveys[account] = Some(survey);
        let trouble = connector.as_ref().err().cloned();
        self.connectors[account] = connector.ok();
        if account == Account::MirrorTarget {
            return trouble;
        }
        match (&self.connection, has) {
            (Connection::NoToken, true) => self.connection = Connection::Unchecked(self.settings.qase.project.clone()),
            (Connection::Unchecked(_), false) => self.connection = Connection::NoToken,
            _ => {}
        }
        trouble
    }

    /// Keeps a token in the chosen place, then looks again.
    pub fn keep_token(&self, account: Account, kind: StoreKind, token: Secret) {
        let (reach, events) = (self.reach(account, None), self.events.0.clone());
        self.in_background(move || reach.replace(&events, |c| c.save(kind, &token)));
    }

    /// Forgets the token of the place, then looks again.
    pub fn forget_token(&self, account: Account, kind: StoreKind) {
        let (reach, events) = (self.reach(account, None), self.events.0.clone());
        self.in_background(move || reach.replace(&events, |c| c.forget(kind)));
    }

    /// What it takes to find out how the workspace reaches an account, with these settings or with those in force.
    #[must_use]
    pub fn reach(&self, account: Account, settings: Option<&Settings>) -> Reach {
        let flags = match account {
            Account::Primary => self.flags.clone(),
            // Flags name the first account; what is common to both stays.
            Account::MirrorTarget => QaseFlags {
                requests_per_minute: self.flags.requests_per_minute,
                timeout_s: self.flags.timeout_s,
                ..QaseFlags::default()
            },
        };
        Reach {
            settings: settings.unwrap_or(&self.settings).clone(),
            credentials: self.credentials[account].clone(),
            environment: self.environment.clone(),
            paths: self.paths.clone(),
            flags,
            edition: Arc::clone(&self.editions[account]),
        }
    }

    /// Tries the connection in the background.
    pub fn check(&mut self, request: CheckRequest) {
        let (account, typed) = (request.account, request.token.is_some() || request.settings.is_some());
        if !typed && account == Account::Primary {
            self.connection = Connection::Checking;
        }
        let reach = self.reach(account, request.settings.as_ref());
        let handle = self.runner.handle().clone();
        self.in_background(move || {
            let attempt = || -> Result<Checked, Trouble> {
                let mut connector = reach.connector()?;
                // What a person has just typed is what they want to know about, whatever the environment says.
                match (request.settings, account) {
                    (Some(Settings { qase, .. }), Account::Primary) => {
                        connector.config.base_url.value = qase.base_url;
                        connector.config.project.value = qase.project;
                    }
                    (Some(Settings { second, .. }), Account::MirrorTarget) => {
                        let usual = || QaseSection::BASE_URL.to_owned();
                        connector.config.base_url.value = second.base_url.unwrap_or_else(usual);
                    }
                    (None, _) => {}
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
            Event::Checked(Box::new(Tried { account, result: attempt(), typed }))
        });
    }

    /// Takes over how the connection in force stands.
    pub fn take_checked(&mut self, tried: &Tried, why: impl FnOnce(&Trouble) -> String) {
        if tried.typed || tried.account == Account::MirrorTarget {
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
