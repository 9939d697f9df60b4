//! People, and the dictionaries of words that the registry uses.

use super::db::Row;
use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx};
use crate::p;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::PersonId;
use voluptas_core::domain::person::Person;
use voluptas_core::domain::validate;

/// The people, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct People<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    pub fn people(&self) -> People<'_> {
        People(self)
    }

    /// The active words of a dictionary (`segment`, `maturity`, `automation_status`, `position`, ...), in their order.
    pub fn dictionary(&self, kind: &str) -> Result<Vec<String>> {
        self.all(
            "SELECT value FROM dictionaries WHERE kind = ?1 AND is_active = TRUE ORDER BY display_order, value",
            p![kind],
            |r| r.text(0),
        )
    }

    /// True when the workspace has words in its dictionaries.
    pub fn has_dictionaries(&self) -> Result<bool> {
        Ok(self.count("SELECT count(*) FROM dictionaries", &[])? > 0)
    }

    /// Fills empty dictionaries with the default words.
    pub fn seed_dictionaries(&self) -> Result<()> {
        for (kind, words) in SEEDS {
            if self.count("SELECT count(*) FROM dictionaries WHERE kind = ?1", p![*kind])? > 0 {
                continue;
            }
            for (order, word) in (0_i64..).zip(*words) {
                self.insert(
                    "INSERT INTO dictionaries (kind, value, display_order) VALUES (?1, ?2, ?3)",
                    p![*kind, *word, order],
                )?;
            }
            self.touch(Aggregate::Functions);
        }
        Ok(())
    }
}

/// Words of the dictionaries of a new workspace.
const SEEDS: &[(&str, &[&str])] = &[
    ("type", &["Module", "Epic", "Feature", "Story", "Page", "Element", "Service"]),
    ("segment", &["UI", "UX/CX", "API", "Backend", "Database", "Integration", "Security", "Performance"]),
    ("automation_status", &["Not Started", "In Progress", "Automated", "Partially Automated", "Not Applicable"]),
    ("maturity", &["Draft", "PoC", "Production", "Legacy", "Deprecated"]),
    ("status", &["Draft", "Approved", "Deprecated"]),
    (
        "position",
        &[
            "QA Engineer",
            "QA Team Lead",
            "QA Tech Lead",
            "QA Lead",
            "Frontend Developer",
            "Frontend Lead",
            "Backend Developer",
            "Backend Tech Lead",
            "DevOps Engineer",
            "Project Manager",
            "Product Owner",
            "Business Analyst",
            "Designer",
            "Content Manager",
            "Other",
        ],
    ),
];

const COLUMNS: &str = "id, name, position, email, zoho_id, github, is_active, notes";

fn person(row: &Row<'_>) -> Result<Person> {
    Ok(Person {
        id: PersonId(row.int(0)?),
        name: row.text(1)?,
        position: row.opt_text(2)?,
        email: row.opt_text(3)?,
        zoho_id: row.opt_text(4)?,
        github: row.opt_text(5)?,
        is_active: row.bool(6)?,
        notes: row.opt_text(7)?,
    })
}

impl People<'_> {
    /// Every person who is not in the trash, by name.
    pub fn all(&self) -> Result<Vec<Person>> {
        self.0.all(&format!("SELECT {COLUMNS} FROM people WHERE deleted_ms IS NULL ORDER BY name_fold"), &[], person)
    }

    /// Every person with a mark for those in the trash: living people first, then by row id.
    pub fn everyone(&self) -> Result<Vec<(Person, bool)>> {
        let sql = format!("SELECT {COLUMNS}, deleted_ms FROM people ORDER BY deleted_ms IS NOT NULL, id");
        self.0.all(&sql, &[], |row| Ok((person(row)?, row.opt_int(8)?.is_some())))
    }

    /// One person.
    pub fn get(&self, id: PersonId) -> Result<Person> {
        self.0
            .opt(&format!("SELECT {COLUMNS} FROM people WHERE id = ?1"), p![id], person)?
            .ok_or_else(|| Error::not_found("person", id))
    }

    /// Replaces everything about a person but the name.
    ///
    /// # Errors
    /// [`Error::NotFound`], and [`Error::Duplicate`] for an address that another person has.
    pub fn update(&self, person: &Person) -> Result<()> {
        let before = self.get(person.id)?;
        self.0.execute(
            "UPDATE people SET position = ?2, email = ?3, zoho_id = ?4, github = ?5, is_active = ?6, notes = ?7, updated_ms = ?8 \
             WHERE id = ?1",
            p![
                person.id,
                &person.position,
                &person.email,
                &person.zoho_id,
                &person.github,
                person.is_active,
                &person.notes,
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Functions);
        self.0.record_change(Entity::Person, person.id.0, &before, &self.get(person.id)?)
    }

    /// The person with this folded name. A missing person is created.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long name.
    pub fn ensure(&self, name: &str) -> Result<PersonId> {
        validate::title("name", name, 200)?;
        let known = "SELECT id, deleted_ms FROM people WHERE name_fold = ?1 ORDER BY deleted_ms IS NOT NULL, id LIMIT 1";
        if let Some((id, deleted)) = self.0.opt(known, p![fold(name)], |r| Ok((r.int(0)?, r.opt_int(1)?)))? {
            if deleted.is_some() {
                self.0.set_deleted_at(Entity::Person, id, None)?;
            }
            return Ok(PersonId(id));
        }
        self.create(name)
    }

    /// Creates a person of a name that no other one has, which the caller knows.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long name.
    pub fn create(&self, name: &str) -> Result<PersonId> {
        validate::title("name", name, 200)?;
        let id = self.0.insert(
            "INSERT INTO people (name, name_fold, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?3)",
            p![name.trim(), fold(name), self.0.now()],
        )?;
        self.0.record_new(Entity::Person, id)?;
        self.0.touch(Aggregate::Functions);
        Ok(PersonId(id))
    }
}
