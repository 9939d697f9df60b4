//! Prepared statements of a connection.

use super::error::Failure;
use super::network::wait;
use super::sql;
use std::collections::HashMap;
use tokio_postgres::{Client, Statement};

/// Maximum number of kept statements.
const MOST: usize = 400;

/// Statements by their text, the least recently used ones given up first.
#[derive(Default)]
pub(super) struct Statements {
    kept: HashMap<String, (Statement, u64)>,
    uses: u64,
}

impl Statements {
    /// Forgets everything: another connection knows none of them.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    /// The statement of a text, prepared at its first use.
    pub(super) fn get(&mut self, client: &Client, text: &str) -> Result<Statement, Failure> {
        self.uses += 1;
        if let Some((statement, used)) = self.kept.get_mut(text) {
            *used = self.uses;
            return Ok(statement.clone());
        }
        let statement = wait(client.prepare(&sql::translate(text))).map_err(|e| Failure::from(e).of_statement(text))?;
        if self.kept.len() >= MOST {
            let mut used: Vec<u64> = self.kept.values().map(|(_, used)| *used).collect();
            used.sort_unstable();
            let limit = used[MOST / 4];
            self.kept.retain(|_, (_, used)| *used > limit);
        }
        self.kept.insert(text.to_owned(), (statement.clone(), self.uses));
        Ok(statement)
    }
}
