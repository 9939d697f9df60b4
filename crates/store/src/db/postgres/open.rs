//! Opening of workspaces on a server.

use super::server::Server;
use super::{Conn, State};
use crate::db::connection::Engine;
use crate::db::{Access, Db};
use crate::error::{Error, Result};
use std::cell::{Cell, RefCell};
use std::sync::Arc;

impl Db {
    /// Opens a connection to a workspace on a server.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server does not answer, [`Error::Login`] when it refuses the account.
    pub fn open_server(server: &Arc<Server>) -> Result<Self> {
        Self::connect_server(server, 1)
    }

    fn connect_server(server: &Arc<Server>, attempts: u32) -> Result<Self> {
        let conn = Conn {
            server: Arc::clone(server),
            client: RefCell::default(),
            statements: RefCell::default(),
            state: Cell::new(State::Idle),
            begins_late: Cell::new(false),
            expects_snapshot: Cell::new(false),
            snapshot: Cell::default(),
            leaves_cases: Cell::default(),
            readings: RefCell::default(),
            unanswered: RefCell::default(),
            plans_anew: Cell::default(),
            own_commits: Cell::default(),
            watches: Cell::new(false),
            begun: RefCell::default(),
            last_own: RefCell::default(),
        };
        conn.connect(attempts)?;
        Ok(Self::of_engine(Engine::Postgres(Box::new(conn))))
    }

    /// Opens the writing connection of a workspace on a server. A schema without tables becomes a workspace, a missing one is made.
    /// A server that does not answer is tried as often as its address says; later, a lost connection is tried once, so that
    /// whoever waits hears of it.
    ///
    /// # Errors
    /// The same errors as [`Db::open_server`]; [`Error::NotAWorkspace`] for a schema with tables of another program.
    pub fn open_server_workspace(server: &Arc<Server>) -> Result<Self> {
        let db = Self::connect_server(server, server.attempts())?;
        let Engine::Postgres(conn) = &db.engine else { return Err(Error::NotAWorkspace) };
        if !conn.has_mark()? {
            db.in_transaction(Access::Write, || if conn.has_mark()? { Ok(()) } else { conn.claim() })?;
        }
        Ok(db)
    }
}
