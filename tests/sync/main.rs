//! The sync engine against the embedded server over real HTTP.

mod attachments;
mod crash;
mod export;
mod faults;
mod import;
mod kill;
mod mapping;
mod properties;
mod support;
mod values;
