//! An in-process Qase: an account in memory ([`state`]), its answers ([`read`], [`write`]), writes that land late ([`late`]) and the
//! wire of one client with the faults of its connection ([`wire`]).

pub mod answer;
pub mod late;
pub mod read;
pub mod state;
pub mod wire;
pub mod write;
