//! Parts of migrations that SQL alone cannot do. They run in the transaction of the migration.

use super::db::Db;
use super::error::Result;
use super::known_tests::MAYBE_LONG;
use super::page::{IN_LIST, Where};
use super::{Tx, result_detail, result_rows};
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::identity;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// The part of migration 14 that SQL cannot do.
pub(super) fn to_14(db: &Db) -> Result<()> {
    let tx = &Tx::new(db, 0, None);
    steps_of_results(tx)?;
    tx.outcomes().rebuild()
}

/// The part of migration 19 that SQL cannot do: sorts the packed history of tests by the start of the runs.
pub(super) fn to_19(db: &Db) -> Result<()> {
    Tx::new(db, 0, None).test_history().sort_by_start()
}

/// The part of migration 20 that SQL cannot do: from then on, row ids that something outside of the tables may refer to are never
/// used again.
pub(super) fn to_20(db: &Db) -> Result<()> {
    db.give_ids_once(&[
        "projects",
        "people",
        "functions",
        "custom_fields",
        "suites",
        "cases",
        "shared_steps",
        "environments",
        "milestones",
        "configurations",
        "plans",
        "runs",
        "case_comments",
        "templates",
    ])
}

/// The part of migration 32 that SQL cannot do: only a workspace on a server has the table.
pub(super) fn to_32(db: &Db) -> Result<()> {
    db.mark_contents()
}

/// The part of migration 38 that SQL cannot do: keys of tests and ids of senders, which indexes take whole, are bounded.
pub(super) fn to_38(db: &Db) -> Result<()> {
    let tx = &Tx::new(db, 0, None);
    tx.known_tests().bound_keys()?;
    let sql = format!("SELECT id, external_id FROM results WHERE external_id IS NOT NULL AND length(external_id) > {MAYBE_LONG}");
    for (id, external) in tx.all(&sql, &[], |r| Ok((r.int(0)?, r.text(1)?)))? {
        tx.execute("UPDATE results SET external_id = ?2 WHERE id = ?1", p![id, identity::bounded(external)])?;
    }
    Ok(())
}

/// The part of migration 26 that SQL cannot do: stored results that report a defect get one for each test that failed.
pub(super) fn to_26(db: &Db) -> Result<()> {
    let tx = &Tx::new(db, 0, None);
    let sql = "SELECT r.id, u.project_id, r.test_id, r.title, coalesce(r.comment, r.stacktrace, ''), r.author, r.created_ms \
               FROM results r JOIN runs u ON u.id = r.run_id WHERE r.is_defect = TRUE AND r.deleted_ms IS NULL ORDER BY r.id";
    let reporting = tx.all(sql, &[], |r| {
        let of_test = (ProjectId(r.int(1)?), r.opt_int(2)?);
        Ok((r.int(0)?, of_test, r.text(3)?, r.text(4)?, r.opt_text(5)?, r.int(6)?))
    })?;
    let mut made: BTreeMap<(ProjectId, Option<i64>), i64> = BTreeMap::new();
    for (result, of_test, title, text, author, at) in reporting {
        let defect = if let Some(defect) = made.get(&of_test) {
            *defect
        } else {
            let number = tx.take_numbers(of_test.0, "defect", 1)?;
            let title = if title.trim().is_empty() { "?".to_owned() } else { super::defect_links::start(title.trim(), 255) };
            let defect = tx.insert(
                "INSERT INTO defects (project_id, number, title, title_fold, actual_result, severity, status, custom_fields, tags, \
                 attachments, author, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, 'normal', 'open', '{}', '[]', '[]', ?6, ?7, ?7)",
                p![of_test.0, number, &title, fold(&title), super::defect_links::start(&text, 10_000), author, at],
            )?;
            made.insert(of_test, defect);
            defect
        };
        tx.execute("INSERT INTO defect_results (defect_id, result_id) VALUES (?1, ?2)", p![defect, result])?;
    }
    Ok(())
}

