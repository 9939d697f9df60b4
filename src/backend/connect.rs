//! Qase: where the token is, and whether the server answers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;

use super::event::Event;
use super::resolver::{CheckRequest, ConnectionCheck, ConnectionResolver, TokenLookup};
use super::state::Backend;
use crate::user_error::UserError;
use crate::view::Connection;
use voluptas_app::qase;
use voluptas_app::qase::connector::Checked;
use voluptas_core::base::Secret;
use voluptas_settings::{Account, Credentials, Origin, QaseFlags, QaseSection, Settings, SettingsError, StoreKind};

impl ConnectionResolver {
    /// The event of a lookup.
    fn event(&self) -> Event {
        Event::TokenFound(Box::new(self.look()))
    }

    /// Keeps or forgets a token, then looks again.
    fn replace(&self, events: &Sender<Event>, write: impl FnOnce(&Credentials) -> Result<(), SettingsError>) -> Event {
        match write(&self.credentials) {
            // A lookup that was begun before is late from here on. One that came in time is followed by this one.
            Ok(()) => {
                self.token_generation.fetch_add(1, Ordering::AcqRel);
            }
            Err(error) => {
                events.send(Event::Wrote(Err(UserError::of(&error)))).ok();
            }
        }
        self.event()
    }
}

impl Backend {
    /// Finds where the tokens of both accounts are. The keychain may take its time, so the answers come as events.
    pub fn look_for_tokens(&self) {
        let ([first, second], events) = (Account::ALL.map(|account| self.resolver(account, None)), self.events.0.clone());
        // One after the other: a keychain that has to be unlocked asks the person once.
        self.in_background(move || {
            events.send(first.event()).ok();
            second.event()
        });
    }

    /// Finds where the tokens of one account are.
    pub fn look_for_token(&self, account: Account) {
        let resolver = self.resolver(account, None);
        self.in_background(move || resolver.event());
    }

    /// Place of the token in force of an account; none without a token, or before the first lookup.
    pub fn in_force(&self, account: Account) -> Option<Origin> {
        self.token_statuses[account].as_ref().and_then(|s| s.in_force)
    }

    /// Number of times the token of an account had been replaced at the last lookup.
    pub fn token_generation(&self, account: Account) -> u64 {
        self.looked_up[account]
    }

    /// Takes over a lookup. One that was begun before the token was replaced is dropped: another one follows.
    pub fn take_tokens(&mut self, found: TokenLookup) -> Option<UserError> {
        let TokenLookup { account, token_status, connector, token_generation } = found;
        if token_generation < self.token_generations[account].load(Ordering::Acquire) {
            return None;
        }
        self.looked_up[account] = token_generation;
        let has = token_status.in_force.is_some();
        self.token_statuses[account] = Some(token_status);
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
        let (resolver, events) = (self.resolver(account, None), self.events.0.clone());
        self.writing(move || resolver.replace(&events, |c| c.save(kind, &token)));
    }

    /// Forgets the token of the place, then looks again.
    pub fn forget_token(&self, account: Account, kind: StoreKind) {
        let (resolver, events) = (self.resolver(account, None), self.events.0.clone());
        self.writing(move || resolver.replace(&events, |c| c.forget(kind)));
    }

    /// A resolver for an account, with these settings or with those in force.
    pub fn resolver(&self, account: Account, settings: Option<&Settings>) -> ConnectionResolver {
        let flags = match account {
            Account::Primary => self.flags.clone(),
            // Flags name the first account; what is common to both stays.
            Account::MirrorTarget => QaseFlags {
                requests_per_minute: self.flags.requests_per_minute,
                timeout_s: self.flags.timeout_s,
                ..QaseFlags::default()
            },
        };
        ConnectionResolver {
            settings: settings.unwrap_or(&self.settings).clone(),
            credentials: self.credentials[account].clone(),
            environment: self.environment.clone(),
            paths: self.paths.clone(),
            flags,
            token_generation: Arc::clone(&self.token_generations[account]),
        }
    }

    /// Tries the connection in the background.
    pub fn check(&mut self, request: CheckRequest) {
        let (account, typed) = (request.account, request.token.is_some() || request.settings.is_some());
        if !typed && account == Account::Primary {
            self.connection = Connection::Checking;
        }
        let resolver = self.resolver(account, request.settings.as_ref());
        let handle = self.runner.handle().clone();
        self.in_background(move || {
            let attempt = || -> Result<Checked, UserError> {
                let mut connector = resolver.connector()?;
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
                let trouble = UserError::from;
                let checked = handle
                    .block_on(async {
                        let connected = qase::connector::connect(&connector, request.token).await?;
                        qase::connector::check(&connected, project.as_deref()).await
                    })
                    .map_err(trouble)?;
                if checked.is_good() { Ok(checked) } else { Err(UserError::new(checked.message())) }
            };
            Event::Checked(Box::new(ConnectionCheck { account, result: attempt(), typed }))
        });
    }

    /// Takes over how the connection in force stands.
    pub fn take_checked(&mut self, tried: &ConnectionCheck, why: impl FnOnce(&UserError) -> String) {
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
