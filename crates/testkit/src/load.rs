//! Load on a running server: clients that keep their connections and send a mix of requests, with the times of the answers.
//!
//! The client is as small as it can be, because it shares the cores with the server that it measures.

use serde_json::{Value, json};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Target and content of the requests.
#[derive(Debug, Clone)]
pub struct Load {
    /// `127.0.0.1:8420`: plain HTTP.
    pub host: String,
    pub token: String,
    /// Code of the project.
    pub project: String,
    pub clients: u32,
    pub time: Duration,
    /// Mean pause of a client between an answer and its next request.
    pub pause: Duration,
    /// Shares of lists, of single cases and of requests with results, in parts of 100.
    pub mix: [u32; 3],
    /// Results of a request.
    pub batch: u32,
    /// Cases of the project, numbered from 1.
    pub cases: u32,
    /// Runs with results, numbered from 1.
    pub runs: u32,
}

const KINDS: [&str; 3] = ["list", "page", "results"];

/// Response times of one kind of request, in microseconds, and its failures.
#[derive(Debug, Default)]
struct Times {
    micros: Vec<u64>,
    failed: u64,
}

impl Times {
    fn json(mut self, took: Duration) -> Value {
        self.micros.sort_unstable();
        let at = |share: usize| {
            let place = (self.micros.len() * share / 1000).min(self.micros.len().saturating_sub(1));
            #[expect(clippy::cast_precision_loss, reason = "microseconds of a request")]
            let ms = self.micros.get(place).map(|us| (*us as f64) / 1000.0);
            ms
        };
        let per_second = self.micros.len() as u64 * 1000 / u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
        json!({
            "requests": self.micros.len(), "failed": self.failed, "per_second": per_second,
            "p50_ms": at(500), "p95_ms": at(950), "p99_ms": at(990), "max_ms": at(1000),
        })
    }
}

/// Numbers that need not be good, only different.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(n.max(1))).unwrap_or_default()
    }
}

/// A connection that is kept.
struct Client {
    host: String,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    /// Sends a request and reads its answer: status and body.
    async fn send(&mut self, head: &str, body: &str) -> io::Result<(u16, Vec<u8>)> {
        let answer = tokio::time::timeout(PATIENCE, self.exchange(head, body)).await;
        let answer = answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    async fn exchange(&mut self, head: &str, body: &str) -> io::Result<(u16, Vec<u8>)> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.host).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(BufReader::new(stream));
        }
        let Some(stream) = &mut self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        stream.get_mut().write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        let (mut length, mut is_chunked, mut closes) = (0, false, false);
        loop {
            line.clear();
            stream.read_line(&mut line).await?;
            let header = line.trim_end().to_ascii_lowercase();
            match header.split_once(": ") {
                Some(("content-length", n)) => length = n.parse().unwrap_or(0),
                Some(("transfer-encoding", _)) => is_chunked = true,
                Some(("connection", word)) => closes = word == "close",
                _ if header.is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        while is_chunked {
            line.clear();
            stream.read_line(&mut line).await?;
            let size = usize::from_str_radix(line.trim_end(), 16).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
            // With the end of the line behind the chunk.
            let mut chunk = vec![0; size + 2];
            stream.read_exact(&mut chunk).await?;
            body.extend_from_slice(&chunk[..size]);
            is_chunked = size > 0;
        }
        if closes {
            self.stream = None;
        }
        Ok((status, body))
    }
}

