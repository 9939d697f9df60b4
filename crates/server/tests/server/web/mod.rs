//! The pages of the server, part by part.

mod web_runs;
