//! Duplicate cases: what is found with which facts, and merges that undo takes back whole.

use std::sync::Arc;

use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_app::cases::duplicates::{Duplicates, Reason, find, merge, plan_merge};
use voluptas_app::{functions, history, workspace};
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_jobs::{JobCtx, JobError};
use voluptas_store::history::Direction;
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Store};

use testkit::fixture::Fixture as File;

struct Fixture {
    file: File,
    project: ProjectId,
    suite: SuiteId,
    function: FunctionId,
    /// Two cases of one title in the suite, one similar case and another case with the steps of the first at the root.
    cases: Vec<CaseId>,
}

fn content(title: &str, tags: &[&str], actions: &[&str]) -> CaseContent {
    CaseContent {
        title: title.into(),
        tags: tags.iter().map(|t| (*t).into()).collect(),
        steps: actions.iter().map(|a| Step { action: (*a).into(), ..Step::default() }).collect(),
        ..CaseContent::default()
    }
}

impl Fixture {
    fn new() -> Self {
        let file = File::new();
        let (project, suite, function, cases) = file
            .store
            .write(Op::bulk("fixture"), |tx| {
                let project = tx.projects().create("SHOP", "Shop", None)?.id;
                let cart = SuiteContent { title: "Cart".into(), ..SuiteContent::default() };
                let suite = tx.suites().create(project, &NewSuite { content: cart, ..NewSuite::default() })?;
                let expired = CaseContent {
                    description: Some("A code of last year".into()),
                    ..content("expired code is refused.", &["smoke"], &["Open the page", "Enter the code"])
                };
                let new = |suite_id, content| NewCase { suite_id, content, ..NewCase::default() };
                let cases = tx.cases().create_many(
                    project,
                    &[
                        new(Some(suite), content("Expired code is refused", &["cart"], &["open the cart", "Pay"])),
                        new(Some(suite), expired),
                        new(None, content("Expired codes is refused", &[], &["StatusClass"])),
                        new(None, content("Payment", &[], &["Open  the cart", "pay"])),
                    ],
                )?;
                let function = FunctionContent {
                    func_id: "shop.cart".into(),
                    title: "Cart".into(),
                    kind: FunctionType::Module,
                    ..FunctionContent::default()
                };
                let function = tx.functions().create(None, &function, &[])?;
                tx.mappings().link(function, cases[1], Origin::Manual)?;
                let run = NewRun {
                    content: RunContent { title: "Nightly".into(), ..RunContent::default() },
                    source: "manual".into(),
                    start_ms: None,
                    end_ms: None,
                    cases: Vec::new(),
                };
                let run = tx.runs().create(project, &run)?;
                let result = ResultContent {
                    case_id: Some(cases[1]),
                    status: ResultStatus::Failed,
                    title: "x".into(),
                    ..ResultContent::default()
                };
                tx.results().add(run.id, &result)?;
                Ok((project, suite, function, cases))
            })
            .expect("fixture")
            .value;
        Self { file, project, suite, function, cases }
    }

    fn store(&self) -> &Store {
        &self.file.store
    }

    fn find(&self, suite: Option<SuiteId>) -> Duplicates {
        let ctx = JobCtx::detached(Arc::new(FixedClock::at(0)));
        find(self.store(), self.project, suite, &ctx).expect("found")
    }

    fn content(&self, id: CaseId) -> CaseContent {
        self.store().read(|tx| tx.cases().get(id)).expect("case").content
    }

    /// Places of the cases that are not in the trash.
    fn living(&self) -> Vec<usize> {
        let lines = self.store().read(|tx| tx.cases().lines(self.project)).expect("lines");
        (0..self.cases.len()).filter(|i| lines.iter().any(|line| line.id == self.cases[*i])).collect()
    }

    fn functions(&self, id: CaseId) -> Vec<FunctionId> {
        self.store().read(|tx| tx.mappings().functions_of(id)).expect("functions")
    }
}

#[test]
fn groups_come_with_reasons_and_the_best_case_first() {
    let f = Fixture::new();
    let found = f.find(None);
    let groups: Vec<(Vec<Reason>, Vec<i64>)> = found
        .groups
        .iter()
        .map(|g| (g.reasons.iter().copied().collect(), g.cases.iter().map(|c| c.code.rank().1).collect()))
        .collect();
    let expected = [
        (vec![Reason::SameTitle], vec![2, 1]),
        (vec![Reason::SameSteps], vec![1, 4]),
        (vec![Reason::SimilarTitle], vec![2, 1, 3]),
    ];
    assert_eq!((groups.as_slice(), found.searched), (&expected[..], 4));
    let best = &found.groups[0].cases[0];
    assert_eq!((best.facts.results, best.facts.functions, best.place.as_str()), (1, 1, "Cart"));
    assert_eq!(best.facts.last.as_ref().map(|(status, _)| status), Some(&ResultStatus::Failed));
    let inside = f.find(Some(f.suite));
    assert_eq!((inside.searched, inside.groups.len()), (2, 1));
}

