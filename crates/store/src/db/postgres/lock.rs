//! Locks of a workspace on a server that last longer than a transaction: one holder over all computers.

use super::Conn;
use super::server::Server;
use crate::db::Db;
use crate::db::connection::Engine;
use crate::error::{Error, Result};
use parking_lot::Mutex;
use std::sync::Arc;

/// A held lock. It ends with its connection, so that the lock of a killed program is free at once.
#[derive(Debug)]
pub struct ServerLock {
    conn: Mutex<Box<Conn>>,
    key: i64,
}

/// Holder of a lock that is not free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The text that the holder gave; `None` when the account may not see it.
    pub about: Option<String>,
}

/// Beginning of the name of a connection that holds a lock.
const NAME: &str = "voluptas lock ";

impl ServerLock {
    /// Takes a lock of a workspace by name, without waiting. `about` is told to others that want it.
    pub fn take(server: &Arc<Server>, name: &str, about: &str) -> Result<std::result::Result<Self, Holder>> {
        let Engine::Postgres(conn) = Db::open_server(server)?.engine else { return Err(Error::NotAFile) };
        let hash = blake3::hash(format!("voluptas {}\n{name}", server.schema()).as_bytes());
        let key = hash.as_bytes()[..8].iter().fold(0, |key, byte| key << 8 | i64::from(*byte));
        let is_taken = conn.one_int("SELECT pg_try_advisory_lock(?1)", crate::p![key])? != 0;
        if !is_taken {
            let sql = "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
                       WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() \
                       AND CAST(l.classid AS BIGINT) = ?1 AND CAST(l.objid AS BIGINT) = ?2";
            let name = conn.opt(sql, crate::p![key >> 32 & 0xFFFF_FFFF, key & 0xFFFF_FFFF], |r| r.opt_text(0))?.flatten();
            return Ok(Err(Holder { about: name.and_then(|n| n.strip_prefix(NAME).map(str::to_owned)) }));
        }
        conn.execute("SELECT set_config('application_name', ?1, false)", crate::p![format!("{NAME}{about}")])?;
        Ok(Ok(Self { conn: Mutex::new(conn), key }))
    }

    /// True while the lock is held for all that is known without asking the server: its connection has not been lost.
    pub fn seems_held(&self) -> bool {
        !self.conn.lock().is_lost()
    }

    /// Asks the server whether the lock is held still. It is not after a lost connection, even where there is a new one.
    pub fn is_held(&self) -> bool {
        let conn = self.conn.lock();
        if conn.is_lost() {
            return false;
        }
        let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() AND objsubid = 1 \
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                   AND CAST(classid AS BIGINT) = ?1 AND CAST(objid AS BIGINT) = ?2";
        let held = conn.one_int(sql, crate::p![self.key >> 32 & 0xFFFF_FFFF, self.key & 0xFFFF_FFFF]);
        held.is_ok_and(|held| held > 0)
    }
}

impl Drop for ServerLock {
    fn drop(&mut self) {
        let conn = self.conn.lock();
        // A statement would make a new connection, which does not have the lock.
        if conn.is_lost() {
            return;
        }
        // The end of the connection would free it as well, but a moment later.
        if let Err(error) = conn.one_int("SELECT pg_advisory_unlock(?1)", crate::p![self.key]) {
            tracing::debug!(%error, "the lock ended with its connection");
        }
    }
}
