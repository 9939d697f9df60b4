//! The grid of cases while another process removes what is selected.

use eframe::egui::accesskit::Role;
use eframe::egui::vec2;
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, ListAction, Nav};
use voluptas::model::cases::CaseKey;
use voluptas::model::window_selection::Selected;
use voluptas::state::{MiddleTab, Subject};
use voluptas::ui_command::UiCommand;
use voluptas_app::workspace;
use voluptas_core::domain::ids::Thing;

use crate::support::{Desk, act, case_id, command, store, workspace};

#[test]
fn a_case_that_somebody_else_deletes_leaves_the_grid_where_it_is() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 960.0));
    // In the tree the next line after each of them is a suite.
    for (title, front) in [("Pay button, check 1", MiddleTab::Cases), ("Cart page, check 2", MiddleTab::Overview)] {
        let id = case_id(&desk, title);
        command(&mut desk, UiCommand::ShowCases);
        act(&mut desk, Action::Nav(Nav::Case(id)));
        act(&mut desk, Action::Nav(Nav::Tab(front)));
        assert_eq!(desk.h.state().state.selection.cases.only(), Some(id.0), "{title}");
        let other = workspace(store(&desk).path());
        workspace::trash::delete(&other, &[Thing::Case(id)]).expect("their deletion");
        desk.until("the case is gone", |h| h.state().backend.cases().is_some_and(|cases| cases.get(id).is_none()));
        let selected: Vec<CaseKey> = desk.h.state().state.selection.cases.keys().map(CaseKey::from_key).collect();
        assert!(matches!(selected[..], [CaseKey::Case(_)]), "{title}: {selected:?}");
        command(&mut desk, UiCommand::ShowCases);
        assert_eq!(desk.h.state().state.grid_suite, None, "{title}: the grid still shows the whole project");
    }
}

#[test]
fn the_inspector_beside_the_tab_of_a_trashed_case_describes_that_case() {
    for is_own in [true, false] {
        let mut desk = Desk::new();
        desk.h.set_size(vec2(1440.0, 960.0));
        let id = case_id(&desk, "Pay button, check 1");
        act(&mut desk, Action::Nav(Nav::OpenCase(id)));
        if is_own {
            act(&mut desk, Action::List(ListAction::Trash(Selected { cases: vec![id], ..Selected::default() })));
        } else {
            let other = workspace(store(&desk).path());
            workspace::trash::delete(&other, &[Thing::Case(id)]).expect("their deletion");
        }
        desk.until("the case is gone", |h| h.state().backend.cases().is_some_and(|cases| cases.get(id).is_none()));
        desk.until("the tab says it", |h| {
            h.query_by_label_contains("This case is in the trash. Restore it to edit it.").is_some()
        });
        assert_eq!(desk.h.state().state.subject, Subject::Case(id), "own: {is_own}");
        desk.until("the inspector says it", |h| h.query_all_by_label("This case is in the trash").next().is_some());
        // Both the tab and the inspector at its right restore it.
        let left = |node: &egui_kittest::Node<'_>| node.rect().left();
        let buttons = desk.h.query_all_by_role_and_label(Role::Button, "Restore");
        let inspector = buttons.max_by(|a, b| left(a).total_cmp(&left(b))).expect("the button of the inspector");
        let said = desk.h.get_by_label("This case is in the trash").rect();
        assert!(inspector.rect().left() >= said.left(), "{} {said}", inspector.rect());
        inspector.click();
        desk.until("the case is back", |h| h.state().backend.cases().is_some_and(|cases| cases.get(id).is_some()));
        desk.until("its form", |h| h.query_by_label_contains("This case is in the trash").is_none());
    }
}
