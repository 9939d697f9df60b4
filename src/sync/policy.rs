//! What happens to a field that the two sides do not have alike. One small pure table; everything else asks it.
//!
//! A synchronisation has a target that it writes (the workspace at an import, Qase at an export) and a source. The table:
//!
//! | who changed it since both agreed | smart | ask | target wins | source wins |
//! |---|---|---|---|---|
//! | the source alone | take | take | fill if the target is blank | take |
//! | the target alone | keep | keep | keep | take, unless the source is blank |
//! | both, or nothing was ever agreed | unite lists, fill blanks, else a conflict | conflict | fill if never agreed and blank | take, unless only blank |
//!
//! "Mine" lets the target win at an import and the source at an export; "theirs" the other way round. A protected field of the
//! workspace is never overwritten where somebody here has set it. A blank never wipes a value, unless it was blanked on purpose.

use crate::domain::field::CaseField;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which way a synchronisation writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Direction {
    /// From Qase into the workspace.
    Import,
    /// From the workspace to Qase.
    Export,
}

/// What to do where the sides differ.
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
    /// Take what one side alone changed, fill blanks, unite lists; a real conflict stays open.
    #[default]
    Smart,
    /// The workspace's value stays wherever it has one.
    Mine,
    /// Qase's value counts, except for protected fields.
    Theirs,
    /// Take what one side alone changed; every other difference is a conflict for a person.
    Ask,
}

/// Who changed a field since both sides agreed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Nobody, or both to the same value.
    Same,
    /// The workspace alone.
    Local,
    /// Qase alone.
    Remote,
    /// Both, differently.
    Both,
    /// They differ, and nothing was ever agreed.
    Unknown,
}

impl Changed {
    /// Compares three values.
    #[must_use]
    pub fn of(local_is_remote: bool, base_known: bool, local_is_base: bool, remote_is_base: bool) -> Self {
        match (local_is_remote, base_known, local_is_base, remote_is_base) {
            (true, ..) => Self::Same,
            (_, false, ..) => Self::Unknown,
            (_, _, true, _) => Self::Remote,
            (_, _, _, true) => Self::Local,
            _ => Self::Both,
        }
    }
}

/// What becomes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The target stays as it is.
    Keep,
    /// The target gets the source's value.
    Take,
    /// A person must decide; the target stays as it is until then.
    Conflict,
}

/// What a person decided about one field.
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

/// What a person decided, by the case's id in Qase and the field. They go before the policy.
pub type Decisions = BTreeMap<i64, BTreeMap<CaseField, Choice>>;

/// What the table needs to know of one field.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Who changed it.
    pub changed: Changed,
    /// The workspace's value says nothing.
    pub local_blank: bool,
    /// Qase's value says nothing.
    pub remote_blank: bool,
    /// The workspace's value must not be overwritten.
    pub protected: bool,
}

/// The table of this file's head.
#[must_use]
pub fn settle(direction: Direction, policy: Policy, q: Question) -> Verdict {
    let import = direction == Direction::Import;
    if q.changed == Changed::Same {
        return Verdict::Keep;
    }
    let (target_blank, source_blank) = if import { (q.local_blank, q.remote_blank) } else { (q.remote_blank, q.local_blank) };
    let source_alone = q.changed == if import { Changed::Remote } else { Changed::Local };
    let target_alone = q.changed == if import { Changed::Local } else { Changed::Remote };
    let unknown = q.changed == Changed::Unknown;
    if q.protected && !q.local_blank && !source_alone && !target_alone {
        // The workspace's value counts, whoever wins otherwise.
        return if import { Verdict::Keep } else { Verdict::Take };
    }
    let target_wins = policy == if import { Policy::Mine } else { Policy::Theirs };
    let source_wins = policy == if import { Policy::Theirs } else { Policy::Mine };
    if target_wins {
        let fill = target_blank && !source_blank && (source_alone || unknown);
        return if fill { Verdict::Take } else { Verdict::Keep };
    }
    if source_wins {
        if import && q.protected && target_alone && !q.local_blank {
            return Verdict::Keep;
        }
        let wipes = source_blank && (target_alone || unknown);
        return if wipes { Verdict::Keep } else { Verdict::Take };
    }
    if source_alone {
        return Verdict::Take;
    }
    if target_alone {
        return Verdict::Keep;
    }
    if policy == Policy::Smart && unknown {
        if target_blank {
            return Verdict::Take;
        }
        if source_blank {
            return Verdict::Keep;
        }
    }
    Verdict::Conflict
}

