//! An in-process Qase: an account in memory ([`state`]), its answers ([`read`], [`write`]), writes that are executed late
//! ([`late`]), and the connection of one client with its faults ([`wire`]).

pub mod answer;
pub mod late;
pub mod read;
pub mod state;
pub mod wire;
pub mod write;
