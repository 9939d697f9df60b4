//! Handlers of the operations, one file per resource.

pub mod access;
pub mod attachments;
pub mod authors;
pub mod case_issues;
pub mod cases;
pub mod configurations;
pub mod defects;
pub mod environments;
pub mod fields;
pub mod milestones;
pub mod oidc;
pub mod pages;
pub mod plans;
pub mod projects;
pub mod reference;
pub mod result_files;
pub mod results;
pub mod results_v2;
pub mod reviews;
pub mod runs;
pub mod search;
pub mod shared_parameters;
pub mod shared_steps;
pub mod sign_in;
pub mod suites;
