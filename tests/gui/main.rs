//! The window's panels, driven as a person drives them: by what is read and by keys. No display, no GPU.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "small numbers of tests")]

#[path = "../shared/mod.rs"]
mod shared;

mod about;
mod attachments;
mod cards;
mod case_filters;
mod case_state;
mod case_tab;
mod closing;
mod comments;
mod compare;
mod connect;
mod dashboard;
mod drops;
mod duplicates;
mod editor;
mod executing;
mod faults;
mod first_project;
mod further_suites;
mod glyphs;
mod grid;
mod guide;
mod hints;
mod hostile;
mod import;
mod import_cases;
mod keyboard;
mod keys;
mod layout;
mod lists;
mod long_lists;
mod manual_run;
mod new_cases;
mod palette;
mod projects;
mod registry_grid;
mod results;
mod run_views;
mod saved_filters;
mod selection;
mod shared_steps;
mod shop;
mod step_menu;
mod suites;
mod support;
mod table;
mod tabs;
mod together;
mod tree;
mod undo;
mod views;
mod window;
mod writing;
