//! Workspaces that earlier versions of the program wrote are brought up to date and keep their content.
//!
//! The files are in `fixtures`, whose README says how each came to be. They are never written anew: a fixture is what a person may
//! have on the disk, whatever the migrations say today.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fixture::assert_sound_file;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::identity;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, ResultId};
use voluptas_core::domain::result::{FoundBy, ResultContent};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::user::Role;
use voluptas_store::audit::AuditFilter;
use voluptas_store::blobs::{Blobs, path_in};
use voluptas_store::case_reviews::ReviewFilter;
use voluptas_store::db::migrate::{self, MIGRATIONS};
use voluptas_store::db::{Db, Mode, sqlite};
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Slice, Store};

/// The versions of the schema, from the first.
fn versions() -> impl Iterator<Item = i64> {
    MIGRATIONS.iter().map(|migration| migration.version)
}

/// Bytes of the attachment of the fixtures.
const SCREENSHOT: &[u8] = b"screenshot";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/fixtures")
}

/// Writes the fixture of a schema version: the migrations up to it, each followed by rows that a program of that version wrote.
fn script(version: i64) -> String {
    let mut script = format!("-- A workspace of schema version {version}. Written once; see README.md.\n");
    script += "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_ms INTEGER NOT NULL) STRICT;\n";
    for m in MIGRATIONS.iter().filter(|m| m.version <= version) {
        let checksum = blake3::hash(m.sql.as_bytes()).to_hex();
        let lines = |sql: &str| {
            let lines = sql.lines().filter(|l| !l.trim_start().starts_with("--") && !l.trim().is_empty());
            lines.fold(String::new(), |out, line| out + line + "\n")
        };
        writeln!(script, "\n-- {:04}_{}.sql", m.version, m.name).expect("text");
        script += &lines(&sqlite::expand(m.sql));
        writeln!(script, "INSERT INTO schema_migration VALUES ({}, '{}', '{checksum}', 1);", m.version, m.name).expect("text");
        let rows = fixtures().join(format!("rows/{:02}.sql", m.version));
        if let Ok(rows) = std::fs::read_to_string(rows) {
            script += &rows.replace("@CONTENT", &blake3::hash(SCREENSHOT).to_hex());
        }
    }
    script + "\nPRAGMA application_id = 1450142785;\n"
}

/// The fixture of a schema version.
fn fixture(version: i64) -> String {
    let path = fixtures().join(format!("v{version:02}.sql"));
    if !path.exists() && std::env::var_os("VOLUPTAS_WRITE_FIXTURES").is_some() {
        std::fs::write(&path, script(version)).expect("the fixture can be written");
    }
    let hint = "VOLUPTAS_WRITE_FIXTURES=1 writes a missing one, with the rows of fixtures/rows";
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}; {hint}", path.display()))
}

/// A folder with the workspace file of a schema version.
fn workspace_of(version: i64) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("w.voluptas");
    Db::open(&path, Mode::ReadWrite).expect("new file").batch(&fixture(version)).expect("fixture");
    let file = path_in(&Blobs::folder_of(&path), &blake3::hash(SCREENSHOT).to_hex());
    std::fs::create_dir_all(file.parent().expect("folder")).expect("folder");
    std::fs::write(file, SCREENSHOT).expect("file");
    (dir, path)
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(1_795_219_200_000))
}

/// Runs a check for every schema version, with the number of that version and an upgraded workspace.
fn of_every_version(check: impl Fn(i64, &Store)) {
    assert!(migrate::latest() >= 10);
    for version in versions() {
        let (_dir, path) = workspace_of(version);
        let store = Store::open(&path, clock()).unwrap_or_else(|e| panic!("version {version}: {e}"));
        check(version, &store);
    }
}

#[test]
fn a_fixture_has_the_schema_of_its_version() {
    for version in versions() {
        let (_dir, path) = workspace_of(version);
        let db = Db::open(&path, Mode::ReadOnly).expect("file");
        assert_eq!(migrate::version(&db).expect("version"), version);
    }
}

#[test]
fn a_workspace_of_every_version_is_copied_upgraded_and_sound() {
    for version in versions() {
        let (_dir, path) = workspace_of(version);
        let store = Store::open(&path, clock()).unwrap_or_else(|e| panic!("version {version}: {e}"));
        store
            .write(Op::bulk("edit"), |tx| tx.suites().set_deleted(tx.suites().of_project(ProjectId(1))?[0].id, false))
            .expect("can be written");
        drop(store);
        assert_sound_file(&path);
        let copy = path.with_file_name(format!("w.voluptas.before-v{}", migrate::latest()));
        assert_eq!(copy.exists(), version < migrate::latest(), "version {version}");
    }
}