/// Rows of steps as files up to version 13 have them.
const STEPS: &str = "CREATE TABLE result_steps (id INTEGER PRIMARY KEY, result_id INTEGER NOT NULL, parent_id INTEGER, \
    position INTEGER NOT NULL, action TEXT NOT NULL, expected TEXT, data TEXT, status TEXT NOT NULL, comment TEXT, start_ms INTEGER, \
    end_ms INTEGER, duration_ms INTEGER, attachments TEXT) STRICT";

fn has_steps(db: &Db) -> Result<bool> {
    Ok(db.table_names()?.iter().any(|name| name == "result_steps"))
}

/// Gives a new file the table of steps of a damaged older one, whose rows can then be copied.
pub(super) fn take_steps(from: &Db, to: &Db) -> Result<()> {
    if has_steps(from)? { to.batch(STEPS) } else { Ok(()) }
}

/// Converts the rows that [`take_steps`] made room for.
pub(super) fn convert_taken_steps(db: &Db) -> Result<()> {
    if has_steps(db)? { steps_of_results(&Tx::new(db, 0, None)) } else { Ok(()) }
}

/// Puts the steps of results, which had rows of their own, into the details of the results, and gives failures their group.
fn steps_of_results(tx: &Tx<'_>) -> Result<()> {
    let sql = "SELECT id FROM results WHERE id IN (SELECT result_id FROM result_steps) \
               OR (status IN ('failed', 'broken') AND comment IS NOT NULL) ORDER BY id";
    let ids = tx.all(sql, &[], |r| r.int(0))?;
    for part in ids.chunks(IN_LIST) {
        let mut w = Where::new("TRUE", Vec::new());
        w.any_of("result_id", part.iter().copied());
        let mut steps: BTreeMap<i64, ByParent> = BTreeMap::new();
        let sql = format!(
            "SELECT result_id, parent_id, id, action, expected, data, status, comment, start_ms, end_ms, duration_ms, attachments \
             FROM result_steps {} ORDER BY position, id",
            w.sql()
        );
        tx.each(&sql, w.params(), |r| {
            let step = ResultStep {
                action: r.text(3)?,
                expected: r.opt_text(4)?,
                data: r.opt_text(5)?,
                status: ResultStatus::parse(&r.text(6)?),
                comment: r.opt_text(7)?,
                start_ms: r.opt_int(8)?,
                end_ms: r.opt_int(9)?,
                duration_ms: r.opt_int(10)?,
                attachments: r.opt_json(11)?,
                ..ResultStep::default()
            };
            steps.entry(r.int(0)?).or_default().entry(r.opt_int(1)?).or_default().push((r.int(2)?, step));
            Ok(())
        })?;
        let mut w = Where::new("TRUE", Vec::new());
        w.any_of("id", part.iter().copied());
        let of_result = tx.all(&format!("SELECT id, start_ms, status, comment FROM results {}", w.sql()), w.params(), |r| {
            let (start_ms, status, comment) = (r.opt_int(1)?, ResultStatus::parse(r.str(2)?), r.opt_text(3)?);
            Ok((r.int(0)?, ResultContent { start_ms, status, comment, ..ResultContent::default() }))
        })?;
        for (id, mut content) in of_result {
            if let Some(mut by_parent) = steps.remove(&id) {
                content.steps = tree(&mut by_parent, None);
            }
            let detail = result_detail::encode(tx, &content)?;
            let sql = "UPDATE results SET detail = ?2, failure = ?3 WHERE id = ?1";
            tx.execute(sql, p![id, detail.as_deref(), result_rows::failure_of(&content)])?;
        }
    }
    tx.execute("DROP TABLE result_steps", &[]).map(drop)
}

/// Steps of a result by their parent step; `None` is the result itself.
type ByParent = BTreeMap<Option<i64>, Vec<(i64, ResultStep)>>;

fn tree(by_parent: &mut ByParent, parent: Option<i64>) -> Vec<ResultStep> {
    let own = by_parent.remove(&parent).unwrap_or_default();
    own.into_iter()
        .map(|(id, mut step)| {
            step.steps = tree(by_parent, Some(id));
            step
        })
        .collect()
}
