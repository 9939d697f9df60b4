//! Limits of the API: number and size of requests.

use super::proxies::Proxies;
use std::net::IpAddr;
use std::time::Duration;
use voluptas_core::base::Millis;

/// Most results of one request. (Qase took 2000 until September 2026.)
pub const MAX_RESULTS: usize = 200;
/// Most cases of one bulk request.
pub const MAX_CASES: usize = 1000;
/// Longest body, in bytes.
pub const MAX_BODY: usize = 128 * 1024 * 1024;
/// Bytes that the bodies of all requests together may have in memory. Further ones wait for [`BUDGET_WAIT`].
pub const BODIES_IN_FLIGHT: usize = 2 * MAX_BODY;
/// Longest text of an answer that is built in memory; a longer one goes through a temporary file.
pub const ANSWER_IN_MEMORY: usize = 1024 * 1024;
/// Bytes of answers in memory that wait for their clients, over all connections. Further answers wait in temporary files.
pub const ANSWERS_IN_FLIGHT: usize = 64 * 1024 * 1024;
/// Answers that are so short are not counted: a connection has buffers of the same size.
pub const SHORT_ANSWER: usize = 16 * 1024;
/// Bytes of answers in temporary files, over all connections. Beyond them a request is answered with 503.
pub const ANSWERS_ON_DISK: u64 = 8 * 1024 * 1024 * 1024;
/// Bytes of the rows of a list that are read together.
pub const PART: u64 = 2 * 1024 * 1024;
/// Bytes of long rows that all requests together have in memory. Each may stand there three times: as read, as values, and on its way.
pub const ROWS_IN_FLIGHT: u64 = 64 * 1024 * 1024;
/// Longest description of a suite, milestone, environment or plan, in characters. Their lists are read as a whole.
pub const MAX_NOTE: usize = 65_536;
/// Longest time that a body waits for room. After that, the client is asked to retry later.
pub const BUDGET_WAIT: Duration = Duration::from_secs(5);
/// Time for which the audit keeps refusals, in milliseconds: 90 days.
pub const REFUSALS_KEPT: Millis = 90 * 86_400_000;
/// Longest attached file, in bytes.
pub const MAX_FILE: usize = 32 * 1024 * 1024;
/// Most files of one request.
pub const MAX_FILES: usize = 20;
/// Bytes within which a part of a multipart body must begin.
pub const MAX_PART_HEAD: usize = 64 * 1024;
/// Longest upload of results, in bytes. It goes to the disk and not into memory.
pub const MAX_RESULT_FILES: usize = 512 * 1024 * 1024;
/// Bytes of uploads on the disk, over all connections. One that finds no room is answered with 503.
pub const UPLOADS_ON_DISK: usize = 8 * 1024 * 1024 * 1024;
/// Bytes to which the archives of an upload may unpack.
pub const MAX_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// Files of one upload, and files in its archives.
pub const MAX_UPLOADED: usize = 200_000;
/// Uploaded files of one name.
pub const MAX_SAME_NAME: usize = 1_000;
/// Most characters of error contexts of one request.
pub const MAX_ERROR_CONTEXTS: usize = 4_194_304;
/// Characters of one error context that are kept.
pub const MAX_ERROR_CONTEXT: usize = 262_144;
/// Room for the parsed values of one body, or of one element of a list that is read element by element, in bytes.
pub const MAX_VALUES_ROOM: usize = 64 * 1024 * 1024;
/// Most objects of one body, at any depth: 200 results with 500 steps of three objects each.
pub const MAX_OBJECTS: usize = 300_000;
/// Longest text of one field, in characters.
pub const MAX_TEXT: usize = 16 * 1024 * 1024;
/// Most items of a list in an address, below the limits of the engines on parameters of a statement.
pub const MAX_WORDS: usize = 1000;
/// Longest text to search titles for, in characters.
pub const MAX_SEARCH: usize = 1000;
/// Most wrong fields that an answer names.
pub const MAX_FIELD_ERRORS: usize = 20;
/// Most bytes of the names and values of a request's headers. Beyond it the answer is 431.
pub const MAX_HEADERS: usize = 32 * 1024;
/// Most bytes of a request before its body that are read at all: headers, and an address of 64 KB, which is the longest that HTTP
/// libraries send.
pub const MAX_HEAD: usize = MAX_HEADERS + 96 * 1024;

/// Bounds of connections and of the time that a client may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// Most connections of one address.
    pub per_address: usize,
    /// Most connections of all addresses.
    pub total: usize,
    /// Longest silence between requests.
    pub idle: Duration,
    /// Longest time for a header, from its first byte.
    pub header: Duration,
    /// Longest silence within a body; a body must also come at [`SLOWEST_BODY`] on the whole.
    pub body: Duration,
    /// Longest time in which a client takes nothing of its answer.
    pub write: Duration,
}

impl Connections {
    /// The bounds for an address. Behind a trusted proxy there are many clients, so that it may have all connections.
    pub(super) fn of(self, proxies: &Proxies, address: IpAddr) -> Self {
        if proxies.contain(address) { Self { per_address: self.total, ..self } } else { self }
    }
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            per_address: 512,
            total: files().map_or(1000, |files| files.saturating_sub(RESERVED_FILES)).max(16),
            idle: Duration::from_secs(75),
            header: Duration::from_secs(20),
            body: Duration::from_secs(30),
            write: Duration::from_secs(30),
        }
    }
}

/// Bytes a second that a body must have on the whole, beyond its first [`Connections::body`].
pub const SLOWEST_BODY: u64 = 8 * 1024;
/// File descriptors that are not for connections: the workspace with its readers, attachments, the log.
const RESERVED_FILES: usize = 96;
/// Reading requests that are executed at the same time; further ones wait in order.
pub const READING: usize = 8;
/// Writing requests that are understood at the same time. They write one after another.
pub const WRITING: usize = 16;

/// Limit of open files of this process; `None` where the system does not report it.
fn files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    limits.lines().find_map(|l| l.strip_prefix("Max open files"))?.split_whitespace().next()?.parse().ok()
}

/// Most wrong tokens of one address in a minute.
pub const MAX_FAILURES: u32 = 60;