#[test]
fn functions_and_cases_of_every_version_are_kept() {
    of_every_version(|version, store| {
        store
            .read(|tx| {
                let functions = tx.functions().all()?;
                assert_eq!(
                    functions.iter().map(|f| f.content.func_id.as_str()).collect::<Vec<_>>(),
                    ["shop", "shop.main_page", "shop.main_page.banner"]
                );
                let banner = tx.functions().get(FunctionId(3))?;
                let title = if version < 10 { "[Feature]: Promo banner" } else { "[Feature]: Banner" };
                assert_eq!((banner.content.title.as_str(), banner.content.is_focus), (title, true));
                assert_eq!(tx.people().all()?.len(), 3);
                let case = tx.cases().get(CaseId(1))?;
                assert_eq!((case.number, case.content.title.as_str()), (1, "Pay by card"));
                assert_eq!(case.content.description.as_deref(), Some("Корзина не пуста"));
                assert_eq!((case.content.steps.len(), case.content.tags.as_slice()), (1, &["smoke".to_owned()][..]));
                assert_eq!(case.content.custom_fields.get("Browser").map(String::as_str), Some("1"));
                assert_eq!(tx.mappings().cases_of(FunctionId(3))?.len(), 1);
                assert_eq!(tx.suites().of_project(ProjectId(1))?.len(), 1);
                Ok(())
            })
            .unwrap_or_else(|e| panic!("version {version}: {e}"));
    });
}

#[test]
fn runs_of_every_version_are_counted_and_the_last_result_is_known() {
    of_every_version(|version, store| {
        store
            .read(|tx| {
                let runs = tx.runs().list(ProjectId(1), &voluptas_store::runs::RunFilter::default(), Slice::ALL)?.rows;
                let titles: Vec<&str> = runs.iter().map(|r| r.content.title.as_str()).collect();
                assert!(titles.contains(&"Night"));
                assert_eq!(titles.contains(&"Morning"), version >= 9);
                assert!(!titles.contains(&"Wrong stand"), "it is in the trash");
                let night = tx.runs().by_number(ProjectId(1), 1)?;
                let results = tx.results().of_run(night.id)?;
                assert_eq!(results.iter().map(|r| r.content.comment.as_deref()).collect::<Vec<_>>(), [Some("Timeout")]);
                let stats = tx.runs().stats(&[night.id])?.remove(&night.id).unwrap_or_default();
                assert_eq!((stats.statuses.get("failed"), stats.time_spent_ms), (Some(&1), 1200));
                let last = tx.all("SELECT status, run_id FROM case_last_results", &[], |r| Ok((r.text(0)?, r.int(1)?)))?;
                let wanted = match version {
                    ..9 => ("failed".to_owned(), 1),
                    9..14 => ("passed".to_owned(), 3),
                    _ => ("passed".to_owned(), 4),
                };
                assert_eq!(last, [wanted]);
                Ok(())
            })
            .unwrap_or_else(|e| panic!("version {version}: {e}"));
    });
}

#[test]
fn tests_of_every_version_have_their_results_and_history() {
    of_every_version(|version, store| {
        store
            .read(|tx| {
                assert_eq!(tx.count("SELECT count(*) FROM results WHERE test_id IS NULL", &[])?, 0);
                let night = tx.runs().by_number(ProjectId(1), 1)?;
                let result = tx.results().of_run(night.id)?.remove(0);
                let known = tx.known_tests().many(&[result.test])?;
                assert_eq!(known[&result.test].case, result.content.case_id);
                if version >= 9 {
                    let morning = tx.runs().by_number(ProjectId(1), 3)?;
                    let retried: Vec<bool> = tx.results().of_run(morning.id)?.iter().map(|r| r.is_retried).collect();
                    assert_eq!(retried, [true, false]);
                }
                if version >= 14 {
                    let run = tx.runs().by_number(ProjectId(1), 4)?;
                    let result = tx.results().of_run(run.id)?.remove(0);
                    assert_eq!((result.found_by, result.content.labels[0].value.as_str()), (Some(FoundBy::Function), "critical"));
                    assert_eq!(tx.outcomes().of_run(run.id)?[0].result, result.id);
                    assert_eq!(tx.test_history().of_test(result.test)?[0].record.mean_ms, Some(100));
                    let errors = tx.run_errors().of_run(run.id)?.len();
                    // Since version 23 one of three shards is missing.
                    let all = 2 * usize::from(version >= 21) + usize::from(version >= 23);
                    assert_eq!((errors, tx.run_errors().breaking(run.id)?), (all, all as u64));
                    let titles: Vec<String> = tx.shards().list(run.id)?.into_iter().map(|shard| shard.title).collect();
                    assert_eq!(titles, if version >= 23 { vec!["unit", "api"] } else { vec![] });
                    let of_key = tx.shards().by_key(ProjectId(1), "pipeline-77")?;
                    assert_eq!(of_key, (version >= 23).then_some(run.id));
                }
                let events = tx.audit().list(&AuditFilter::default(), 10)?.into_iter().filter(|e| e.source != "migration");
                let actions: Vec<String> = events.map(|event| event.action).collect();
                assert_eq!(actions, if version >= 24 { vec!["refused-token", "delete-run"] } else { vec![] });
                Ok(())
            })
            .unwrap_or_else(|e| panic!("version {version}: {e}"));
    });
}

