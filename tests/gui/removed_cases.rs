//! The grid of cases while another process removes what is selected.

use eframe::egui::vec2;
use voluptas::action::{Action, Nav};
use voluptas::model::cases::CaseKey;
use voluptas::state::MiddleTab;
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
