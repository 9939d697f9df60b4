//! The selected cases as the bar and the menus change them.

use std::sync::Arc;

use crate::action::{Action, Actions, CasesAction};
use crate::model::case_grid::{CaseEdit, CaseField, CaseTable, EditKind};
use voluptas_app::cases::bulk::CaseChange;
use voluptas_core::domain::ids::CaseId;

/// Width of a menu.
pub(super) const MENU: f32 = 208.0;

/// The selected cases. All cases of a large project may be selected: they are collected only when something is done to them.
pub(super) struct Cases<'a> {
    pub count: usize,
    pub ids: &'a dyn Fn() -> Vec<CaseId>,
}

/// Asks before one change is made in all cases.
pub fn ask(ids: &[CaseId], field: CaseField, change: &CaseChange, table: &Arc<CaseTable>, out: &mut Actions) {
    let mut edit = CaseEdit::new(EditKind::Bulk, Arc::clone(table));
    for id in ids {
        edit.add(*id, field, change.clone());
    }
    out.push(Action::Cases(CasesAction::Change(Arc::new(edit))));
}