impl Load {
    fn head(&self, method: &str, path: &str) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nToken: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.host, self.token, self.token
        )
    }

    /// Creates a run; its number.
    async fn make_run(&self, client: &mut Client) -> io::Result<u64> {
        let body = json!({ "title": "Load" }).to_string();
        let (status, body) = client.send(&self.head("POST", &format!("/v1/run/{}", self.project)), &body).await?;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        body["result"]["id"].as_u64().ok_or_else(|| io::Error::other(format!("no run was made: {status} {body}")))
    }

    fn request(&self, kind: usize, dice: &mut Dice, run: u64, first: u32, bodies: &[Arc<str>]) -> (String, Arc<str>) {
        let project = &self.project;
        let get = |path: String| (self.head("GET", &path), Arc::from(""));
        match kind {
            0 => {
                let place = dice.below(self.cases.saturating_sub(100));
                get(match dice.below(3) {
                    0 => format!("/v1/case/{project}?limit=100&offset={place}"),
                    1 => format!("/v1/result/{project}?limit=100&run={}", 1 + dice.below(self.runs)),
                    _ => format!("/api/v1/projects/{project}/cases?limit=100&cursor=n{place}"),
                })
            }
            1 => get(format!("/v1/case/{project}/{}", 1 + dice.below(self.cases))),
            _ => {
                let body = bodies.get(first as usize / self.batch as usize).cloned().unwrap_or_default();
                (self.head("POST", &format!("/v2/{project}/run/{run}/results")), body)
            }
        }
    }

    /// Bodies with the results of all cases, a batch in each: made before the clock starts, for the processor is the server's.
    fn bodies(&self) -> Vec<Arc<str>> {
        let result = |case: u32| {
            let (status, comment) = if case.is_multiple_of(20) { ("failed", "Expected 200, got 500") } else { ("passed", "") };
            json!({
                "id": format!("load-{case}"), "title": format!("Load {case}"), "testops_id": case,
                "execution": { "status": status, "duration": 1200 }, "message": comment,
            })
        };
        let cases: Vec<u32> = (1..=self.cases).collect();
        let batches = cases.chunks_exact(self.batch as usize);
        batches
            .map(|cases| json!({ "results": cases.iter().copied().map(result).collect::<Vec<_>>() }).to_string().into())
            .collect()
    }

    /// A client. Its results are those of whole runs, as a shard of a pipeline sends them: each case once, then the next run.
    async fn client(self, number: u32, until: Instant, bodies: Arc<[Arc<str>]>) -> io::Result<[Times; 3]> {
        let mut dice = Dice(u64::from(number) * 7919 + 1);
        let mut client = Client { host: self.host.clone(), stream: None };
        let mut times: [Times; 3] = Default::default();
        let mut run = None;
        let pause = u32::try_from(self.pause.as_millis()).unwrap_or(u32::MAX);
        loop {
            // Clients that pause equally long would come in waves.
            tokio::time::sleep(Duration::from_millis(u64::from(if pause > 0 { dice.below(2 * pause) } else { 0 }))).await;
            if Instant::now() >= until {
                return Ok(times);
            }
            let drawn = dice.below(100);
            let kind = if drawn < self.mix[0] {
                0
            } else if drawn < self.mix[0] + self.mix[1] {
                1
            } else {
                2
            };
            let (at, first) = match run.filter(|(_, first)| kind == 2 && first + self.batch <= self.cases + 1) {
                Some(place) => place,
                None if kind == 2 => (self.make_run(&mut client).await?, 1),
                None => (0, 0),
            };
            if kind == 2 {
                run = Some((at, first + self.batch));
            }
            let (head, body) = self.request(kind, &mut dice, at, first, &bodies);
            let began = Instant::now();
            match client.send(&head, &body).await {
                Ok((200..=299, _)) => times[kind].micros.push(u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)),
                _ => times[kind].failed += 1,
            }
        }
    }

    /// Applies the load to the server. Returns the measurements by kind and in total.
    ///
    /// # Errors
    /// The server cannot be reached, or creates no run.
    pub async fn run(mut self) -> io::Result<Value> {
        self.batch = self.batch.clamp(1, self.cases.max(1));
        let bodies: Arc<[Arc<str>]> = self.bodies().into();
        let began = Instant::now();
        let client = |n| tokio::spawn(self.clone().client(n, began + self.time, Arc::clone(&bodies)));
        let tasks: Vec<_> = (0..self.clients).map(client).collect();
        let mut all: [Times; 3] = Default::default();
        let mut sum = Times::default();
        for task in tasks {
            for (of_kind, times) in all.iter_mut().zip(task.await.map_err(io::Error::other)??) {
                sum.micros.extend_from_slice(&times.micros);
                sum.failed += times.failed;
                of_kind.micros.extend(times.micros);
                of_kind.failed += times.failed;
            }
        }
        let took = began.elapsed();
        let results = all[2].micros.len() as u64 * u64::from(self.batch);
        let per_second = results * 1000 / u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut answer = json!({
            "clients": self.clients, "seconds": took.as_secs(), "pause_ms": u64::try_from(self.pause.as_millis()).unwrap_or(u64::MAX),
            "results_stored": results, "results_per_second": per_second, "all": sum.json(took),
        });
        for (name, times) in KINDS.into_iter().zip(all) {
            answer[name] = times.json(took);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_by_rank() {
        let times = Times { micros: (1..=1000).rev().map(|n| n * 1000).collect(), failed: 2 };
        let told = times.json(Duration::from_secs(10));
        assert_eq!((&told["p50_ms"], &told["p95_ms"], &told["p99_ms"]), (&json!(501.0), &json!(951.0), &json!(991.0)));
        assert_eq!((&told["max_ms"], &told["failed"], &told["per_second"]), (&json!(1000.0), &json!(2), &json!(100)));
        assert_eq!(Times::default().json(Duration::ZERO)["p95_ms"], Value::Null);
    }
}
