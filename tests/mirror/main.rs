//! The mirror against the embedded server over real HTTP.

mod budget;
mod cli;
mod content;
mod errors;
mod exits;
mod faults;
mod flow;
mod large;
mod odd;
mod readme;
mod record;
mod support;
mod watch;
mod webhook;
