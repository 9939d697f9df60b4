//! What the window shows of a whole project at once.

pub mod dashboard;
pub mod lists;
