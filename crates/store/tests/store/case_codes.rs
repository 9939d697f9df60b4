//! Codes of cases: the id in Qase where Qase has the case, another form where it does not, the own number without Qase.

use testkit::fixture::Fixture;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::case_code::NamedCase;
use voluptas_core::domain::ids::{CaseId, ProjectId, RemoteProjectId};
use voluptas_store::remote::LinkDirection;
use voluptas_store::{Aggregate, Op, Store};

/// Creates cases with titles `1` to `count`.
fn cases(f: &Fixture, project: ProjectId, count: usize) -> Vec<CaseId> {
    let content = |n: usize| CaseContent { title: n.to_string(), ..CaseContent::default() };
    let new: Vec<NewCase> = (1..=count).map(|n| NewCase { content: content(n), ..NewCase::default() }).collect();
    f.store.write(Op::bulk("fixture"), |tx| tx.cases().create_many(project, &new)).expect("cases").value
}

/// Codes in the list, in the grid, and by id.
fn codes(store: &Store, project: ProjectId) -> Vec<String> {
    let (lines, summaries, by_id) = store
        .read(|tx| {
            let lines = tx.cases().lines(project)?;
            let ids: Vec<CaseId> = lines.iter().map(|line| line.id).collect();
            Ok((lines, tx.cases().summaries(project)?, tx.case_codes(&ids)?))
        })
        .expect("codes");
    for line in &lines {
        let summary = summaries.iter().find(|summary| summary.id == line.id).expect("summary");
        assert_eq!((Some(&line.code), &line.code), (by_id.get(&line.id), &summary.code));
    }
    lines.into_iter().map(|line| line.code.into()).collect()
}

fn named(store: &Store, project: ProjectId, text: &str) -> Option<CaseId> {
    let found = store.read(|tx| tx.read_code(project, text)?.map_or(Ok(None), |name| tx.named_case(project, name)));
    found.expect("named")
}

fn ensure(f: &Fixture, account: &str, code: &str) -> RemoteProjectId {
    let project = f.project().id;
    f.store.write(Op::bulk("fixture"), |tx| tx.remotes().ensure(account, code, "Shop", project)).expect("remote").value.id
}

#[test]
fn one_code_is_one_case() {
    let f = Fixture::new();
    let project = f.project();
    let code = |rest: &str| format!("{}-{rest}", project.code);
    let ids = cases(&f, project.id, 3);
    assert_eq!(codes(&f.store, project.id), [code("1"), code("2"), code("3")], "a project outside of Qase");
    assert_eq!((named(&f.store, project.id, "2"), named(&f.store, project.id, "new-2")), (Some(ids[1]), None));

    let remote = ensure(&f, "https://api.qase.io", &project.code);
    assert_eq!(codes(&f.store, project.id), [code("new-1"), code("new-2"), code("new-3")], "Qase has none of them");
    let before = f.store.generations().of(Aggregate::Cases);
    f.store
        .write(Op::bulk("fixture"), |tx| tx.remotes().link(remote, ids[0], 2, None, None, LinkDirection::Pushed))
        .expect("link");
    assert!(f.store.generations().of(Aggregate::Cases) > before, "lists read the codes again");
    assert_eq!(codes(&f.store, project.id), [code("2"), code("new-2"), code("new-3")]);
    let of = |text: &str| named(&f.store, project.id, text);
    assert_eq!((of("2"), of(&code("2"))), (Some(ids[0]), Some(ids[0])), "the id in Qase");
    assert_eq!((of("new-2"), of(&code("new-2"))), (Some(ids[1]), Some(ids[1])));
    assert_eq!((of("1"), of("3"), of("OTHER-2")), (None, None, None));
    assert_eq!((of("new-1"), of(&code("new-1"))), (Some(ids[0]), Some(ids[0])), "the code that it had before it was sent");
    assert_eq!(f.store.read(|tx| tx.read_code(project.id, "shop x")).expect("read"), None::<NamedCase>);

    let before = f.store.generations().of(Aggregate::Cases);
    let is_gone = |is: bool| {
        f.store
            .write(Op::bulk("fixture"), |tx| {
                tx.remotes().expect_case(remote, &project.code, 2, "A", None)?;
                tx.remotes().import_case_mark(remote, 2, ids[0], is)
            })
            .expect("mark");
    };
    is_gone(true);
    assert!(f.store.generations().of(Aggregate::Cases) > before, "lists read the codes again");
    assert_eq!(codes(&f.store, project.id), [code("new-1"), code("new-2"), code("new-3")]);
    assert_eq!((of("2"), of("new-1")), (Some(ids[0]), Some(ids[0])), "both codes find it");
    is_gone(false);
    assert_eq!(codes(&f.store, project.id), [code("2"), code("new-2"), code("new-3")]);

    let before = f.store.generations().of(Aggregate::Cases);
    f.store.write(Op::bulk("fixture"), |tx| tx.remotes().unlink(remote, 2)).expect("unlink");
    assert!(f.store.generations().of(Aggregate::Cases) > before);
    assert_eq!(codes(&f.store, project.id)[0], code("new-1"));
}

#[test]
fn of_several_projects_in_qase_the_first_one_gives_the_code() {
    let f = Fixture::new();
    let project = f.project();
    let ids = cases(&f, project.id, 1);
    let (first, second) = (ensure(&f, "https://api.qase.io", "WEB"), ensure(&f, "https://qase.example.com", "MOB"));
    let link = |remote, id| {
        f.store
            .write(Op::bulk("fixture"), |tx| tx.remotes().link(remote, ids[0], id, None, None, LinkDirection::Pulled))
            .expect("link")
    };
    link(second, 7);
    assert_eq!(codes(&f.store, project.id), ["MOB-7"]);
    link(first, 9);
    assert_eq!(codes(&f.store, project.id), ["WEB-9"]);
    assert_eq!(named(&f.store, project.id, "WEB-9"), Some(ids[0]));
}
