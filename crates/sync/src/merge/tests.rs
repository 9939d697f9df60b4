//! Tests for merging one case.

use super::*;
use crate::snapshot::SuiteRef;

fn state(title: &str, tags: &[&str]) -> CaseState {
    let mut s = CaseState { place: SuiteRef::Remote(1), ..Default::default() };
    s.content.title = title.into();
    s.content.tags = tags.iter().map(|t| (*t).to_owned()).collect();
    s
}

fn merged(
    direction: Direction,
    policy: Policy,
    base: Option<&Base>,
    local: &CaseState,
    remote: &CaseState,
    decisions: Option<&BTreeMap<CaseField, Choice>>,
) -> Merge {
    case(direction, policy, base, local, remote, &Inexpressible::default(), decisions)
}

fn fields(merge: &Merge) -> Vec<CaseField> {
    merge.changed_fields().collect()
}

#[test]
fn what_one_side_changed_is_taken() {
    let base = Base::agreed(state("A", &[]));
    let mut local = state("A", &[]);
    local.content.description = Some("mine".into());
    let mut remote = state("A", &[]);
    remote.content.severity = "critical".into();
    let m = merged(Direction::Import, Policy::Smart, Some(&base), &local, &remote, None);
    assert_eq!(fields(&m), [CaseField::Severity]);
    assert_eq!(m.changes[0].base, Some(base.state.value(CaseField::Severity)), "what it was is known");
    assert_eq!(m.waiting, [CaseField::Description]);
    assert_eq!(m.result.content.description.as_deref(), Some("mine"));
    assert_eq!(m.result.content.severity, "critical");
    // Merging again after the import finds nothing to do.
    let again = merged(Direction::Import, Policy::Smart, Some(&m.base), &m.result, &remote, None);
    assert_eq!((fields(&again), again.conflicts), (vec![], vec![]));
    // The export sends the change that waits.
    let out = merged(Direction::Export, Policy::Smart, Some(&m.base), &m.result, &remote, None);
    assert_eq!(fields(&out), [CaseField::Description]);
}

#[test]
fn a_conflict_stays_open_until_somebody_decides() {
    let base = Base::agreed(state("A", &[]));
    let (local, remote) = (state("B", &[]), state("C", &[]));
    let m = merged(Direction::Import, Policy::Smart, Some(&base), &local, &remote, None);
    assert_eq!(m.conflicts.len(), 1);
    assert_eq!(m.result, local);
    let again = merged(Direction::Import, Policy::Smart, Some(&m.base), &m.result, &remote, None);
    assert_eq!(again.conflicts, m.conflicts);
    let theirs = [(CaseField::Title, Choice::Theirs)].into();
    let decided = merged(Direction::Import, Policy::Smart, Some(&m.base), &local, &remote, Some(&theirs));
    assert_eq!(decided.result.content.title, "C");
    let mine = [(CaseField::Title, Choice::Mine)].into();
    let decided = merged(Direction::Import, Policy::Smart, Some(&m.base), &local, &remote, Some(&mine));
    assert!(decided.changes.is_empty() && decided.conflicts.is_empty());
    let out = merged(Direction::Export, Policy::Smart, Some(&decided.base), &local, &remote, None);
    assert_eq!(fields(&out), [CaseField::Title], "the decision for ours is sent at the next export");
}

#[test]
fn a_conflict_without_a_base_stays_open_too() {
    let (local, remote) = (state("B", &["x"]), state("C", &["y"]));
    let m = merged(Direction::Import, Policy::Smart, None, &local, &remote, None);
    assert_eq!(m.conflicts.iter().map(|c| c.field).collect::<Vec<_>>(), [CaseField::Title]);
    assert_eq!(m.result.content.tags, ["x", "y"]);
    let again = merged(Direction::Import, Policy::Smart, Some(&m.base), &m.result, &remote, None);
    assert_eq!(again.conflicts, m.conflicts);
    assert!(again.changes.is_empty());
}

#[test]
fn tags_are_united_and_removals_are_kept() {
    let base = Base::agreed(state("A", &["keep", "mine-drops", "theirs-drops"]));
    let local = state("A", &["keep", "mine-adds", "theirs-drops"]);
    let remote = state("A", &["keep", "mine-drops", "theirs-adds"]);
    let m = merged(Direction::Import, Policy::Smart, Some(&base), &local, &remote, None);
    assert_eq!(m.result.content.tags, ["keep", "mine-adds", "theirs-adds"]);
    let out = merged(Direction::Export, Policy::Smart, Some(&m.base), &m.result, &remote, None);
    assert_eq!(out.result.content.tags, ["keep", "mine-adds", "theirs-adds"]);
}

