//! The case of a result that comes in: number, automation key, FuncID, signature, suites and title, in this order.

use testkit::fixture::Fixture;
use voluptas_app::functions;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldType};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::read_results;
use voluptas_ingest::{self as ingest, Error, NewResult, Options, entries_of};
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

const OPTIONS: Options =
    Options { strict: false, visible: None, makes_cases: Some(false), by_title_alone: false, is_option: |_, _| false };

/// Cases 1 "Pays" with the automation key AK-1, 2 "Refunds" and 3 "Logs in"; the function `pay` covers 2 and 3.
struct Desk {
    f: Fixture,
    project: ProjectId,
    run: RunId,
    cases: Vec<CaseId>,
    func_id: String,
}

fn desk() -> Desk {
    let f = Fixture::new();
    let project = f.project().id;
    let function = functions::edit::create_function(&f.store, None, FunctionType::Feature, "Pay").expect("function");
    let (run, cases, func_id) = f
        .store
        .write(Op::bulk("fixture"), |tx| {
            tx.fields().create(&CustomField::new("Automation Key", FieldEntity::Case, FieldType::String))?;
            let case = |title: &str, key: Option<&str>| NewCase {
                content: CaseContent {
                    title: title.into(),
                    custom_fields: key.map(|k| ("Automation Key".to_owned(), k.to_owned())).into_iter().collect(),
                    ..CaseContent::default()
                },
                ..NewCase::default()
            };
            let cases = [case("Pays", Some("AK-1")), case("Refunds", None), case("Logs in", None)];
            let cases = tx.cases().create_many(project, &cases)?;
            let content = RunContent { title: "Night".into(), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
            Ok((run, cases, tx.functions().get(function)?.content.func_id))
        })
        .expect("fixture")
        .value;
    functions::edit::link(&f.store, &[(function, cases[1], Origin::Manual), (function, cases[2], Origin::Manual)])
        .expect("links");
    Desk { f, project, run, cases, func_id }
}

fn result(title: &str) -> NewResult {
    let content = ResultContent { title: title.into(), status: ResultStatus::Passed, ..ResultContent::default() };
    NewResult { content, ..NewResult::default() }
}

fn with_field(mut result: NewResult, key: &str, value: &str) -> NewResult {
    result.case_fields.insert(key.into(), value.into());
    result
}

impl Desk {
    fn post(&self, result: NewResult, options: &Options) -> ingest::Result<Vec<Option<i64>>> {
        let mut refused = None;
        let written = self.f.store.write(Op::bulk("post"), |tx| {
            let project = tx.projects().get(self.project)?;
            match ingest::store(tx, &project, self.run, vec![result], options) {
                Ok(posted) => Ok(posted.into_iter().map(|p| p.case).collect()),
                Err(e) => {
                    refused = Some(e);
                    Err(voluptas_store::Error::Aborted)
                }
            }
        });
        match refused {
            Some(e) => Err(e),
            None => Ok(written?.value),
        }
    }

    fn cases_of(&self, result: NewResult) -> Vec<Option<i64>> {
        self.post(result, &OPTIONS).expect("posted")
    }
}

#[test]
fn a_number_wins_over_everything_else() {
    let d = desk();
    let named = NewResult { cases: vec![3], ..with_field(result("Pays"), "automation_key", "AK-1") };
    assert_eq!(d.cases_of(named), [Some(3)]);
}

#[test]
fn an_automation_key_wins_over_a_title() {
    let d = desk();
    assert_eq!(d.cases_of(with_field(result("Refunds"), "automation-key", "AK-1")), [Some(1)]);
    assert_eq!(d.cases_of(with_field(result("Refunds"), "automation_key", "AK-9")), [Some(2)], "an unknown key names nothing");
}

#[test]
fn a_func_id_of_several_cases_finds_the_one_of_the_title_and_otherwise_the_first() {
    let d = desk();
    assert_eq!(d.cases_of(with_field(result(" logs IN"), "func_id", &d.func_id)), [Some(3)]);
    assert_eq!(d.cases_of(with_field(result("Anything"), "func_id", &d.func_id)), [Some(2)]);
    assert_eq!(d.cases_of(with_field(result("Pays"), "func_id", &d.func_id)), [Some(2)], "a case of another function");
}

#[test]
fn a_signature_is_remembered_for_its_case() {
    let d = desk();
    let mut first = NewResult { cases: vec![2], ..result("Old title") };
    first.content.signature = Some("pay::refunds".into());
    assert_eq!(d.cases_of(first), [Some(2)]);
    let mut renamed = result("Pays");
    renamed.content.signature = Some("pay::refunds".into());
    assert_eq!(d.cases_of(renamed), [Some(2)]);
}

#[test]
fn a_title_finds_its_case_and_an_unknown_one_none() {
    let d = desk();
    assert_eq!(d.cases_of(result("logs IN")), [Some(3)]);
    assert_eq!(d.cases_of(result("Nothing like it")), [None]);
    let makes = Options { makes_cases: Some(true), ..OPTIONS };
    assert_eq!(d.post(result("Nothing like it"), &makes).expect("made"), [Some(4)]);
}

#[test]
fn an_unknown_number_is_an_error_in_a_strict_batch_and_none_otherwise() {
    let d = desk();
    let unknown = || NewResult { cases: vec![77], place: "results.0".into(), ..result("Nowhere") };
    assert_eq!(d.cases_of(unknown()), [None]);
    let strict = Options { strict: true, ..OPTIONS };
    assert!(matches!(d.post(unknown(), &strict), Err(Error::UnknownCase { place }) if place == "results.0"));
}

#[test]
fn a_result_that_is_sent_again_is_not_stored_again() {
    let d = desk();
    let sent = || {
        let mut sent = NewResult { cases: vec![1, 2], ..result("Pays") };
        sent.content.external_id = Some("r-1".into());
        sent
    };
    assert_eq!(d.cases_of(sent()), [Some(1), Some(2)]);
    assert_eq!(d.cases_of(sent()), [Some(1)]);
    assert_eq!(d.f.store.read(|tx| tx.results().of_run(d.run)).expect("results").len(), 2);
}

#[test]
fn rows_of_a_table_become_entries_of_cases() {
    let d = desk();
    let file = read_results("r.csv", b"test,status\nsome.function,passed\n2,failed\nSHOP-9,passed\n", &[]).expect("table");
    let found = entries_of(&file.rows, |target| {
        Ok::<_, ()>(match target {
            voluptas_formats::Target::Function(_) => d.cases[1..].to_vec(),
            voluptas_formats::Target::Case { number: 2, .. } => vec![d.cases[1]],
            voluptas_formats::Target::Case { .. } => Vec::new(),
        })
    })
    .expect("entries");
    let entries: Vec<_> = found.entries.iter().map(|e| (e.case_id, e.status.slug())).collect();
    assert_eq!(entries, [(d.cases[1], "passed"), (d.cases[2], "passed"), (d.cases[1], "failed")]);
    assert_eq!((found.taken, found.unknown), (2, vec![(4, "SHOP-9".to_owned())]));
}

#[test]
fn an_end_that_cannot_be_counts_as_now() {
    let desk = desk();
    let now = desk.f.store.read(|tx| Ok(tx.now())).expect("now");
    let (hour, day) = (3_600_000, 86_400_000);
    let times = [
        ("soon", Some(now), now + hour),
        ("long", Some(now - hour), now + 17 * day),
        ("end alone", None, now + 17 * day),
        ("never", Some(253_402_300_799_000), 253_402_300_799_000),
        ("fast clock", Some(now + 17 * day), now + 17 * day + 5),
    ];
    let results: Vec<NewResult> = times
        .iter()
        .map(|(title, start, end)| {
            let mut one = result(title);
            (one.content.start_ms, one.content.end_ms) = (*start, Some(*end));
            one
        })
        .collect();
    let run = desk.run;
    let stored = desk.f.store.write(Op::bulk("post"), |tx| {
        let project = tx.projects().get(desk.project)?;
        ingest::store(tx, &project, run, results, &OPTIONS).map_err(|e| match e {
            Error::Store(error) => error,
            other => panic!("{other}"),
        })?;
        Ok(tx.results().of_run(run)?.into_iter().map(|r| (r.content.title, r.content.end_ms)).collect::<Vec<_>>())
    });
    let ends: Vec<Option<i64>> = stored.expect("stored").value.into_iter().map(|(_, end)| end).collect();
    assert_eq!(ends, [Some(now + hour), Some(now), Some(now), Some(now), Some(now + 17 * day + 5)]);
}