/// Fields of a case that belong to the workspace: whether a case is automated is known where its code lies.
#[must_use]
pub fn is_protected(field: CaseField) -> bool {
    field == CaseField::Automation
}

#[cfg(test)]
mod tests {
    use super::*;
    use Changed::{Both, Local, Remote, Same, Unknown};
    use Direction::{Export, Import};
    use Policy::{Ask, Mine, Smart, Theirs};
    use Verdict::{Conflict, Keep, Take};

    fn plain(changed: Changed) -> Question {
        Question { changed, local_blank: false, remote_blank: false, protected: false }
    }

    #[test]
    fn who_changed_it() {
        assert_eq!(Changed::of(true, false, false, false), Same);
        assert_eq!(Changed::of(false, false, false, false), Unknown);
        assert_eq!(Changed::of(false, true, true, false), Remote);
        assert_eq!(Changed::of(false, true, false, true), Local);
        assert_eq!(Changed::of(false, true, false, false), Both);
    }

    #[test]
    fn the_table() {
        for (direction, policy, changed, expected) in [
            (Import, Smart, Remote, Take),
            (Import, Smart, Local, Keep),
            (Import, Smart, Both, Conflict),
            (Import, Smart, Unknown, Conflict),
            (Import, Ask, Remote, Take),
            (Import, Ask, Both, Conflict),
            (Import, Mine, Remote, Keep),
            (Import, Mine, Both, Keep),
            (Import, Theirs, Local, Take),
            (Import, Theirs, Both, Take),
            (Export, Smart, Local, Take),
            (Export, Smart, Remote, Keep),
            (Export, Smart, Both, Conflict),
            (Export, Mine, Remote, Take),
            (Export, Mine, Both, Take),
            (Export, Theirs, Local, Keep),
            (Export, Theirs, Both, Keep),
        ] {
            assert_eq!(settle(direction, policy, plain(changed)), expected, "{direction:?} {policy:?} {changed:?}");
            assert_eq!(settle(direction, policy, plain(Same)), Keep);
        }
    }

    #[test]
    fn blanks_are_filled_and_do_not_wipe() {
        let local_blank = |changed| Question { local_blank: true, ..plain(changed) };
        let remote_blank = |changed| Question { remote_blank: true, ..plain(changed) };
        for policy in [Smart, Mine, Theirs] {
            assert_eq!(settle(Import, policy, local_blank(Unknown)), Take, "{policy:?}");
            assert_eq!(settle(Import, policy, remote_blank(Unknown)), Keep, "{policy:?}");
        }
        assert_eq!(settle(Import, Smart, remote_blank(Remote)), Take, "emptied on purpose");
        assert_eq!(settle(Import, Theirs, remote_blank(Local)), Keep, "written here, never there");
        assert_eq!(settle(Import, Smart, local_blank(Both)), Conflict, "emptied here, changed there");
    }

    #[test]
    fn protected_fields_stay_ours() {
        let p = |changed| Question { protected: true, ..plain(changed) };
        for policy in [Smart, Mine, Theirs, Ask] {
            for changed in [Both, Unknown] {
                assert_eq!(settle(Import, policy, p(changed)), Keep, "{policy:?}");
                assert_eq!(settle(Export, policy, p(changed)), Take, "{policy:?}");
            }
            assert_eq!(settle(Import, policy, p(Local)), Keep, "{policy:?}");
        }
        assert_eq!(settle(Import, Smart, p(Remote)), Take, "nobody here has touched it");
    }
}
