//! Configurations of runs (browser = chrome), in groups.

use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::p;
use voluptas_core::domain::ids::ProjectId;

/// A group of configurations: the property that varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationGroup {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    /// Name.
    pub title: String,
    /// Values of the property.
    pub configurations: Vec<Configuration>,
}

/// One value of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    /// Name.
    pub title: String,
}

/// Configurations in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Configurations<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn configurations(&self) -> Configurations<'_> {
        Configurations(self)
    }
}

impl Configurations<'_> {
    /// All groups of a project with their values, by number.
    pub fn groups(&self, project: ProjectId) -> Result<Vec<ConfigurationGroup>> {
        let mut groups = self.0.all(
            "SELECT id, number, title FROM configuration_groups WHERE project_id = ?1 ORDER BY number",
            p![project],
            |r| Ok(ConfigurationGroup { id: r.int(0)?, number: r.int(1)?, title: r.text(2)?, configurations: Vec::new() }),
        )?;
        self.0.each(
            "SELECT group_id, id, number, title FROM configurations WHERE project_id = ?1 ORDER BY number",
            p![project],
            |r| {
                let group_id = r.int(0)?;
                let value = Configuration { id: r.int(1)?, number: r.int(2)?, title: r.text(3)? };
                if let Some(group) = groups.iter_mut().find(|g| g.id == group_id) {
                    group.configurations.push(value);
                }
                Ok(())
            },
        )?;
        Ok(groups)
    }

    /// Creates a group; returns its number.
    pub fn create_group(&self, project: ProjectId, title: &str) -> Result<i64> {
        let number = self.0.take_numbers(project, "configuration_group", 1)?;
        self.0.insert(
            "INSERT INTO configuration_groups (project_id, number, title) VALUES (?1, ?2, ?3)",
            p![project, number, title],
        )?;
        self.0.touch(Aggregate::Runs);
        Ok(number)
    }

    /// Creates a value in the group with this number.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown group.
    pub fn create(&self, project: ProjectId, group: i64, title: &str) -> Result<Configuration> {
        let group_id = self
            .0
            .opt("SELECT id FROM configuration_groups WHERE project_id = ?1 AND number = ?2", p![project, group], |r| r.int(0))?
            .ok_or_else(|| Error::not_found("configuration_group", group))?;
        let number = self.0.take_numbers(project, "configuration", 1)?;
        let id = self.0.insert(
            "INSERT INTO configurations (group_id, project_id, number, title) VALUES (?1, ?2, ?3, ?4)",
            p![group_id, project, number, title],
        )?;
        self.0.touch(Aggregate::Runs);
        Ok(Configuration { id, number, title: title.to_owned() })
    }
}
