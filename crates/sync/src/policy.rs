//! Decides about fields on which the two sides differ. One small pure table; everything else asks it.
//!
//! A synchronisation has a target that it writes (the workspace at an import, Qase at an export) and a source. The table:
//!
//! | who changed it since both agreed | every policy |
//! |---|---|
//! | the source alone | take |
//! | the target alone | keep |
//!
//! | contested | smart | ask | mine | theirs |
//! |---|---|---|---|---|
//! | both, differently | conflict | conflict | the workspace's value | Qase's value |
//! | nothing was ever agreed, one side is blank | fill the blank | conflict | fill | fill |
//! | nothing was ever agreed, both have a value | conflict | conflict | the workspace's value | Qase's value |
//!
//! Policies decide conflicts and nothing else: a change that only one side made is never dropped. A first link does not overwrite
//! a protected field of the workspace. A blank never replaces a value, unless the value was blanked on purpose.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_core::domain::field::CaseField;

/// Side that a synchronisation writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Direction {
    /// From Qase into the workspace.
    Import,
    /// From the workspace to Qase.
    Export,
}

/// Rule for fields on which the sides differ.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum Policy {
    /// A conflict stays open for a person; blanks are filled.
    #[default]
    Smart,
    /// The workspace's value wins a conflict.
    Mine,
    /// Qase's value wins a conflict.
    Theirs,
    /// Like [`Policy::Smart`], but a person also decides whether a blank is filled.
    Ask,
}

/// Side that changed a field since both sides agreed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedSide {
    /// Neither side, or both to the same value. Also two different agreed values that are unchanged.
    Same,
    /// The workspace alone.
    Local,
    /// Qase alone.
    Remote,
    /// Both, differently.
    Both,
    /// The values differ, and the sides never agreed on one.
    Unknown,
}

impl ChangedSide {
    /// Compares the values of both sides with the agreement. `settled` is false when the agreement is a pair of different values:
    /// Qase never took the workspace's value, so a change in Qase does not replace it.
    #[must_use]
    pub fn of(local_is_remote: bool, base_known: bool, local_is_base: bool, remote_is_base: bool, settled: bool) -> Self {
        match (local_is_remote, base_known, local_is_base, remote_is_base) {
            (true, ..) | (_, true, true, true) => Self::Same,
            (_, false, ..) => Self::Unknown,
            (_, _, true, _) if settled => Self::Remote,
            (_, _, _, true) => Self::Local,
            _ => Self::Both,
        }
    }
}

/// Outcome of the comparison of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The target stays as it is.
    Keep,
    /// The target gets the source's value.
    Take,
    /// A person must decide; the target stays as it is until then.
    Conflict,
}

/// A person's decision about one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The workspace's value.
    Mine,
    /// Qase's value.
    Theirs,
    /// Not now.
    Skip,
}

/// A person's decisions, by Qase id of the case and field. They take precedence over the policy.
pub type Decisions = BTreeMap<i64, BTreeMap<CaseField, Choice>>;

/// Facts about one field that the table needs.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Side that changed the field.
    pub changed: ChangedSide,
    /// The workspace's value is blank.
    pub local_blank: bool,
    /// Qase's value is blank.
    pub remote_blank: bool,
    /// True for a workspace value that a first link must not overwrite.
    pub protected: bool,
}

/// Applies the table in the module documentation.
pub fn settle(direction: Direction, policy: Policy, q: Question) -> Verdict {
    let import = direction == Direction::Import;
    let ours_counts = if import { Verdict::Keep } else { Verdict::Take };
    let theirs_counts = if import { Verdict::Take } else { Verdict::Keep };
    match q.changed {
        ChangedSide::Same => return Verdict::Keep,
        ChangedSide::Local => return ours_counts,
        ChangedSide::Remote => return theirs_counts,
        ChangedSide::Unknown if q.protected && !q.local_blank => return ours_counts,
        ChangedSide::Unknown if policy != Policy::Ask && q.local_blank => return theirs_counts,
        ChangedSide::Unknown if policy != Policy::Ask && q.remote_blank => return ours_counts,
        ChangedSide::Both | ChangedSide::Unknown => {}
    }
    match policy {
        Policy::Smart | Policy::Ask => Verdict::Conflict,
        Policy::Mine => ours_counts,
        Policy::Theirs => theirs_counts,
    }
}

