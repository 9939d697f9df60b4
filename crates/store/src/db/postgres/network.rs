//! The thread that moves bytes between the program and PostgreSQL, and waiting for it.
//!
//! The store's calls block. One thread of the process serves the sockets of all connections; callers wait for its answers. They may
//! be threads of a tokio runtime: nothing here enters one.

use super::error::{Failure, of};
use super::server::Server;
use super::tls::Connector;
use crate::error::{Error, Result};
use std::pin::Pin;
use std::sync::{Arc, OnceLock, mpsc};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config};

/// Maximum time of one attempt to connect.
pub(super) const CONNECT: Duration = Duration::from_secs(10);
/// Pause between two attempts.
const PAUSE: Duration = Duration::from_secs(2);

/// Blocks the thread until the future is done. The future must not need a runtime of this thread; those of a [`Client`] do not.
pub(super) fn wait<F: Future>(future: F) -> F::Output {
    // A task of tokio that has used up its turn would be told to wait until it yields, which a thread that blocks never does.
    pollster::block_on(tokio::task::unconstrained(future))
}

/// Hands a request to the connection and does not wait for its answer. Requests of a connection are executed in their order; the
/// answer may be asked for later by [`wait`].
pub(super) fn sent<F: Future>(future: F) -> Sent<F> {
    let mut future = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    let done = match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    };
    Sent { future, done }
}

/// A request that is under way.
pub(super) struct Sent<F: Future> {
    future: Pin<Box<F>>,
    done: Option<F::Output>,
}

impl<F: Future> Sent<F> {
    /// Waits for the answer.
    pub(super) fn wait(self) -> F::Output {
        self.done.unwrap_or_else(|| wait(self.future))
    }
}

/// Hands a request to the connection and leaves its answer to the thread of the connections, until somebody waits for it.
///
/// # Errors
/// The process can start no thread for connections.
pub(super) fn sent_along<F>(future: F) -> Result<JoinHandle<F::Output>>
where
    F: Future<Output: Send> + Send + 'static,
{
    let runtime = runtime()?;
    let Sent { future, done } = sent(future);
    Ok(match done {
        Some(value) => runtime.spawn(std::future::ready(value)),
        None => runtime.spawn(future),
    })
}

/// The thread of all connections of the process.
pub(super) fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("postgres").enable_all().build()
    });
    made.as_ref().map_err(|e| Error::Engine(format!("no thread for the connections: {e}")))
}

/// Connects to a server. One that does not answer, or is just starting, is tried this number of times.
///
/// # Errors
/// [`Error::Unavailable`] after the last attempt; [`Error::Login`] at once.
pub(super) fn connect(server: &Arc<Server>, attempts: u32) -> Result<Client> {
    let mut attempt = 1;
    loop {
        match connect_once(server) {
            Err(Error::Unavailable(detail)) if attempt < attempts => {
                tracing::warn!(server = %server, attempt, of = attempts, %detail, "waiting for the database");
                std::thread::sleep(PAUSE);
                attempt += 1;
            }
            done => return done,
        }
    }
}

fn connect_once(server: &Arc<Server>) -> Result<Client> {
    match connect_with(server, server.config()) {
        Err(Error::NoPassword) => match server.late_config() {
            Some(config) => connect_with(server, config),
            None => Err(Error::NoPassword),
        },
        done => done,
    }
}

fn connect_with(server: &Arc<Server>, config: Config) -> Result<Client> {
    let (give, take) = mpsc::sync_channel(1);
    let server = Arc::clone(server);
    runtime()?.spawn(async move {
        let connector = match Connector::of(&server) {
            Ok(connector) => connector,
            Err(e) => return drop(give.send(Err(e))),
        };
        match tokio::time::timeout(CONNECT, config.connect(connector)).await {
            Err(_) => drop(give.send(Err(Error::Unavailable("no answer within 10 seconds".into())))),
            Ok(Err(e)) => drop(give.send(Err(Failure::from(e).connecting()))),
            Ok(Ok((client, connection))) => {
                if give.send(Ok(client)).is_ok()
                    && let Err(e) = connection.await
                {
                    tracing::warn!(server = %server, error = %of(e), "the connection to the database ended");
                }
            }
        }
    });
    take.recv().unwrap_or_else(|_| Err(Error::Unavailable("the connection ended".into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;

    #[test]
    fn a_task_that_has_used_up_its_turn_gets_its_answer() {
        let (give, take) = mpsc::channel();
        std::thread::spawn(move || {
            let task = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            task.block_on(async {
                let (send, mut receive) = tokio::sync::mpsc::unbounded_channel();
                while tokio::task::coop::has_budget_remaining() {
                    send.send(()).expect("sent");
                    let mut context = Context::from_waker(Waker::noop());
                    assert!(pin!(receive.recv()).poll(&mut context).is_ready());
                }
                let answer = sent_along(std::future::ready(7)).expect("a thread");
                give.send(wait(answer).expect("an answer")).ok();
            });
        });
        assert_eq!(take.recv_timeout(Duration::from_secs(60)), Ok(7));
    }
}