#[test]
fn a_cancelled_search_ends() {
    let f = Fixture::new();
    let ctx = JobCtx::detached(Arc::new(FixedClock::at(0)));
    ctx.cancel();
    let end = find(f.store(), f.project, None, &ctx);
    assert!(matches!(end, Err(JobError::Cancelled(_))), "{end:?}");
}

#[test]
fn a_merge_does_what_its_plan_says_and_is_one_step_of_undo() {
    let f = Fixture::new();
    let (keep, other) = (f.cases[0], f.cases[1]);
    let plan = plan_merge(f.store(), keep, &[other]).expect("plan");
    assert_eq!((plan.tags.as_slice(), plan.filled.len(), plan.kept.len()), (&["smoke".to_owned()][..], 1, 1));
    assert_eq!((plan.functions.as_slice(), plan.others[0].results), (&[(f.function, "Cart".to_owned())][..], 1));
    assert_eq!(f.living(), [0, 1, 2, 3], "a plan writes nothing");
    let before = f.content(keep);

    let merged = merge(f.store(), &plan).expect("merge");
    assert_eq!((merged.merged, merged.changed.len()), (1, 0));
    assert_eq!(f.living(), [0, 2, 3]);
    let content = f.content(keep);
    assert_eq!(content.tags, ["cart", "smoke"]);
    assert_eq!((content.description.as_deref(), &content.steps), (Some("A code of last year"), &before.steps));
    assert_eq!(f.functions(keep), [f.function]);

    history::step_history(f.store(), Direction::Undo).expect("undo");
    assert_eq!((f.living(), f.content(keep)), (vec![0, 1, 2, 3], before));
    assert_eq!((f.functions(keep), f.functions(other)), (vec![], vec![f.function]));
    history::step_history(f.store(), Direction::Redo).expect("redo");
    assert_eq!((f.living(), f.content(keep)), (vec![0, 2, 3], content));
    assert_eq!(workspace::trash::list(f.store()).expect("trash").len(), 1, "the merged case can be restored");
}

#[test]
fn the_kept_case_is_shown_where_the_merged_ones_were() {
    let f = Fixture::new();
    let (keep, other) = (f.cases[0], f.cases[1]);
    let far = f.file.store.write(Op::edit("further"), |tx| {
        let content = SuiteContent { title: "Smoke".into(), ..SuiteContent::default() };
        let suite = tx.suites().create(f.project, &NewSuite { content, ..NewSuite::default() })?;
        tx.cases().add_to_suite(other, suite)?;
        Ok(suite)
    });
    let far = far.expect("a further suite").value;
    merge(f.store(), &plan_merge(f.store(), keep, &[other]).expect("plan")).expect("merge");
    let further = |id| f.store().read(|tx| tx.cases().further_suites(id)).expect("suites");
    assert_eq!(further(keep), [far]);
    history::step_history(f.store(), Direction::Undo).expect("undo");
    assert_eq!((further(keep), further(other)), (vec![], vec![far]));
}

#[test]
fn a_case_that_changed_after_the_plan_is_not_merged_but_named() {
    let f = Fixture::new();
    let plan = plan_merge(f.store(), f.cases[0], &[f.cases[1], f.cases[2]]).expect("plan");
    change_cases(f.store(), &[(f.cases[1], CaseChange::AddTag("new".into()))]).expect("change");
    let merged = merge(f.store(), &plan).expect("merge");
    assert_eq!(
        (merged.merged, merged.changed.iter().map(|c| c.rank().1).collect::<Vec<_>>().as_slice(), f.living().as_slice()),
        (1, &[2][..], &[0, 1, 3][..])
    );
    assert!(f.functions(f.cases[0]).is_empty(), "nothing of the changed case was taken over");

    let plan = plan_merge(f.store(), f.cases[0], &[f.cases[1]]).expect("plan");
    functions::edit::unlink(f.store(), &[(f.function, f.cases[1])]).expect("unlink");
    assert_eq!(merge(f.store(), &plan).expect("merge").changed, ["SHOP-2"], "functions count as well");

    let plan = plan_merge(f.store(), f.cases[0], &[f.cases[1]]).expect("plan");
    change_cases(f.store(), &[(f.cases[0], CaseChange::Title("Another title".into()))]).expect("change");
    let merged = merge(f.store(), &plan).expect("merge");
    assert_eq!(
        (merged.merged, merged.changed.iter().map(|c| c.rank().1).collect::<Vec<_>>().as_slice(), f.living().as_slice()),
        (0, &[1][..], &[0, 1, 3][..])
    );
}

#[test]
fn a_case_in_the_trash_is_neither_found_nor_merged() {
    let f = Fixture::new();
    let plan = plan_merge(f.store(), f.cases[0], &[f.cases[1]]).expect("plan");
    workspace::trash::delete(f.store(), &[voluptas_core::domain::ids::Thing::Case(f.cases[1])]).expect("trash");
    assert_eq!(merge(f.store(), &plan).expect("merge").changed, ["SHOP-2"]);
    assert!(f.find(Some(f.suite)).groups.is_empty());
    assert!(plan_merge(f.store(), f.cases[1], &[f.cases[0]]).is_err());
    assert!(plan_merge(f.store(), f.cases[0], &[f.cases[1]]).expect("plan").others.is_empty());
}
