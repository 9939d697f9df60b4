//! A way to a server that breaks: the first connections are refused with 503 or cut in the middle of an answer.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Fate of a connection.
#[derive(Debug, Clone, Copy)]
pub enum Break {
    /// The request is answered with 503, as a server does that has too much to do.
    Busy,
    /// The connection ends after this number of bytes of the answers.
    Cut(usize),
}

/// The way. The connections after the broken ones pass.
pub struct BadWay {
    pub address: String,
    breaks: Arc<Mutex<VecDeque<Break>>>,
}

impl BadWay {
    /// A way to `http://HOST:PORT`.
    pub fn to(server: &str, breaks: &[Break]) -> Self {
        let target = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let address = format!("http://{}", listener.local_addr().expect("address"));
        let breaks: Arc<Mutex<VecDeque<Break>>> = Arc::new(Mutex::new(breaks.iter().copied().collect()));
        let queue = Arc::clone(&breaks);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (fate, target) = (queue.lock().expect("queue").pop_front(), target.clone());
                // A connection that ends early is what the test wants.
                std::thread::spawn(move || pass(client, &target, fate).ok());
            }
        });
        Self { address, breaks }
    }

    /// True when every break has happened.
    pub fn is_mended(&self) -> bool {
        self.breaks.lock().expect("queue").is_empty()
    }
}

fn pass(mut client: TcpStream, target: &str, fate: Option<Break>) -> std::io::Result<()> {
    if let Some(Break::Busy) = fate {
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte)? > 0 {
            head.push(byte[0]);
        }
        let body = "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
        let head = "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n";
        write!(client, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
        client.shutdown(Shutdown::Write)?;
        return std::io::copy(&mut client, &mut std::io::sink()).map(drop);
    }
    let mut server = TcpStream::connect(target)?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || {
        std::io::copy(&mut from, &mut to).ok();
        to.shutdown(Shutdown::Write).ok();
    });
    let most = match fate {
        Some(Break::Cut(bytes)) => bytes as u64,
        _ => u64::MAX,
    };
    std::io::copy(&mut Read::by_ref(&mut server).take(most), &mut client)?;
    server.shutdown(Shutdown::Both).ok();
    client.shutdown(Shutdown::Both)
}