#[test]
fn custom_fields_are_merged_key_by_key() {
    let with = |pairs: &[(&str, &str)]| {
        let mut s = state("A", &[]);
        s.content.custom_fields = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        s
    };
    let base = Base::agreed(with(&[("a", "1"), ("b", "1")]));
    let m = merged(
        Direction::Import,
        Policy::Smart,
        Some(&base),
        &with(&[("a", "2"), ("b", "1")]),
        &with(&[("a", "1"), ("b", "2")]),
        None,
    );
    assert_eq!(m.result, with(&[("a", "2"), ("b", "2")]));
    let m = merged(
        Direction::Import,
        Policy::Smart,
        Some(&base),
        &with(&[("a", "2"), ("b", "1")]),
        &with(&[("a", "3"), ("b", "1")]),
        None,
    );
    assert_eq!(m.conflicts.len(), 1);
}

fn with(pairs: &[(&str, &str)]) -> CaseState {
    let mut s = state("A", &[]);
    s.content.custom_fields = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    s
}

#[test]
fn what_cannot_be_expressed_takes_no_part() {
    let base = Base::agreed(with(&[("Browser", "Safari"), ("Key", "1")]));
    let (local, remote) = (with(&[("Browser", "Safari"), ("Key", "2")]), with(&[("Browser", "7"), ("Key", "1")]));
    let apart = Inexpressible { custom: ["Browser".to_owned()].into(), ..Default::default() };
    for policy in [Policy::Smart, Policy::Mine, Policy::Theirs, Policy::Ask] {
        let m = case(Direction::Import, policy, Some(&base), &local, &remote, &apart, None);
        assert_eq!((m.changes.len(), m.conflicts.len()), (0, 0), "{policy:?}");
        let out = case(Direction::Export, policy, Some(&m.base), &local, &remote, &apart, None);
        assert_eq!(out.result, with(&[("Browser", "7"), ("Key", "2")]), "{policy:?}: Qase keeps what it has");
        // The option is known again: the last agreement still holds.
        let back = with(&[("Browser", "Safari"), ("Key", "2")]);
        let m = merged(Direction::Import, policy, Some(&out.base), &local, &back, None);
        assert_eq!((m.changes.len(), m.conflicts.len()), (0, 0), "{policy:?}");
    }
}

#[test]
fn what_qase_did_not_take_is_no_removal_there() {
    let base = Base::agreed(state("A", &[]));
    let local = state("A", &["smoke"]);
    let remote = state("A", &[]);
    let m = merged(Direction::Export, Policy::Smart, Some(&base), &local, &remote, None);
    let read_back = confirm(&m, Some(&base), &local, Some(&remote), &remote, false);
    assert_eq!(read_back.refused, [CaseField::Tags]);
    for direction in [Direction::Import, Direction::Export] {
        let next = merged(direction, Policy::Smart, Some(&read_back.base), &local, &remote, None);
        assert_eq!((next.changes.len(), next.conflicts.len(), next.waiting.len()), (0, 0, 0), "{direction:?}");
        assert_eq!(next.base, read_back.base);
    }
    // A tag added in Qase later is taken over, and ours stays.
    let added = state("A", &["theirs"]);
    let next = merged(Direction::Import, Policy::Smart, Some(&read_back.base), &local, &added, None);
    assert_eq!(next.result.content.tags, ["smoke", "theirs"]);
}

#[test]
fn a_value_that_was_not_taken_is_not_overwritten_in_silence() {
    let base = Base::agreed(state("A", &[]));
    let (mut local, remote) = (state("A", &[]), state("A", &[]));
    local.content.postconditions = Some("Sign out".into());
    let m = merged(Direction::Export, Policy::Smart, Some(&base), &local, &remote, None);
    let read_back = confirm(&m, Some(&base), &local, Some(&remote), &remote, false);
    let mut changed = remote.clone();
    changed.content.postconditions = Some("Close the shop".into());
    let next = merged(Direction::Import, Policy::Smart, Some(&read_back.base), &local, &changed, None);
    assert_eq!(next.conflicts.len(), 1);
    assert_eq!(next.result, local);
}

