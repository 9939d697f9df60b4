//! Finds entities of all projects by a condition on their fields: the part of a query language that is SQL.
//!
//! [`FoundKind::field`] gives the fields by which a kind of entity can be found, [`Condition`] joins comparisons of them, and
//! [`Finder::find`] answers with row ids. Reading a text into a condition belongs elsewhere.

use super::Tx;
use super::error::Result;
use super::page::{Page, Slice, Where};
use crate::db::Param;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{FieldId, ProjectId};

/// A kind of entity that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum FoundKind {
    Case,
    Run,
    Result,
    Plan,
    Defect,
}

/// Type of the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Number,
    /// Free text.
    Text,
    /// Free text in a column that is folded.
    Folded,
    /// One of some words, such as a slug.
    Word,
    /// Code of a project.
    Code,
    Truth,
    /// Milliseconds.
    Time,
    /// Titles in rows of another table; the SQL has `{}` for the comparison.
    Titles,
    /// Titles in a JSON list.
    List,
}

/// A field by which entities are found.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in a query, in lower case.
    pub name: &'static str,
    pub shape: Shape,
    sql: &'static str,
}

const fn field(name: &'static str, shape: Shape, sql: &'static str) -> Field {
    Field { name, shape, sql }
}

const CASE: &[Field] = &[
    field("id", Shape::Number, "t.number"),
    field("project", Shape::Code, "p.code"),
    field("title", Shape::Folded, "t.title_fold"),
    field("description", Shape::Text, "coalesce(t.description, '')"),
    field("preconditions", Shape::Text, "coalesce(t.preconditions, '')"),
    field("postconditions", Shape::Text, "coalesce(t.postconditions, '')"),
    field("severity", Shape::Word, "t.severity"),
    field("priority", Shape::Word, "t.priority"),
    field("type", Shape::Word, "t.kind"),
    field("layer", Shape::Word, "t.layer"),
    field("behavior", Shape::Word, "t.behavior"),
    field("automation", Shape::Word, "t.automation"),
    field("status", Shape::Word, "t.status"),
    field("isflaky", Shape::Truth, "t.is_flaky"),
    field("suite", Shape::Folded, "coalesce(s.title_fold, '')"),
    field("suiteid", Shape::Number, "s.number"),
    field("milestone", Shape::Text, "coalesce(m.title, '')"),
    field("milestoneid", Shape::Number, "m.number"),
    field(
        "author",
        Shape::Text,
        "coalesce((SELECT o.who FROM operations o WHERE o.id = (SELECT h.operation_id FROM changes h WHERE h.entity = 'case' \
         AND h.entity_id = t.id ORDER BY h.id LIMIT 1)), '')",
    ),
    field("created", Shape::Time, "t.created_ms"),
    field("updated", Shape::Time, "t.updated_ms"),
    field(
        "tags",
        Shape::Titles,
        "EXISTS (SELECT 1 FROM case_tags x JOIN tags g ON g.id = x.tag_id WHERE x.case_id = t.id AND g.title_fold {})",
    ),
];

const RUN: &[Field] = &[
    field("id", Shape::Number, "t.number"),
    field("project", Shape::Code, "p.code"),
    field("title", Shape::Text, "t.title"),
    field("description", Shape::Text, "coalesce(t.description, '')"),
    field("status", Shape::Word, "t.state"),
    field("isautotest", Shape::Truth, "t.is_autotest"),
    field("environment", Shape::Text, "coalesce(e.title, '')"),
    field("milestone", Shape::Text, "coalesce(m.title, '')"),
    field("milestoneid", Shape::Number, "m.number"),
    field("plan", Shape::Text, "coalesce(a.title, '')"),
    field("planid", Shape::Number, "a.number"),
    field("started", Shape::Time, "t.start_ms"),
    field("ended", Shape::Time, "t.end_ms"),
    field("created", Shape::Time, "t.created_ms"),
    field("tags", Shape::List, "t.tags"),
];

const RESULT: &[Field] = &[
    field("id", Shape::Word, "t.hash"),
    field("hash", Shape::Word, "t.hash"),
    field("project", Shape::Code, "p.code"),
    field("title", Shape::Text, "t.title"),
    field("status", Shape::Word, "t.status"),
    field("comment", Shape::Text, "coalesce(t.comment, '')"),
    field("stacktrace", Shape::Text, "coalesce(t.stacktrace, '')"),
    field("timespent", Shape::Number, "coalesce(t.duration_ms, 0)"),
    field("run", Shape::Text, "u.title"),
    field("runid", Shape::Number, "u.number"),
    field("case", Shape::Folded, "coalesce(c.title_fold, '')"),
    field("caseid", Shape::Number, "c.number"),
    field("milestone", Shape::Text, "coalesce(m.title, '')"),
    field("isapi", Shape::Truth, "t.is_api"),
    field("isdefect", Shape::Truth, "t.is_defect"),
    field("author", Shape::Text, "coalesce(t.author, '')"),
    field("ended", Shape::Time, "coalesce(t.end_ms, t.created_ms)"),
    field("created", Shape::Time, "t.created_ms"),
];

