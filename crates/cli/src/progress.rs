//! Waiting for a job: its progress on the terminal, Ctrl-C as its cancel.

use super::errors::CliError;
use super::interrupt::InterruptListener;
use super::resolve::Context;
use super::terminal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::time::Duration;
use voluptas_core::base::{Clock as _, SystemClock};
use voluptas_core::domain::Message;
use voluptas_i18n::Tr;
use voluptas_jobs::{Busy, JobHandle, Progress, TimeLeft};

/// Waits for a job's value. The first Ctrl-C asks the job to stop between two items, the second ends the process at once.
pub(super) fn follow<T: Send + 'static>(context: &Context, job: Result<JobHandle<T>, Busy>) -> Result<T, CliError> {
    let job = job?;
    let ctx = job.ctx.clone();
    let mut progress = ctx.subscribe();
    let mut bar = Bar::new(context);
    let listening = InterruptListener::begin();
    let end = context.jobs()?.handle().block_on(async {
        let mut ended = std::pin::pin!(job.ended());
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        let mut stopping = false;
        // One for all passes of the loop: a signal between two of them would be lost.
        let mut interrupt = Box::pin(listening.interrupted());
        loop {
            tokio::select! {
                end = &mut ended => break end,
                _ = tick.tick() => {
                    let now = progress.borrow_and_update().clone();
                    bar.show(&now, stopping);
                }
                signal = &mut interrupt => {
                    interrupt = Box::pin(listening.interrupted());
                    if signal.is_err() || stopping {
                        bar.clear();
                        std::process::exit(i32::from(super::Exit::Interrupted.number()));
                    }
                    stopping = true;
                    ctx.cancel();
                }
            }
        }
    });
    bar.clear();
    end.map_err(CliError::from)
}

/// The line on the terminal. Draws nothing if standard error is no terminal, with `--quiet`, or if the log is written to the
/// terminal.
struct Bar {
    line: Option<ProgressBar>,
    tr: Tr,
    left: TimeLeft,
}

impl Bar {
    fn new(context: &Context) -> Self {
        let wanted = std::io::stderr().is_terminal() && !context.printer.is_quiet() && context.verbose == 0 && !context.is_dumb;
        let line = wanted.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            bar.set_style(spinner());
            bar
        });
        Self { line, tr: context.printer.tr(), left: TimeLeft::default() }
    }

    fn show(&mut self, progress: &Progress, stopping: bool) {
        let Some(bar) = &self.line else { return };
        let now = SystemClock.now();
        let left = self.left.of(progress, now);
        match progress.total {
            Some(total) if total > 0 => {
                bar.set_style(counted());
                bar.set_length(total);
                bar.set_position(progress.done.min(total));
            }
            _ => bar.set_style(spinner()),
        }
        bar.set_prefix(terminal::cell(&self.tr.message(&progress.stage)).into_owned());
        let text = if stopping {
            self.tr.text("cli-progress-stopping").into_owned()
        } else if let Some(until) = progress.waits_until.filter(|u| *u > now) {
            self.tr.message(&Message::new("cli-progress-waiting").count("seconds", (until - now + 999) / 1000))
        } else if let Some(left) = left {
            self.tr.time_left(left)
        } else {
            progress.detail.clone().unwrap_or_default()
        };
        bar.set_message(terminal::cell(&text).into_owned());
        bar.tick();
    }

    fn clear(&self) {
        if let Some(bar) = &self.line {
            bar.finish_and_clear();
        }
    }
}

fn spinner() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {prefix}  {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn counted() -> ProgressStyle {
    ProgressStyle::with_template("{prefix}  {bar:28} {pos}/{len}  {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar())
}