#[test]
fn a_creation_that_was_taken_in_part() {
    let mut local = state("A", &["smoke"]);
    local.content.description = Some("Any article".into());
    let sent = creation(&local);
    let mut there = local.clone();
    there.content.tags.clear();
    let read_back = confirm(&sent, None, &local, None, &there, true);
    assert_eq!(read_back.refused, [CaseField::Tags]);
    let next = merged(Direction::Import, Policy::Smart, Some(&read_back.base), &local, &there, None);
    assert_eq!(next.result, local);
    // The program was killed before the read-back: nothing is agreed on that Qase could seem to have removed.
    let next = merged(Direction::Import, Policy::Smart, Some(&Base::created(&local)), &local, &there, None);
    assert_eq!(next.result, local);
}

#[test]
fn a_policy_does_not_drop_what_one_side_alone_changed() {
    let base = Base::agreed(state("A", &[]));
    let (mut local, mut remote) = (state("A", &[]), state("A", &[]));
    local.content.description = Some("edited here".into());
    remote.content.preconditions = Some("edited there".into());
    let m = merged(Direction::Import, Policy::Theirs, Some(&base), &local, &remote, None);
    assert_eq!(m.result.content.description.as_deref(), Some("edited here"));
    let m = merged(Direction::Export, Policy::Mine, Some(&base), &local, &remote, None);
    assert_eq!(m.result.content.preconditions.as_deref(), Some("edited there"));
}

#[test]
fn a_value_that_qase_rewrote_is_ours_in_its_form() {
    let base = Base::agreed(state("A", &["smoke"]));
    let (mut local, remote) = (state("Pay & go 🎉", &["Smoke", "Night"]), state("A", &["smoke"]));
    local.content.description = Some("a < b".into());
    let mut there = state("Pay &amp; go", &["night", "smoke"]);
    there.content.description = Some("a &lt; b".into());
    let sent = merged(Direction::Export, Policy::Smart, Some(&base), &local, &remote, None);
    let back = confirm(&sent, Some(&base), &local, Some(&remote), &there, false);
    for policy in [Policy::Smart, Policy::Mine, Policy::Theirs] {
        for direction in [Direction::Import, Direction::Export] {
            let next = merged(direction, policy, Some(&back.base), &local, &there, None);
            assert_eq!((next.changes.len(), next.conflicts.len()), (0, 0), "{direction:?} {policy:?}");
        }
    }
    // A tag that somebody adds there comes; Qase's forms of ours do not.
    there.content.tags.push("theirs".into());
    let next = merged(Direction::Import, Policy::Smart, Some(&back.base), &local, &there, None);
    assert_eq!(next.result.content.tags, ["Night", "Smoke", "theirs"]);
    // Killed before it was read back.
    there.content.tags.pop();
    let old = base.sending([CaseField::Title, CaseField::Description], &local);
    let next = merged(Direction::Import, Policy::Smart, Some(&old), &local, &there, None);
    assert_eq!(
        (&next.result.content.title, &next.result.content.description),
        (&local.content.title, &local.content.description)
    );
}

#[test]
fn a_write_that_lands_late_is_no_edit_of_others() {
    // "B" was sent and not answered; later "C" was sent and read back; then "B" arrives.
    let mut base = Base::agreed(state("C", &[]));
    let blank = CaseState::default();
    let sent = state("B", &[]);
    base.remember_unanswered([CaseField::Title], &sent, &sent, &blank, &blank);
    let (local, late) = (state("C", &[]), state("B", &[]));
    for policy in [Policy::Smart, Policy::Theirs] {
        let next = merged(Direction::Import, policy, Some(&base), &local, &late, None);
        assert_eq!((next.changes.len(), next.conflicts.len()), (0, 0), "{policy:?}: ours is newer");
        let out = merged(Direction::Export, policy, Some(&next.base), &local, &late, None);
        assert_eq!(out.result, local, "{policy:?}: sent again");
    }
    // It has arrived: what somebody writes there afterwards is an edit, of that value too.
    let next = merged(Direction::Import, Policy::Smart, Some(&base), &local, &late, None);
    assert!(next.base.unanswered.is_empty());
}

