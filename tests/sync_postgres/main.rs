//! The sync engine between two workspaces in PostgreSQL. The modules are those of `tests/sync` that do not start programs or change files.
#![cfg(unix)]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "small numbers of tests")]

#[path = "../shared/postgres.rs"]
mod postgres;
#[path = "../shared/mod.rs"]
mod shared;

#[path = "../store_postgres/engine.rs"]
mod engine;

#[path = "../sync/attachments.rs"]
mod attachments;
#[path = "../sync/export.rs"]
mod export;
#[path = "../sync/faults.rs"]
mod faults;
#[path = "../sync/identity.rs"]
mod identity;
#[path = "../sync/ignored.rs"]
mod ignored;
#[path = "../sync/import.rs"]
mod import;
#[path = "../sync/late.rs"]
mod late;
#[path = "../sync/mapping.rs"]
mod mapping;
#[path = "../sync/policies.rs"]
mod policies;
#[path = "../sync/properties.rs"]
mod properties;
#[path = "../sync/removals.rs"]
mod removals;
#[path = "../sync/support.rs"]
#[allow(dead_code, reason = "the tests of files use the rest")]
mod support;
#[path = "../sync/values.rs"]
mod values;
