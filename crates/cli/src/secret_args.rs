//! Arguments of `secrets`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `secrets`.
#[derive(Debug, Args)]
pub struct SecretsArgs {
    /// Action on the secrets.
    #[command(subcommand)]
    pub command: SecretsCommand,
}

/// Actions on the secrets of services in the keychain.
#[derive(Debug, Subcommand)]
pub enum SecretsCommand {
    /// Stores one.
    Set(SecretSet),
    /// Removes one.
    Remove(SecretRemove),
}

/// `secrets set`.
#[derive(Debug, Args)]
pub struct SecretSet {
    /// The service: `postgres://USER@HOST/DATABASE`, or `s3://BUCKET`.
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// Id of the key of a bucket. No secret.
    #[arg(long, value_name = "ID")]
    pub key_id: Option<String>,
    /// File with the secret in its first line; `-` reads standard input.
    #[arg(long, value_name = "FILE", default_value = "-", hide_default_value = true)]
    pub from: PathBuf,
}

/// `secrets remove`.
#[derive(Debug, Args)]
pub struct SecretRemove {
    /// The service, as it was given to `secrets set`.
    #[arg(value_name = "ADDRESS")]
    pub address: String,
}