#[test]
fn a_late_write_does_not_close_a_conflict() {
    let base = Base::agreed(state("A", &[]));
    let mut base = base.sending([CaseField::Title], &state("ours", &[]));
    let (local, theirs) = (state("ours", &[]), state("theirs", &[]));
    let open = merged(Direction::Import, Policy::Smart, Some(&base), &local, &theirs, None);
    assert_eq!(open.conflicts.len(), 1);
    base = open.base;
    for _ in 0..2 {
        // Ours arrives over theirs.
        let late = merged(Direction::Import, Policy::Smart, Some(&base), &local, &local, None);
        assert_eq!(late.conflicts.iter().map(|c| c.remote.clone()).collect::<Vec<_>>(), ["theirs"]);
        assert_eq!(late.result, local);
        base = late.base;
    }
    let decided: BTreeMap<CaseField, Choice> = [(CaseField::Title, Choice::Theirs)].into();
    let taken = merged(Direction::Import, Policy::Smart, Some(&base), &local, &local, Some(&decided));
    assert_eq!(taken.result, theirs);
    let out = merged(Direction::Export, Policy::Smart, Some(&taken.base), &theirs, &local, None);
    assert_eq!(out.result, theirs, "and goes back to Qase");
    let decided: BTreeMap<CaseField, Choice> = [(CaseField::Title, Choice::Mine)].into();
    let kept = merged(Direction::Import, Policy::Smart, Some(&base), &local, &local, Some(&decided));
    assert!(kept.conflicts.is_empty() && kept.base.contested.fields.is_empty());
}

/// A case with these custom fields.
fn custom(fields: &[(&str, &str)]) -> CaseState {
    let mut state = state("A", &[]);
    state.content.custom_fields = fields.iter().map(|(title, value)| ((*title).to_owned(), (*value).to_owned())).collect();
    state
}

#[test]
fn a_late_write_of_one_custom_field_does_not_hide_an_edit_of_another() {
    // "B" of the browser was sent and not answered; later "C" was sent and read back. Then "B" arrives, and a person changes the owner.
    let mut base = Base::agreed(custom(&[("Browser", "C"), ("Owner", "Ann")]));
    let (before, sent) = (custom(&[("Browser", "A"), ("Owner", "Ann")]), custom(&[("Browser", "B"), ("Owner", "Ann")]));
    base.remember_unanswered([CaseField::CustomFields], &sent, &sent, &before, &before);
    let (local, there) = (custom(&[("Browser", "C"), ("Owner", "Ann")]), custom(&[("Browser", "B"), ("Owner", "Bob")]));
    let next = merged(Direction::Import, Policy::Smart, Some(&base), &local, &there, None);
    assert!(next.conflicts.is_empty());
    assert_eq!(next.result, custom(&[("Browser", "C"), ("Owner", "Bob")]), "ours is newer, the owner is theirs");
    assert!(next.base.unanswered.is_empty(), "it has arrived");
    let out = merged(Direction::Export, Policy::Smart, Some(&next.base), &next.result, &there, None);
    assert_eq!(out.result, next.result, "and is sent again");
    // A removal that lands late is no removal of a colleague.
    let mut base = Base::agreed(custom(&[("Browser", "C")]));
    let (none, before) = (custom(&[]), custom(&[("Browser", "A")]));
    base.remember_unanswered([CaseField::CustomFields], &none, &none, &before, &before);
    let next = merged(Direction::Import, Policy::Smart, Some(&base), &custom(&[("Browser", "C")]), &custom(&[]), None);
    assert_eq!((next.changes.len(), next.conflicts.len()), (0, 0));
}

