//! Limits of projects, in memory. Most projects have no limit, and their writes need no measuring.

use super::error::ApiError;
use axum::http::StatusCode;
use parking_lot::RwLock;
use std::collections::HashMap;
use voluptas_app::project::limits::ExceededLimit;
use voluptas_store::project_rules::Limits;
use voluptas_store::{Result, Store};

/// The limits of projects, by code. Read again with users and tokens, twice a second.
#[derive(Debug, Default)]
pub struct Quotas(RwLock<HashMap<String, Limits>>);

impl Quotas {
    /// The limits of a project; `None` for one without.
    pub fn of(&self, code: &str) -> Option<Limits> {
        let limits = self.0.read();
        if limits.is_empty() { None } else { limits.get(&code.trim().to_ascii_uppercase()).copied() }
    }

    /// Reads the limits.
    pub fn refresh(&self, store: &Store) -> Result<()> {
        let limits: HashMap<String, Limits> = store.read(|tx| tx.project_rules().all_limits())?.into_iter().collect();
        *self.0.write() = limits;
        Ok(())
    }
}

/// 422 for a write that would exceed a limit. Not 507, because clients repeat requests that fail with a status of 500 or above,
/// and repeating does not help here.
pub fn refusal(passed: ExceededLimit) -> ApiError {
    let what = match passed.what {
        "attachment_bytes" => "bytes of attachments",
        other => other,
    };
    let message = format!(
        "The project has reached its limit of {what}: {}. Nothing was stored; remove something, or ask an administrator for more.",
        passed.limit
    );
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, message)
}
