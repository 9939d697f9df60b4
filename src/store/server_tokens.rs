//! Tokens of the embedded server. Only their hashes are kept.

use super::error::Result;
use super::{Aggregate, Tx};
use crate::p;

/// Tokens in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct ServerTokens<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The tokens of the embedded server.
    #[must_use]
    pub fn server_tokens(&self) -> ServerTokens<'_> {
        ServerTokens(self)
    }
}

impl ServerTokens<'_> {
    /// Hashes of the tokens that are in force.
    ///
    /// # Errors
    /// As the engine says.
    pub fn hashes(&self) -> Result<Vec<String>> {
        self.0.all("SELECT token_hash FROM server_tokens WHERE revoked_ms IS NULL ORDER BY id", &[], |r| r.text(0))
    }

    /// Puts a token in force.
    ///
    /// # Errors
    /// As the engine says.
    pub fn add(&self, title: &str, hash: &str) -> Result<()> {
        self.0.insert(
            "INSERT INTO server_tokens (token_hash, title, created_ms) VALUES (?1, ?2, ?3)",
            p![hash, title, self.0.now()],
        )?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }

    /// Takes every token out of force.
    ///
    /// # Errors
    /// As the engine says.
    pub fn revoke_all(&self) -> Result<()> {
        self.0.execute("UPDATE server_tokens SET revoked_ms = ?1 WHERE revoked_ms IS NULL", p![self.0.now()])?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }
}
