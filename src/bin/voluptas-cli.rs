//! Placeholder until the shell lands.
fn main() {}
