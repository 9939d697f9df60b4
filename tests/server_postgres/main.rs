//! The embedded server over real HTTP, with workspaces in PostgreSQL. The modules are those of `tests/server` that use its world.
#![cfg(unix)]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "small numbers of tests")]

#[path = "../shared/postgres.rs"]
mod postgres;
#[path = "../shared/mod.rs"]
mod shared;

#[path = "../store_postgres/engine.rs"]
mod engine;

#[path = "../server/access.rs"]
mod access;
#[path = "../server/attachments.rs"]
mod attachments;
#[path = "../server/authors.rs"]
mod authors;
#[path = "../server/basics.rs"]
mod basics;
#[path = "../server/case_cache.rs"]
mod case_cache;
#[path = "../server/contract.rs"]
mod contract;
#[path = "../server/faults.rs"]
mod faults;
#[path = "../server/hostile.rs"]
mod hostile;
#[path = "../server/killed.rs"]
mod killed;
#[path = "../server/late.rs"]
mod late;
#[path = "../server/openapi.rs"]
mod openapi;
#[path = "../server/own_client.rs"]
mod own_client;
#[path = "../server/persistence.rs"]
mod persistence;
#[path = "../server/replay.rs"]
mod replay;
#[path = "../server/result_files.rs"]
mod result_files;
#[path = "../server/settings.rs"]
mod settings;
#[path = "../server/support.rs"]
mod support;
#[path = "../server/team.rs"]
mod team;