const PLAN: &[Field] = &[
    field("id", Shape::Number, "t.number"),
    field("project", Shape::Code, "p.code"),
    field("title", Shape::Text, "t.title"),
    field("description", Shape::Text, "coalesce(t.description, '')"),
    field("created", Shape::Time, "t.created_ms"),
    field("updated", Shape::Time, "t.updated_ms"),
];

const DEFECT: &[Field] = &[
    field("id", Shape::Number, "t.number"),
    field("project", Shape::Code, "p.code"),
    field("title", Shape::Folded, "t.title_fold"),
    field("actualresult", Shape::Text, "t.actual_result"),
    field("severity", Shape::Word, "t.severity"),
    field("status", Shape::Word, "t.status"),
    field("milestone", Shape::Text, "coalesce(m.title, '')"),
    field("milestoneid", Shape::Number, "m.number"),
    field("issue", Shape::Text, "coalesce(t.issue, '')"),
    field("author", Shape::Text, "coalesce(t.author, '')"),
    field("created", Shape::Time, "t.created_ms"),
    field("updated", Shape::Time, "t.updated_ms"),
    field("resolved", Shape::Time, "t.resolved_ms"),
    field("tags", Shape::List, "t.tags"),
];

/// Value of a custom field of a case.
const CUSTOM: &str = "EXISTS (SELECT 1 FROM case_field_values x WHERE x.case_id = t.id AND x.field_id = ? AND lower(x.value) {})";

impl FoundKind {
    /// Every field of this kind.
    #[must_use]
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Case => CASE,
            Self::Run => RUN,
            Self::Result => RESULT,
            Self::Plan => PLAN,
            Self::Defect => DEFECT,
        }
    }

    /// The field of a name, in any letter case.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The rows, with their project as `p`.
    fn from(self) -> &'static str {
        match self {
            Self::Case => {
                "cases t JOIN projects p ON p.id = t.project_id LEFT JOIN suites s ON s.id = t.suite_id \
                 LEFT JOIN milestones m ON m.id = t.milestone_id"
            }
            Self::Run => {
                "runs t JOIN projects p ON p.id = t.project_id LEFT JOIN environments e ON e.id = t.environment_id \
                 LEFT JOIN milestones m ON m.id = t.milestone_id LEFT JOIN plans a ON a.id = t.plan_id"
            }
            Self::Result => {
                "results t JOIN runs u ON u.id = t.run_id JOIN projects p ON p.id = u.project_id \
                 LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN milestones m ON m.id = u.milestone_id"
            }
            Self::Plan => "plans t JOIN projects p ON p.id = t.project_id",
            Self::Defect => "defects t JOIN projects p ON p.id = t.project_id LEFT JOIN milestones m ON m.id = t.milestone_id",
        }
    }

    fn living(self) -> &'static str {
        match self {
            Self::Case | Self::Run => "t.deleted_ms IS NULL",
            Self::Result => "t.deleted_ms IS NULL AND u.deleted_ms IS NULL AND coalesce(t.visible_ms, 0) <= ?",
            Self::Plan | Self::Defect => "TRUE",
        }
    }
}

/// Left side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Field(&'static Field),
    /// The value of a custom field of a case.
    Custom(FieldId),
}

/// A value of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Number(i64),
    Text(String),
    Truth(bool),
}

/// An operator of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Is one of the values.
    In,
    /// Holds the value as a part.
    Contains,
    /// Has no value.
    Empty,
}

/// A condition on the fields of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Subject, Operator, Vec<Wanted>),
}

/// A search for entities.
#[derive(Debug, Clone)]
pub struct FindQuery {
    pub kind: FoundKind,
    /// Projects to look in; `None` is all.
    pub projects: Option<Vec<ProjectId>>,
    pub condition: Condition,
    /// Fields to sort by, each with true for the last value first. Equal entities are in the order of creation.
    pub order: Vec<(&'static Field, bool)>,
}

/// Searches in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Finder<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// Finds entities of all projects by a condition on their fields.
    pub fn finder(&self) -> Finder<'_> {
        Finder(self)
    }
}

impl Finder<'_> {
    /// A page of the row ids of found entities, each with its project.
    pub fn find(&self, query: &FindQuery, slice: Slice) -> Result<Page<(ProjectId, i64)>> {
        let living = query.kind.living();
        let now = if living.contains('?') { vec![self.0.now().into()] } else { Vec::new() };
        let mut w = Where::new(living, now);
        if let Some(projects) = &query.projects {
            w.any_of("p.id", projects.iter().copied());
        }
        let (mut sql, mut params) = (String::new(), Vec::new());
        condition(&query.condition, &mut sql, &mut params);
        w.and(&sql, params);
        let from = query.kind.from();
        let total = self.0.count(&format!("SELECT count(*) FROM {from} {}", w.sql()), w.params())?;
        let mut order: String = query
            .order
            .iter()
            .map(|(field, is_last_first)| format!("{} {}, ", field.sql, if *is_last_first { "DESC" } else { "ASC" }))
            .collect();
        order.push_str("t.id");
        let w = w.page(&order, slice);
        let sql = format!("SELECT p.id, t.id FROM {from} {}", w.sql());
        let rows = self.0.all(&sql, w.params(), |r| Ok((ProjectId(r.int(0)?), r.int(1)?)))?;
        Ok(Page { total, filtered: total, rows })
    }
}

