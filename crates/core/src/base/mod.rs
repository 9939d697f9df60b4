//! Small tools every other layer may use, and which know nothing of testing.
//!
//! Contains a clock behind a trait, days of the calendar, text folding, secrets that cannot be printed, short texts of the
//! log, HTML escaping, values that pass from one thing to another, JSON with halves of characters, atomic file writes, temporary
//! folders and typed ids. Does not contain anything about the domain, a database, a network or a window.

pub mod clock;
pub mod day;
pub mod fold;
pub mod fs;
pub mod html;
pub mod id;
pub mod licences;
pub mod scratch;
pub mod secret;
pub mod surrogates;
pub mod truncated_debug;
pub mod unique_values;
pub mod version;

pub use clock::{Clock, FixedClock, Millis, SystemClock};
pub use secret::Secret;
pub use truncated_debug::TruncatedDebug;