#[test]
fn defects_and_reviews_of_every_version_are_kept() {
    of_every_version(|version, store| {
        store
            .read(|tx| {
                let has = usize::from(version >= 26);
                let defects = tx.defects().list(ProjectId(1), None, Slice::ALL)?.rows;
                assert_eq!(defects.len(), has);
                for defect in &defects {
                    let evidence = tx.defects().evidence(&[defect.id])?.remove(&defect.id).unwrap_or_default();
                    assert_eq!((evidence.runs.len(), evidence.results.len(), defect.content.tags.len()), (1, 1, 1));
                }
                let reviews = tx.case_reviews().list(ProjectId(1), &ReviewFilter::default(), Slice::ALL)?.rows;
                assert_eq!((reviews.len(), tx.shared_parameters().all()?.len()), (has, has));
                let reviewers = tx.case_reviews().reviewers(&[1])?;
                assert_eq!(reviewers.get(&1).map(Vec::len), (has == 1).then_some(1));
                assert_eq!(tx.case_issues().of(&[CaseId(1)])?.len(), has);
                Ok(())
            })
            .unwrap_or_else(|e| panic!("version {version}: {e}"));
    });
}

#[test]
fn results_that_report_a_defect_get_one_per_test() {
    let (_dir, path) = workspace_of(24);
    Db::open(&path, Mode::ReadWrite).expect("file").batch("UPDATE results SET is_defect = TRUE").expect("rows");
    let store = Store::open(&path, clock()).expect("upgraded");
    store
        .read(|tx| {
            let reported = tx.all("SELECT DISTINCT test_id FROM results WHERE deleted_ms IS NULL", &[], |r| r.int(0))?.len();
            let defects = tx.defects().list(ProjectId(1), None, Slice::ALL)?.rows;
            assert!(reported > 0 && defects.len() == reported, "{reported}: {defects:?}");
            assert!(defects.iter().any(|defect| defect.content.actual_result == "Timeout"), "{defects:?}");
            Ok(())
        })
        .expect("defects");
}

#[test]
fn long_keys_are_bounded_and_their_tests_found_again() {
    let (_dir, path) = workspace_of(37);
    let title = "Pays ".repeat(1_000);
    let long = format!(
        "UPDATE tests SET key = 't{title}' WHERE id = (SELECT test_id FROM results WHERE id = 1); \
         UPDATE tests SET key = 'f{title}~12', base_key = 'f{title}' WHERE id = 900; \
         UPDATE results SET external_id = '{title}' WHERE id = 1"
    );
    Db::open(&path, Mode::ReadWrite).expect("file").batch(&long).expect("rows");
    let store = Store::open(&path, clock()).expect("upgraded");
    let written = store.write(Op::bulk("results"), |tx| {
        let content = RunContent { title: "Next".into(), ..RunContent::default() };
        let run = tx.runs().create(ProjectId(1), &NewRun { content, ..NewRun::default() })?.id;
        let one = |title: String| ResultContent { title, ..ResultContent::default() };
        let [same, other] = [one(title.clone()), one(format!("{title}!"))].map(|content| tx.results().add(run, &content));
        Ok((tx.results().get(same?.id)?.test, tx.results().get(other?.id)?.test))
    });
    let (same, other) = written.expect("results").value;
    let read = store.read(|tx| {
        let first = tx.results().get(ResultId(1))?;
        let keys = "SELECT max(length(key)) FROM tests";
        let twin = tx.one("SELECT key, base_key FROM tests WHERE id = 900", &[], |r| Ok((r.text(0)?, r.text(1)?)))?;
        Ok((first.test, first.content.external_id, tx.one(keys, &[], |r| r.int(0))?, twin))
    });
    let (first, external, longest, (key, base)) = read.expect("read");
    assert!(first == same && first != other, "the test of then has the result of now, and no other one");
    assert_eq!(external, Some(identity::bounded(title)));
    assert!(longest <= 1_010, "{longest}");
    assert_eq!(key, format!("{base}~12"));
}

