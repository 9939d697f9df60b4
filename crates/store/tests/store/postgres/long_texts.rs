//! Texts that are longer than what an index takes of a row.

use std::sync::Arc;
use testkit::postgres;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::result::{ResultContent, ResultLink};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::runs::NewRun;
use voluptas_store::{Location, Op, Store};

/// A text that no compression makes short.
fn long() -> String {
    (0..200_u8).map(|n| blake3::hash(&[n]).to_hex().to_string()).collect()
}

#[test]
fn texts_of_any_length_are_stored_and_told_apart() {
    let Some(database) = postgres::workspace() else { return };
    let home = tempfile::tempdir().expect("folder");
    let location = Location::on_server(database.server.clone(), home.path());
    let store = Store::open_at(&location, Arc::new(SystemClock)).expect("a workspace");
    // They differ in their ends alone.
    let texts = [long(), long() + "!"];
    let written = store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().create("SHOP", "Shop", None)?.id;
        let content = RunContent { title: "Nightly".into(), ..RunContent::default() };
        let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
        let (mut cases, mut tests) = (Vec::new(), Vec::new());
        for text in &texts {
            let custom_fields = [("Notes".to_owned(), text.clone())].into();
            let content = CaseContent { title: "Pay".into(), custom_fields, ..CaseContent::default() };
            let case = tx.cases().create(project, &NewCase { suite_id: None, number: None, content })?;
            let signed = ResultContent {
                case_id: Some(case),
                title: "Pay".into(),
                signature: Some(text.clone()),
                ..ResultContent::default()
            };
            tx.results().add(run, &signed)?;
            let link = ResultLink { kind: "issue".into(), name: text.clone(), url: String::new() };
            let varied = ResultContent {
                title: "Ship".into(),
                status: ResultStatus::Failed,
                params: [("json".to_owned(), text.clone())].into(),
                is_defect: true,
                links: vec![link],
                ..ResultContent::default()
            };
            for _ in 0..2 {
                let stored = tx.results().add(run, &varied)?.id;
                tests.push(tx.results().get(stored)?.test);
            }
            cases.push(case);
        }
        let field = tx.fields().ensure_for_cases("Notes")?;
        Ok((project, field, cases, tests))
    });
    let (project, field, cases, tests) = written.expect("written").value;
    assert!(tests[0] == tests[1] && tests[2] == tests[3] && tests[0] != tests[2], "{tests:?}");
    let asked: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = store.read(|tx| {
        let by_field = [tx.case_by_field(project, field, asked[0])?, tx.case_by_field(project, field, asked[1])?];
        let issues: Vec<_> = tx.defects().of_issues(project, &asked)?.into_iter().map(|defect| defect.issue).collect();
        Ok((tx.results().cases_of_signatures(project, &asked)?, by_field, issues))
    });
    let (by_signature, by_field, issues) = found.expect("read");
    assert_eq!(by_signature, [Some(cases[0]), Some(cases[1])]);
    assert_eq!(by_field, [Some(cases[0]), Some(cases[1])]);
    assert_eq!(issues, texts.map(Some));
}
