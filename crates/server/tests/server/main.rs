//! The embedded server over real HTTP.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "small numbers of tests")]

mod access;
mod attachments;
mod audit;
mod authors;
mod basics;
mod case_cache;
mod contract;
mod crowd;
mod defects;
mod faults;
mod generated;
mod hostile;
mod jest;
mod killed;
mod late;
mod long;
mod meetings;
mod openapi;
mod operations;
mod own_client;
mod pages;
mod people;
mod persistence;
mod replay;
mod reporters;
mod rest;
mod rest_more;
mod result_files;
mod reviews;
mod search;
mod security;
mod settings;
mod support;
mod team;
mod testops;
mod tls;
mod trackers;
mod web {
    mod cases;
}
mod webhooks;
mod webhooks_killed;
