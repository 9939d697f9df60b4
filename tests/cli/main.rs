//! The command line as a user has it: the built binary, its exit codes, its output, and what it leaves behind when it is killed.

mod bad_way;
mod bucket;
mod cases;
mod deploy;
mod exit_codes;
mod exits;
mod files;
mod hostile;
mod import;
mod kill;
mod large;
mod looped;
mod odd_results;
#[cfg(unix)]
mod on_postgres;
mod output;
mod parallel;
mod program;
mod projects;
mod report;
mod report_browser;
mod runs;
mod same_titles;
mod samples;
mod secrets;
mod shapes;
mod stop;
mod support;
mod texts;
mod tls;
mod trend;
mod true_cases;
mod true_counts;
mod untested;
mod users;
mod workspaces;
