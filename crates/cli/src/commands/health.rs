//! `serve --check-health`: whether a server on this computer answers. For containers and monitors.

use crate::errors::CliError;
use crate::exit::Exit;
use crate::resolve::Context;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;
use voluptas_core::domain::Message;

/// Longest wait for a connection, and for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes of the answer that are read.
const ENOUGH: usize = 4096;
/// First bytes of an answer of a TLS server: an alert or a handshake.
const TLS: [u8; 2] = [0x15, 0x16];

pub(super) fn check(listen: SocketAddr, context: &Context) -> Result<Exit, CliError> {
    let at = reachable(listen);
    match ask(at) {
        Ok(()) => {
            context.printer.note(&Message::new("cli-health-good").with("address", at));
            Ok(Exit::Done)
        }
        Err(error) => {
            let message = Message::new("cli-health-bad").with("address", at).with("reason", error);
            Err(CliError::new(Exit::Failed, message))
        }
    }
}

/// The address under which a server that listens on all addresses is reached from this computer.
fn reachable(listen: SocketAddr) -> SocketAddr {
    match listen.ip() {
        ip if !ip.is_unspecified() => listen,
        ip if ip.is_ipv4() => (Ipv4Addr::LOCALHOST, listen.port()).into(),
        _ => (Ipv6Addr::LOCALHOST, listen.port()).into(),
    }
}

/// Asks for `/health`. A server with a certificate refuses plain HTTP with a TLS alert, which shows as well that it answers.
fn ask(at: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(format!("GET /health HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut answer = Vec::new();
    let read = (&mut stream).take(ENOUGH as u64).read_to_end(&mut answer);
    if answer.first().is_some_and(|byte| TLS.contains(byte)) {
        return Ok(());
    }
    read?;
    let text = String::from_utf8_lossy(&answer);
    let is_ours = text.contains("\"service\":\"voluptas\"");
    if text.starts_with("HTTP/1.1 200 ") && is_ours {
        return Ok(());
    }
    Err(io::Error::other(
        text.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(80).collect::<String>(),
    ))
}
