//! Figures and lists of a whole project, for the window.

pub mod dashboard;
pub mod lists;
