//! Hearing of the commits of all programs: each writing transaction ends with a `NOTIFY`, and one connection of the process listens.
//!
//! A lost connection is made anew. What was missed meanwhile is told as one commit, and [`ListenerState::is_listening`] says that nothing is
//! heard: whoever waits then looks at the workspace itself.

use super::network::{self, CONNECT};
use super::server::Server;
use super::tls::Connector;
use crate::error::Result;
use futures::StreamExt as _;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_postgres::AsyncMessage;

/// Pause before a lost connection is made anew.
const PAUSE: Duration = Duration::from_secs(2);

/// State of a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListenerState {
    /// Goes up with each commit, whoever made it, and with each beginning and loss of the connection.
    pub commits: u64,
    /// True while commits are heard.
    pub is_listening: bool,
}

/// Listens to a workspace on a server until it is dropped.
#[derive(Debug)]
pub struct Listener {
    heard: watch::Receiver<ListenerState>,
    /// Dropped with the listener, which ends the connection.
    _alive: watch::Sender<()>,
}

impl Listener {
    /// Begins to listen. A server that cannot be reached is tried again and again.
    ///
    /// # Errors
    /// The process can start no thread for connections.
    pub fn start(server: &Arc<Server>) -> Result<Self> {
        let (tell, heard) = watch::channel(ListenerState::default());
        let (alive, ended) = watch::channel(());
        network::runtime()?.spawn(listen(Arc::clone(server), tell, ended));
        Ok(Self { heard, _alive: alive })
    }

    /// Follows what is heard. It ends with the listener.
    pub fn heard(&self) -> watch::Receiver<ListenerState> {
        self.heard.clone()
    }
}

async fn listen(server: Arc<Server>, tell: watch::Sender<ListenerState>, mut ended: watch::Receiver<()>) {
    loop {
        tokio::select! {
            _ = ended.changed() => return,
            () = one_connection(&server, &tell) => {}
        }
        tell.send_modify(|heard| *heard = ListenerState { commits: heard.commits + 1, is_listening: false });
        tokio::select! {
            _ = ended.changed() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Listens until the connection is lost.
async fn one_connection(server: &Server, tell: &watch::Sender<ListenerState>) {
    let Ok(connector) = Connector::of(server) else { return };
    let (client, mut connection) = match tokio::time::timeout(CONNECT, server.config().connect(connector)).await {
        Ok(Ok(connected)) => connected,
        Ok(Err(error)) => return tracing::debug!(%error, "no connection to listen"),
        Err(_) => return tracing::debug!("no connection to listen: no answer"),
    };
    let sql = format!("LISTEN {}", server.channel());
    let mut begin = pin!(client.batch_execute(&sql));
    let mut messages = futures::stream::poll_fn(move |cx| connection.poll_message(cx));
    let mut is_listening = false;
    loop {
        tokio::select! {
            begun = &mut begin, if !is_listening => match begun {
                Ok(()) => {
                    is_listening = true;
                    tell.send_modify(|heard| *heard = ListenerState { commits: heard.commits + 1, is_listening: true });
                }
                Err(error) => return tracing::debug!(%error, "not listening"),
            },
            message = messages.next() => match message {
                Some(Ok(AsyncMessage::Notification(_))) => tell.send_modify(|heard| heard.commits += 1),
                Some(Ok(_)) => {}
                Some(Err(error)) => return tracing::debug!(%error, "the listening connection ended"),
                None => return,
            },
        }
    }
}