#[test]
fn steps_with_rows_of_their_own_become_part_of_their_results() {
    let (_dir, path) = workspace_of(13);
    Db::open(&path, Mode::ReadWrite)
        .expect("file")
        .batch(
            "INSERT INTO result_steps (id, result_id, parent_id, position, action, expected, data, status, comment, start_ms, end_ms, duration_ms, attachments) VALUES \
             (1, 1, NULL, 0, 'Open the cart', 'It is empty', NULL, 'passed', NULL, 1, 5, 4, NULL), \
             (3, 1, NULL, 1, 'Pay', NULL, 'card', 'retest', 'late', NULL, NULL, NULL, '[{\"hash\":\"ab\",\"filename\":\"a.png\",\"mime\":\"image/png\",\"size\":7}]'), \
             (2, 1, 3, 0, 'Type the number', NULL, NULL, 'failed', NULL, NULL, NULL, 12, NULL);",
        )
        .expect("rows");
    let store = Store::open(&path, Arc::new(FixedClock::at(0))).expect("upgraded");
    let steps = store.read(|tx| tx.results().get(voluptas_core::domain::ids::ResultId(1))).expect("result").content.steps;
    let [open, pay] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!(
        (open.action.as_str(), open.expected.as_deref(), open.start_ms, open.end_ms),
        ("Open the cart", Some("It is empty"), Some(1), Some(5))
    );
    assert_eq!((pay.status.slug(), pay.comment.as_deref(), pay.data.as_deref()), ("retest", Some("late"), Some("card")));
    assert_eq!((pay.attachments[0].filename.as_str(), pay.attachments[0].mime.as_str()), ("a.png", "image/png"));
    assert_eq!((pay.steps[0].action.as_str(), pay.steps[0].duration_ms), ("Type the number", Some(12)));
}

#[test]
fn links_pairs_and_history_of_every_version_are_kept() {
    of_every_version(|version, store| {
        store
            .read(|tx| {
                let of = tx.remotes().projects()?.remove(0);
                assert_eq!((of.code.as_str(), tx.remotes().links(of.id)?.len()), ("SHOP", 1));
                assert_eq!(tx.mirror_pairs().all()?.len(), usize::from(version >= 2));
                assert_eq!(tx.syncs().list(10)?.len(), if version < 5 { 1 } else { 2 });
                assert!(tx.journal().pending(of.id)?.is_empty());
                let former = tx.count("SELECT count(*) FROM former_case_links", &[])?;
                assert_eq!(former, i64::from(version >= 6));
                let pending = tx.count("SELECT count(*) FROM result_links_qase WHERE pending_key IS NOT NULL", &[])?;
                assert_eq!(pending, i64::from(version >= 7));
                assert_eq!(tx.count("SELECT count(*) FROM attachment_links", &[])?, i64::from(version >= 4));
                Ok(())
            })
            .unwrap_or_else(|e| panic!("version {version}: {e}"));
    });
}

/// The server's only token of the first versions belongs to an administrator.
#[test]
fn tokens_of_every_version_have_an_owner() {
    of_every_version(|version, store| {
        let (users, tokens) = store.read(|tx| Ok((tx.users().all()?, tx.server_tokens().all()?))).expect("users");
        let names: Vec<(&str, Option<Role>)> = users.iter().map(|u| (u.name.as_str(), u.registry)).collect();
        let admin = ("admin", Some(Role::Admin));
        let anna = ("Anna", Some(Role::Viewer));
        assert_eq!(names, if version < 8 { vec![admin] } else { vec![admin, anna] }, "version {version}");
        let kept: Vec<&str> = tokens.iter().map(|(_, hash)| hash.as_str()).collect();
        assert_eq!(kept, if version < 8 { vec!["cd"] } else { vec!["cd", "ef"] }, "version {version}");
    });
}

/// The workspace that the program of a release left, unpacked into a folder.
fn release(name: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let file = std::fs::File::open(fixtures().join(name)).expect("the fixture of the release");
    zip::ZipArchive::new(file).expect("an archive").extract(dir.path()).expect("unpacked");
    let path = dir.path().join("workspace.voluptas");
    (dir, path)
}