/// True for fields that belong to the workspace. Automation is one: it is known beside the code, not in Qase.
pub fn is_protected(field: CaseField) -> bool {
    field == CaseField::Automation
}

#[cfg(test)]
mod tests {
    use super::*;
    use ChangedSide::{Both, Local, Remote, Same, Unknown};
    use Direction::{Export, Import};
    use Policy::{Ask, Mine, Smart, Theirs};
    use Verdict::{Conflict, Keep, Take};

    const POLICIES: [Policy; 4] = [Smart, Mine, Theirs, Ask];

    fn plain(changed: ChangedSide) -> Question {
        Question { changed, local_blank: false, remote_blank: false, protected: false }
    }

    #[test]
    fn who_changed_it() {
        assert_eq!(ChangedSide::of(true, false, false, false, true), Same);
        assert_eq!(ChangedSide::of(false, true, true, true, false), Same, "both left it so");
        assert_eq!(ChangedSide::of(false, false, false, false, true), Unknown);
        assert_eq!(ChangedSide::of(false, true, true, false, true), Remote);
        assert_eq!(ChangedSide::of(false, true, true, false, false), Both, "Qase never took ours, and has something new");
        assert_eq!(ChangedSide::of(false, true, false, true, false), Local);
        assert_eq!(ChangedSide::of(false, true, false, false, true), Both);
    }

    #[test]
    fn what_one_side_alone_changed_is_never_dropped() {
        for policy in POLICIES {
            for (direction, changed, expected) in
                [(Import, Remote, Take), (Import, Local, Keep), (Export, Local, Take), (Export, Remote, Keep)]
            {
                for blank in [false, true] {
                    let q = Question { local_blank: blank, remote_blank: blank, protected: blank, ..plain(changed) };
                    assert_eq!(settle(direction, policy, q), expected, "{direction:?} {policy:?} {changed:?}");
                }
                assert_eq!(settle(direction, policy, plain(Same)), Keep);
            }
        }
    }

    #[test]
    fn policies_decide_conflicts() {
        for changed in [Both, Unknown] {
            for (direction, policy, expected) in [
                (Import, Smart, Conflict),
                (Import, Ask, Conflict),
                (Import, Mine, Keep),
                (Import, Theirs, Take),
                (Export, Smart, Conflict),
                (Export, Ask, Conflict),
                (Export, Mine, Take),
                (Export, Theirs, Keep),
            ] {
                assert_eq!(settle(direction, policy, plain(changed)), expected, "{direction:?} {policy:?} {changed:?}");
            }
        }
    }

    #[test]
    fn blanks_are_filled_and_do_not_wipe() {
        let local_blank = Question { local_blank: true, ..plain(Unknown) };
        let remote_blank = Question { remote_blank: true, ..plain(Unknown) };
        for policy in [Smart, Mine, Theirs] {
            assert_eq!(settle(Import, policy, local_blank), Take, "{policy:?}");
            assert_eq!(settle(Import, policy, remote_blank), Keep, "{policy:?}");
            assert_eq!(settle(Export, policy, local_blank), Keep, "{policy:?}");
        }
        assert_eq!(settle(Import, Ask, local_blank), Conflict);
    }

    #[test]
    fn a_first_link_leaves_protected_fields_to_the_workspace() {
        let protected = |changed| Question { protected: true, ..plain(changed) };
        for policy in POLICIES {
            assert_eq!(settle(Import, policy, protected(Unknown)), Keep, "{policy:?}");
            assert_eq!(settle(Export, policy, protected(Unknown)), Take, "{policy:?}");
        }
        assert_eq!(settle(Import, Smart, protected(Both)), Conflict, "an edit in Qase is not dropped in silence");
    }
}
