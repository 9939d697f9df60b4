//! The settings and the token that are in force for an account, and the tries of its connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::user_error::UserError;
use voluptas_app::qase::connector::{Checked, Connector};
use voluptas_core::base::Secret;
use voluptas_settings::{Account, Credentials, Environment, Paths, QaseFlags, Settings, TokenStatus};

/// A connection to try. Missing parts are those in force.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    pub account: Account,
    /// A token that was typed and is not kept.
    pub token: Option<Secret>,
    /// Settings that were typed and are not kept.
    pub settings: Option<Settings>,
}

/// The outcome of a try.
#[derive(Debug, Clone)]
pub struct ConnectionCheck {
    pub account: Account,
    /// The answer of the server, or the failure.
    pub result: Result<Checked, UserError>,
    /// True for a try with typed values that are not saved.
    pub typed: bool,
}

/// Finds tokens and connection settings of an account. Owns copies of everything it needs, for background work.
#[derive(Debug, Clone)]
pub struct ConnectionResolver {
    pub(super) settings: Settings,
    pub(super) credentials: Credentials,
    pub(super) environment: Environment,
    pub(super) paths: Paths,
    pub(super) flags: QaseFlags,
    pub(super) token_generation: Arc<AtomicU64>,
}

/// Token places and connection of an account, as [`ConnectionResolver::look`] found them.
#[derive(Debug)]
pub struct TokenLookup {
    pub account: Account,
    /// The places of its tokens.
    pub token_status: TokenStatus,
    /// The connection, or the fault of its settings.
    pub connector: Result<Connector, UserError>,
    /// Number of times the token had been replaced when the lookup began.
    pub token_generation: u64,
}

impl ConnectionResolver {
    /// Looks up tokens and connection. May wait for the keychain.
    pub fn look(&self) -> TokenLookup {
        // Before anything is read: what is replaced meanwhile makes this late.
        let token_generation = self.token_generation.load(Ordering::Acquire);
        TokenLookup {
            account: self.credentials.account(),
            token_status: self.credentials.token_status(),
            connector: self.connector(),
            token_generation,
        }
    }

    /// Decides the settings and the token in force. Reads the credentials file, so it must not be called on the UI thread.
    ///
    /// # Errors
    /// A variable or a key with an invalid number or address.
    pub fn connector(&self) -> Result<Connector, UserError> {
        Connector::resolve(&self.settings, &self.credentials, &self.environment, &self.paths, &self.flags)
            .map_err(|e| UserError::of(&e))
    }
}
