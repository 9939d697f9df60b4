//! Laws of the comparison and of plans, for any three sides.

use proptest::prelude::*;
use proptest::sample::select;
use voluptas_core::domain::case::CaseLink;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::suite::SuiteContent;
use voluptas_sync::base::{Base, SuiteBase};
use voluptas_sync::convert::Fields;
use voluptas_sync::import::{self, Collected, Options};
use voluptas_sync::merge::{self, Inexpressible};
use voluptas_sync::plan::Class;
use voluptas_sync::snapshot::{CaseState, Local, LocalCase, LocalSuite, Remote, RemoteCase, RemoteSuite, SuiteRef, SuiteState};
use voluptas_sync::{Decisions, Direction, Policy};

prop_compose! {
    fn state()(
        title in select(&["A", "B", "C"][..]),
        description in proptest::option::of(select(&["x", "y"][..])),
        severity in select(&["undefined", "normal", "critical"][..]),
        automation in select(&["is-not-automated", "automated"][..]),
        tags in proptest::collection::btree_set(select(&["p", "q", "r"][..]), 0..3),
        custom in proptest::collection::btree_map(select(&["k", "l"][..]), select(&["1", "2"][..]), 0..3),
        place in proptest::option::of(1_i64..3),
        link in proptest::option::of(select(&["https://a.test", "https://b.test"][..])),
    ) -> CaseState {
        let mut s = CaseState { place: SuiteRef::remote(place), ..Default::default() };
        s.content.title = title.into();
        s.content.description = description.map(Into::into);
        s.content.severity = severity.into();
        s.content.automation = automation.into();
        s.content.tags = tags.into_iter().map(Into::into).collect();
        s.content.custom_fields = custom.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        s.content.links = link.map(|url| CaseLink { url: url.into(), ..CaseLink::default() }).into_iter().collect();
        s
    }
}

fn policy() -> impl Strategy<Value = Policy> {
    select(&[Policy::Smart, Policy::Mine, Policy::Theirs, Policy::Ask][..])
}

fn direction() -> impl Strategy<Value = Direction> {
    select(&[Direction::Import, Direction::Export][..])
}

/// A base, each side, whether the case is on each side, and its id in Qase.
type Triple = (Option<CaseState>, Option<CaseState>, Option<CaseState>);

fn collected(cases: &[Triple]) -> Collected {
    let mut remote = Remote::default();
    let mut local = Local::default();
    for id in 1..3 {
        let state =
            SuiteState { content: SuiteContent { title: format!("Suite {id}"), ..Default::default() }, place: SuiteRef::Root };
        remote.suites.insert(
            id,
            RemoteSuite {
                qase_id: id,
                position: id,
                state: state.clone(),
                cases_count: 1,
                payload: "{}".into(),
                hash: format!("s{id}"),
                trace: None,
                created_at: None,
            },
        );
        local.suites.insert(
            SuiteId(id),
            LocalSuite {
                id: SuiteId(id),
                qase_id: Some(id),
                base: Some(SuiteBase::agreed(state.clone())),
                state,
                parent_id: None,
                removed: false,
                deleted: false,
            },
        );
    }
    for (id, (base, here, there)) in (1_i64..).zip(cases) {
        if let Some(there) = there {
            let case = RemoteCase {
                author: None,
                qase_id: id,
                position: id,
                updated_at: None,
                state: there.clone(),
                payload: "{}".into(),
                hash: format!("c{id}"),
                notes: Vec::new(),
                unreadable: std::collections::BTreeSet::new(),
                untold: std::collections::BTreeSet::new(),
                trace: None,
                created_at: None,
            };
            remote.cases.insert(id, case);
        }
        if let Some(here) = here {
            let base = base.clone().map(Base::agreed);
            let case = LocalCase {
                id: CaseId(id),
                number: id,
                qase_id: Some(id),
                state: here.clone(),
                base,
                updated_ms: 0,
                suite_id: None,
                removed: false,
                deleted: false,
            };
            local.cases.insert(id, case);
            if there.is_none() {
                remote.gone.insert(id);
            }
        }
    }
    Collected {
        project_code: "SHOP".into(),
        project_title: "Shop".into(),
        known: None,
        newest_writer: 0,
        fields: Fields::default(),
        remote,
        local,
        shared: Vec::new(),
        warnings: Vec::new(),
    }
}

