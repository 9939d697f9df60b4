//! The mirror against the embedded server over real HTTP.

mod budget;
mod cli;
mod content;
mod errors;
mod evidence;
mod exits;
mod faults;
mod flow;
mod large;
mod late_results;
mod late_writes;
mod manual;
mod odd;
mod provenance;
mod proxy;
mod record;
mod renamed;
mod support;
mod unfinished;
mod untraced;
mod variants;
mod watch;
mod webhook;