#[test]
fn a_late_write_does_not_close_a_conflict_of_one_custom_field() {
    let base = Base::agreed(custom(&[("Browser", "A"), ("Owner", "Ann")]));
    let ours = custom(&[("Browser", "ours"), ("Owner", "Ann")]);
    let theirs = custom(&[("Browser", "theirs"), ("Owner", "Ann")]);
    let base = base.sending([CaseField::CustomFields], &ours);
    let open = merged(Direction::Import, Policy::Smart, Some(&base), &ours, &theirs, None);
    assert_eq!(open.conflicts.len(), 1);
    let mut base = Base::from_json(&open.base.to_json(), open.base.state.place).expect("JSON");
    // Ours arrives over theirs, and somebody changes the owner there.
    let late = custom(&[("Browser", "ours"), ("Owner", "Bob")]);
    let mut local = ours;
    for _ in 0..2 {
        let next = merged(Direction::Import, Policy::Smart, Some(&base), &local, &late, None);
        let shown: Vec<_> = next.conflicts.iter().map(|c| c.remote.to_string()).collect();
        assert_eq!(shown, [r#"{"Browser":"theirs"}"#]);
        base = Base::from_json(&next.base.to_json(), next.base.state.place).expect("JSON");
        local = next.result;
    }
    let decided: BTreeMap<CaseField, Choice> = [(CaseField::CustomFields, Choice::Theirs)].into();
    let taken = merged(Direction::Import, Policy::Smart, Some(&base), &local, &late, Some(&decided));
    assert_eq!(taken.result, custom(&[("Browser", "theirs"), ("Owner", "Bob")]));
    let out = merged(Direction::Export, Policy::Smart, Some(&taken.base), &taken.result, &late, None);
    assert_eq!(out.result, taken.result, "and goes back to Qase");
}

#[test]
fn tags_of_others_in_a_late_write_stay_theirs() {
    let tagged = |tags: &[&str]| state("A", tags);
    let (sent, local, before) = (tagged(&["ours", "theirs"]), tagged(&["ours"]), tagged(&["theirs"]));
    // Both tags were sent, and the workspace still lacks theirs.
    let mut base = Base::agreed(local.clone());
    base.remember_unanswered([CaseField::Tags], &sent, &local, &before, &before);
    for direction in [Direction::Import, Direction::Export] {
        let next = merged(direction, Policy::Smart, Some(&base), &local, &sent, None);
        assert_eq!(next.result.content.tags, ["ours", "theirs"], "{direction:?}");
        assert!(next.base.unanswered.is_empty(), "it has arrived");
    }
    // The workspace has another tag by now, and the older write lands over it.
    base.agree(CaseField::Tags, &tagged(&["newer"]));
    for direction in [Direction::Import, Direction::Export] {
        let next = merged(direction, Policy::Smart, Some(&base), &tagged(&["newer"]), &sent, None);
        assert_eq!(next.result.content.tags, ["newer", "theirs"], "{direction:?}: no removal of ours, and no addition of ours");
        let there = if direction == Direction::Import { &sent } else { &next.result };
        let again = merged(Direction::Export, Policy::Smart, Some(&next.base), &tagged(&["newer", "theirs"]), there, None);
        assert_eq!(again.result.content.tags, ["newer", "theirs"], "{direction:?}");
    }
    // The workspace took theirs over and removed it.
    base.agree(CaseField::Tags, &tagged(&["newer", "theirs"]));
    let next = merged(Direction::Export, Policy::Smart, Some(&base), &tagged(&["newer"]), &sent, None);
    assert_eq!(next.result.content.tags, ["newer"]);
}

#[test]
fn a_value_that_was_put_back_for_others_is_not_ours() {
    let blank = CaseState::default();
    let (ours, theirs) = (state("ours", &[]), state("theirs", &[]));
    let mut base = Base::agreed(ours.clone());
    base.remember_unanswered([CaseField::Title], &theirs, &ours, &ours, &ours);
    assert!(base.unanswered.is_empty());
    let (sent, before) = (custom(&[("Browser", "theirs"), ("Owner", "Ann")]), custom(&[("Browser", "ours"), ("Owner", "Bob")]));
    let local = custom(&[("Browser", "newer"), ("Owner", "Ann")]);
    base.remember_unanswered([CaseField::CustomFields], &sent, &local, &before, &before);
    let is_late = |title: &str, value: &str| base.is_late_custom(title, Some(&value.to_owned()));
    assert!(is_late("Owner", "Ann") && !is_late("Browser", "theirs"));
    assert!(!base.is_late(CaseField::Title, &blank));
}

#[test]
fn an_agreed_value_that_lands_twice_does_not_close_a_conflict() {
    let both = |value: &str| {
        let mut state = custom(&[("Browser", value)]);
        state.content.title = value.into();
        state
    };
    let (agreed, ours, theirs) = (both("old"), both("ours"), both("theirs"));
    let fields = [CaseField::Title, CaseField::CustomFields];
    let mut base = Base::agreed(agreed.clone());
    let blank = CaseState::default();
    base.remember_unanswered(fields, &agreed, &agreed, &blank, &blank);
    let open = merged(Direction::Export, Policy::Smart, Some(&base), &ours, &theirs, None);
    assert_eq!(open.conflicts.len(), 2);
    // The agreed values land once more, over theirs.
    for direction in [Direction::Import, Direction::Export] {
        let late = merged(direction, Policy::Smart, Some(&open.base), &ours, &agreed, None);
        assert_eq!((late.conflicts.len(), late.changes.len()), (2, 0), "{direction:?}");
    }
}
