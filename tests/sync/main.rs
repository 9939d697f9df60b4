//! The sync engine against the embedded server over real HTTP.

mod attachments;
mod crash;
mod export;
mod faults;
mod import;
mod ignored;
mod kill;
mod late;
mod lease;
mod mapping;
mod properties;
mod support;
mod values;
