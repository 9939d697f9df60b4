//! Models of the window on a workspace: the tree of suites and the grid of cases.
//!
//! `VOLUPTAS_TEST_ENGINE=postgres` runs the same tests on workspaces on a server.

mod case_rows;
mod deep_suites;