fn triples() -> impl Strategy<Value = Vec<Triple>> {
    let one = || proptest::option::of(state());
    proptest::collection::vec((one(), one(), one()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn merging_twice_is_merging_once(base in proptest::option::of(state()), here in state(), there in state(), p in policy(), d in direction()) {
        let base = base.map(Base::agreed);
        let first = merge::case(d, p, base.as_ref(), &here, &there, &Inexpressible::default(), None);
        let (here, there) = match d {
            Direction::Import => (first.result.clone(), there),
            Direction::Export => (here, first.result.clone()),
        };
        let second = merge::case(d, p, Some(&first.base), &here, &there, &Inexpressible::default(), None);
        prop_assert!(second.changes.is_empty(), "{:?}", second.changes);
        prop_assert_eq!(&second.conflicts, &first.conflicts.iter().map(|c| merge::FieldConflict {
            base: c.base.clone(), ..c.clone()
        }).collect::<Vec<_>>());
        prop_assert_eq!(second.base, first.base);
    }

    #[test]
    fn a_value_of_ours_is_never_lost_silently(base in state(), here in state(), there in state(), p in select(&[Policy::Smart, Policy::Mine, Policy::Ask][..])) {
        let merge = merge::case(Direction::Import, p, Some(&Base::agreed(base.clone())), &here, &there, &Inexpressible::default(), None);
        prop_assert_eq!(&merge.result.content.links, &here.content.links, "Qase has no links");
        for field in all_fields() {
            let ours_alone = !here.same(field, &base) && there.same(field, &base);
            if ours_alone {
                prop_assert!(merge.result.same(field, &here), "{field:?} was overwritten");
            }
            let both = !here.same(field, &base) && !there.same(field, &base) && !here.same(field, &there);
            let lists = matches!(field, CaseField::Tags | CaseField::CustomFields);
            if both && !lists {
                prop_assert!(merge.result.same(field, &here), "{field:?} of both was overwritten");
            }
        }
    }

    #[test]
    fn nothing_to_do_where_both_sides_agree(cases in triples(), p in policy()) {
        let same: Vec<Triple> = cases.into_iter().map(|(_, here, _)| (here.clone(), here.clone(), here)).collect();
        let plan = import::plan(&collected(&same), &Options { policy: p, ..Options::default() }, &Decisions::new());
        prop_assert!(plan.is_empty(), "{:?}", plan.totals);
        // Triples without a case have no step.
        prop_assert!(plan.cases.iter().all(|s| s.class == Class::Unchanged && !s.rebase));
    }

    #[test]
    fn a_plan_is_total_sorted_and_the_same_each_time(cases in triples(), p in policy()) {
        let options = Options { policy: p, ..Options::default() };
        let sides = collected(&cases);
        let plan = import::plan(&sides, &options, &Decisions::new());
        let expected = sides.remote.cases.len() + sides.remote.gone.len();
        prop_assert_eq!(plan.cases.len(), expected);
        prop_assert!(plan.cases.is_sorted_by_key(|s| s.qase_id));
        prop_assert_eq!(&import::plan(&sides, &options, &Decisions::new()), &plan);
        let json = serde_json::to_string(&plan).unwrap();
        prop_assert_eq!(serde_json::from_str::<voluptas_sync::Plan>(&json).unwrap(), plan);
    }

    #[test]
    fn a_plan_never_deletes_a_case(cases in triples(), p in policy()) {
        // Removed means unlinked: a step of a case that is here and gone there asks for no other write.
        let plan = import::plan(&collected(&cases), &Options { policy: p, ..Options::default() }, &Decisions::new());
        for step in plan.cases.iter().filter(|s| s.class == Class::Removed) {
            prop_assert!(step.changes.is_empty() && step.case_id.is_some());
        }
    }
}

fn all_fields() -> Vec<CaseField> {
    use CaseField::{
        Attachments, Automation, Behavior, CustomFields, Description, IsFlaky, Kind, Layer, Parameters, Postconditions,
        Preconditions, Priority, Severity, Status, Steps, Suite, Tags, Title,
    };
    vec![
        Title,
        Description,
        Preconditions,
        Postconditions,
        Severity,
        Priority,
        Kind,
        Layer,
        Behavior,
        Automation,
        Status,
        IsFlaky,
        Steps,
        Tags,
        Parameters,
        CustomFields,
        Attachments,
        Suite,
    ]
}
