//! Where a request comes from.

use std::net::IpAddr;

/// Address of the client of a request: as a trusted proxy states it, otherwise that of the connection.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);
