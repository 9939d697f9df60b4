//! Defects as a reader of a result is told of them: by the issue that the result links, or by the result where it links none.

use testkit::fixture::Fixture;
use voluptas_core::domain::defect::DefectStatus;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::result::{ResultContent, ResultLink};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

#[test]
fn a_result_tells_its_defects_with_title_and_status() {
    let f = Fixture::new();
    let project = f.project().id;
    let content = |links: Vec<ResultLink>| ResultContent {
        title: "Pay by card".into(),
        status: ResultStatus::Failed,
        is_defect: true,
        links,
        ..ResultContent::default()
    };
    let link = |name: &str, url: &str| ResultLink { kind: "issue".into(), name: name.into(), url: url.into() };
    let written = f.store.write(Op::bulk("fixture"), |tx| {
        let run = RunContent { title: "Night".into(), ..RunContent::default() };
        let run = tx.runs().create(project, &NewRun { content: run, ..NewRun::default() })?.id;
        let linked = content(vec![link("PAY-1", ""), link("PAY-2", "https://tracker.test/PAY-2")]);
        Ok((tx.results().add(run, &linked)?.id, tx.results().add(run, &content(Vec::new()))?.id))
    });
    let (linked, plain): (ResultId, ResultId) = written.expect("results").value;
    let read = f.store.read(|tx| {
        let issues = ["PAY-1", "https://tracker.test/PAY-2", "PAY-3"];
        Ok((tx.defects().of_issues(project, &issues)?, tx.defects().without_issue(linked)?, tx.defects().without_issue(plain)?))
    });
    let (of_issues, of_linked, of_plain) = read.expect("defects");
    let told: Vec<_> = of_issues.iter().map(|d| (d.issue.as_deref(), d.title_beside("PAY-1"), d.status)).collect();
    let open = DefectStatus::Open;
    let expected = [(Some("PAY-1"), "Pay by card", open), (Some("https://tracker.test/PAY-2"), "PAY-2: Pay by card", open)];
    assert_eq!(told, expected);
    assert!(of_linked.is_empty());
    assert_eq!(of_plain.iter().map(|d| (d.title.as_str(), d.status)).collect::<Vec<_>>(), [("Pay by card", open)]);
}