/// True for a field by which entities can be sorted.
#[must_use]
pub fn is_sortable(field: &Field) -> bool {
    !matches!(field.shape, Shape::Titles | Shape::List)
}

fn condition(of: &Condition, sql: &mut String, params: &mut Vec<Param<'static>>) {
    match of {
        Condition::All(parts) => joined(parts, " AND ", "TRUE", sql, params),
        Condition::Any(parts) => joined(parts, " OR ", "FALSE", sql, params),
        Condition::Not(part) => {
            sql.push_str("NOT ");
            condition(part, sql, params);
        }
        Condition::Compare(subject, operator, values) => {
            // A field without a value is equal to nothing; its negation holds.
            sql.push_str("coalesce(");
            compare(*subject, *operator, values, sql, params);
            sql.push_str(", FALSE)");
        }
    }
}

fn joined(parts: &[Condition], by: &str, none: &str, sql: &mut String, params: &mut Vec<Param<'static>>) {
    if parts.is_empty() {
        return sql.push_str(none);
    }
    for (i, part) in parts.iter().enumerate() {
        sql.push_str(if i == 0 { "(" } else { by });
        condition(part, sql, params);
    }
    sql.push(')');
}

/// A pattern of `LIKE` that finds a part of a text.
fn part_of(text: &str) -> Param<'static> {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")).into()
}

fn text(value: &Wanted) -> String {
    match value {
        Wanted::Number(number) => number.to_string(),
        Wanted::Text(text) => text.clone(),
        Wanted::Truth(truth) => truth.to_string(),
    }
}

fn compare(subject: Subject, operator: Operator, values: &[Wanted], sql: &mut String, params: &mut Vec<Param<'static>>) {
    let (shape, column) = match subject {
        Subject::Field(field) => (field.shape, field.sql),
        Subject::Custom(id) => {
            params.push(id.into());
            (Shape::Titles, CUSTOM)
        }
    };
    let is_lowered = shape == Shape::Text || column == CUSTOM;
    // SQLite lowers ASCII alone, PostgreSQL every letter.
    let (column, mark) = match shape {
        Shape::Text => (format!("lower({column})"), "lower(?)"),
        _ => (column.to_owned(), if is_lowered { "lower(?)" } else { "?" }),
    };
    let param = |value: &Wanted| -> Param<'static> {
        match (shape, value) {
            (Shape::Number | Shape::Time, Wanted::Number(number)) => (*number).into(),
            (Shape::Truth, Wanted::Truth(truth)) => (*truth).into(),
            (Shape::Folded, value) => fold(&text(value)).into(),
            (Shape::Titles, value) if !is_lowered => fold(&text(value)).into(),
            (Shape::Code, value) => text(value).to_ascii_uppercase().into(),
            (_, value) => text(value).into(),
        }
    };
    let mut put = |comparison: &str| match shape {
        Shape::Titles => sql.push_str(&column.replace("{}", comparison)),
        _ => sql.push_str(&format!("{column} {comparison}")),
    };
    match operator {
        Operator::Empty => match shape {
            Shape::Titles => {
                sql.push_str("NOT ");
                sql.push_str(&column.replace("{}", "IS NOT NULL"));
            }
            Shape::List => put("= '[]'"),
            Shape::Number | Shape::Time | Shape::Truth => put("IS NULL"),
            _ => put("= ''"),
        },
        _ if shape == Shape::List => {
            let is_part = operator == Operator::Contains;
            sql.push('(');
            for (i, value) in values.iter().enumerate() {
                sql.push_str(if i == 0 { "" } else { " OR " });
                sql.push_str(&format!("lower({column}) LIKE lower(?) ESCAPE '\\'"));
                // As it stands in the JSON of the list: with quotes around a whole title.
                let quoted = serde_json::to_string(&text(value)).unwrap_or_default();
                params.push(part_of(if is_part { quoted.trim_matches('"') } else { &quoted }));
            }
            sql.push_str(if values.is_empty() { "FALSE)" } else { ")" });
        }
        Operator::In if values.is_empty() => sql.push_str("FALSE"),
        Operator::In => {
            params.extend(values.iter().map(param));
            put(&format!("IN ({})", vec![mark; values.len()].join(", ")));
        }
        Operator::Contains => {
            let wanted = values.first().map(text).unwrap_or_default();
            let is_folded = shape == Shape::Folded || (shape == Shape::Titles && !is_lowered);
            params.push(part_of(&if is_folded { fold(&wanted) } else { wanted }));
            put(&format!("LIKE {mark} ESCAPE '\\'"));
        }
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            params.extend(values.first().map(param));
            let sign = match operator {
                Operator::Less => "<",
                Operator::LessOrEqual => "<=",
                Operator::Greater => ">",
                _ => ">=",
            };
            put(&format!("{sign} {mark}"));
        }
    }
}
