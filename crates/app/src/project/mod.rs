//! Settings, custom fields and milestones of a project.

pub mod field_rules;
pub mod limits;
pub mod milestones;
pub mod settings;
