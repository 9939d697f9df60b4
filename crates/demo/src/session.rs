//! An open demo: its workspace and its server.

use std::path::PathBuf;
use std::sync::Arc;
use voluptas_app::Workspace;
use voluptas_core::base::Secret;
use voluptas_qase::{Client, ClientConfig};
use voluptas_server::RunningServer;

/// Code of the project that the demo works with.
pub const PROJECT: &str = "SHOP";

/// The name under which the workspace knows the demo's server, whose port changes from start to start
/// (see [`voluptas_sync::Session::known_as`]).
pub const ACCOUNT: &str = "https://demo.voluptas.example/v1";

/// An open demo. The server answers as long as this lives.
#[derive(Debug)]
pub struct DemoSession {
    /// The workspace with the function registry.
    pub workspace: Workspace,
    /// The server with the shop's Qase account.
    pub server: RunningServer,
    /// Address of the server's API.
    pub base_url: String,
    /// The server's token, made for this session and kept nowhere.
    pub token: Secret,
    /// The folder of the server's file.
    pub folder: PathBuf,
}

impl DemoSession {
    /// A client of the demo's server, without a rate limit: the server is on this machine.
    pub fn client(&self) -> voluptas_qase::Result<Client> {
        let config = ClientConfig::new(self.token.clone()).with_base_url(self.base_url.clone());
        Client::new(ClientConfig { requests_per_minute: 0, clock: Arc::clone(self.workspace.store.clock()), ..config })
    }
}
