//! The latest changes of cells by this window, which must not be reported as changes of somebody else.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use voluptas_app::cases::bulk::CaseChange;
use voluptas_core::domain::ids::CaseId;

/// Edits of cells that the rows of the grid may not have yet.
const EARLIER: usize = 4;

/// Changes of cells by this window, the last edit last.
pub(super) type OwnChanges = Mutex<VecDeque<Arc<Vec<(CaseId, CaseChange)>>>>;

/// Keeps the changes of an edit of this window. Returns the changes of the latest edits before it: the rows on screen may not
/// contain them yet, and they must not be reported as changes of somebody else.
pub(super) fn remember(latest: &OwnChanges, changes: &Arc<Vec<(CaseId, CaseChange)>>) -> Vec<Arc<Vec<(CaseId, CaseChange)>>> {
    let mut latest = latest.lock().unwrap_or_else(PoisonError::into_inner);
    let earlier: Vec<_> = latest.iter().cloned().collect();
    latest.push_back(Arc::clone(changes));
    if latest.len() > EARLIER {
        latest.pop_front();
    }
    earlier
}

/// Changes by their case.
pub(super) fn by_case(edits: &[Arc<Vec<(CaseId, CaseChange)>>]) -> HashMap<CaseId, Vec<&CaseChange>> {
    let mut all: HashMap<CaseId, Vec<&CaseChange>> = HashMap::new();
    for (id, change) in edits.iter().flat_map(|edit| &**edit) {
        all.entry(*id).or_default().push(change);
    }
    all
}
