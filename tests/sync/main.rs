//! The sync engine against the embedded server over real HTTP.

mod attachments;
mod crash;
mod export;
mod faults;
mod import;
mod identity;
mod ignored;
mod kill;
mod late;
mod lease;
mod mapping;
mod policies;
mod properties;
mod removals;
mod results_again;
mod support;
mod values;
