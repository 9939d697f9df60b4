//! The command line as a user has it: the built binary, its exit codes, its output, and what it leaves behind when it is killed.

mod exits;
mod hostile;
mod kill;
mod large;
mod looped;
mod parallel;
mod projects;
mod secrets;
mod shapes;
mod stop;
mod support;
