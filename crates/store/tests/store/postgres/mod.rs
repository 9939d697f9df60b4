//! What a workspace on a PostgreSQL server does beyond a file: connections, listening, plans, several writers, full text, long texts.
//!
//! Each test has a database of a private PostgreSQL. Without PostgreSQL the tests are skipped.
mod connections;
mod full_text;
mod listening;
mod long_texts;
mod plans;
mod schema;
mod writers;
