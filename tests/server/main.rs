//! The embedded server over real HTTP.

mod basics;
mod support;
