//! Ctrl-C in commands that have no job to stop between two items: the command says that it was stopped and ends with 130.
//!
//! What such a command writes is one transaction, so that it is stored completely or not at all.

use super::errors::CliError;
use super::exit::Exit;
use super::output::Printer;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use voluptas_core::domain::Message;

/// Waits that hear Ctrl-C themselves.
static LISTENERS: AtomicUsize = AtomicUsize::new(0);
/// One of them has heard it. The watching thread may look later than that, when the wait is over already.
static HEARD: AtomicBool = AtomicBool::new(false);

/// Guard of a wait that handles Ctrl-C itself. Dropping it ends that.
#[derive(Debug)]
pub(super) struct InterruptListener(());

impl InterruptListener {
    pub fn begin() -> Self {
        LISTENERS.fetch_add(1, Ordering::AcqRel);
        Self(())
    }

    /// Returns at the next Ctrl-C.
    ///
    /// # Errors
    /// The signal cannot be heard.
    pub async fn interrupted(&self) -> io::Result<()> {
        tokio::signal::ctrl_c().await?;
        HEARD.store(true, Ordering::Release);
        Ok(())
    }
}

impl Drop for InterruptListener {
    fn drop(&mut self) {
        LISTENERS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// From now on, Ctrl-C ends the process with a message, unless an [`InterruptListener`] exists. If the thread or the signal
/// handler cannot be set up, the system ends the process without a message.
pub(super) fn watch(printer: &Printer) {
    let printer = printer.clone();
    let (ready, is_ready) = channel();
    let watching = std::thread::Builder::new().name("interrupt".into()).spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        while runtime.block_on(next(&ready)).is_ok() {
            let is_heard = HEARD.swap(false, Ordering::AcqRel);
            if LISTENERS.load(Ordering::Acquire) == 0 && !is_heard {
                let stopped = CliError::new(Exit::Interrupted, Message::new("cli-stopped"));
                let exit = printer.finish(printer.failure(&stopped));
                std::process::exit(i32::from(exit.number()));
            }
        }
    });
    match watching {
        Ok(_) => {
            // An error says that the thread has ended.
            is_ready.recv().ok();
        }
        Err(error) => tracing::debug!(%error, "Ctrl-C is not watched"),
    }
}

/// Returns at the next Ctrl-C. Says when it would be heard.
async fn next(ready: &Sender<()>) -> io::Result<()> {
    let mut heard = pin!(tokio::signal::ctrl_c());
    poll_fn(|context| {
        let polled = heard.as_mut().poll(context);
        // Nobody waits for it the second time.
        ready.send(()).ok();
        polled
    })
    .await
}
