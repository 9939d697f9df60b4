//! Where a request comes from.

use std::net::IpAddr;

/// The address of the client of a request: what a trusted proxy says, otherwise that of the connection.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);