#[test]
fn the_workspace_of_release_0_2_0_opens_and_is_sound() {
    let (_dir, path) = release("release-0.2.0.zip");
    assert_eq!(migrate::version(&Db::open(&path, Mode::ReadOnly).expect("file")).expect("version"), 10);
    let store = Store::open(&path, clock()).expect("the workspace of the release");
    store
        .read(|tx| {
            let project = tx.projects().by_code("SHOP")?.expect("project").id;
            assert_eq!((tx.functions().all()?.len(), tx.cases().of_project(project)?.len()), (57, 56));
            let run = tx.runs().by_number(project, 1)?;
            assert_eq!(tx.results().of_run(run.id)?.len(), 44);
            let of = tx.remotes().projects()?.remove(0);
            assert_eq!((tx.remotes().links(of.id)?.len(), tx.syncs().list(10)?.len()), (56, 4));
            let imported = tx.all("SELECT who, source FROM operations WHERE name = 'import_functions'", &[], |r| {
                Ok((r.text(0)?, r.text(1)?))
            })?;
            assert_eq!(imported, [("anna".to_owned(), "cli".to_owned())]);
            assert_eq!((tx.users().all()?.len(), tx.server_tokens().all()?.len()), (1, 1));
            Ok(())
        })
        .expect("its content");
    store
        .write(Op::bulk("edit"), |tx| tx.suites().set_deleted(tx.suites().of_project(ProjectId(1))?[0].id, false))
        .expect("can be written");
    drop(store);
    assert_sound_file(&path);
}

#[test]
fn the_doctor_examines_a_file_of_every_version_as_it_is() {
    for version in versions() {
        let (_dir, path) = workspace_of(version);
        let findings = voluptas_store::doctor::examine(&path);
        assert!(findings.is_ok(), "version {version}: {findings:?}");
    }
}

#[test]
fn kept_answers_of_a_file_stay() {
    let (_dir, path) = workspace_of(29);
    let store = Store::open(&path, clock()).expect("opens");
    let kept = store.read(|tx| tx.all("SELECT status FROM kept_answers WHERE owner = 'anna'", &[], |r| r.int(0)));
    assert_eq!(kept.expect("read"), [201]);
}

#[test]
fn webhooks_of_a_file_stay() {
    let (_dir, path) = workspace_of(30);
    let store = Store::open(&path, clock()).expect("opens");
    let hooks = store.read(|tx| tx.webhooks().list(None)).expect("read");
    assert_eq!(hooks.len(), 1);
    let log = store.read(|tx| tx.webhooks().deliveries(hooks[0].id, None, voluptas_store::Slice::ALL)).expect("log");
    assert_eq!(log.iter().map(|one| one.uuid.as_str()).collect::<Vec<_>>(), ["d1"]);
}

#[test]
fn saved_filters_of_a_file_stay() {
    let (_dir, path) = workspace_of(32);
    let store = Store::open(&path, clock()).expect("opens");
    let filters = store.read(|tx| tx.saved_filters().of_project(ProjectId(1))).expect("read");
    assert_eq!(filters.iter().map(|filter| filter.name.as_str()).collect::<Vec<_>>(), ["Smoke"]);
}

#[test]
fn passwords_and_invites_of_a_file_stay() {
    let (_dir, path) = workspace_of(33);
    let store = Store::open(&path, clock()).expect("opens");
    let (passwords, invites) = store.read(|tx| Ok((tx.passwords().all()?, tx.passwords().invites()?))).expect("read");
    assert_eq!((passwords.len(), invites.len()), (1, 1));
}

#[test]
fn links_to_reports_of_a_file_stay() {
    let (_dir, path) = workspace_of(34);
    let store = Store::open(&path, clock()).expect("opens");
    let found = store.read(|tx| tx.shared_runs().by_hash("af1349b9f5f9a1a6a0404dea36dcc949")).expect("read");
    assert_eq!(found.and_then(|link| link.author).as_deref(), Some("Vera"));
}

#[test]
fn accounts_at_a_provider_of_a_file_stay() {
    let (_dir, path) = workspace_of(35);
    let store = Store::open(&path, clock()).expect("opens");
    let read = |tx: &voluptas_store::Tx<'_>| {
        Ok((tx.identities().find("https://login.example", "u-1")?, tx.identities().user_of_email("VERA@shop.example")?))
    };
    let (identity, user) = store.read(read).expect("read");
    assert_eq!(identity.map(|identity| (identity.user, identity.created_ms)), user.map(|user| (user, 7)));
    assert!(user.is_some());
}
