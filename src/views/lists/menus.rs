//! Context menus of cases, suites and runs. Opening one navigates nowhere.

use eframe::egui::containers::menu::SubMenu;
use eframe::egui::{OpenUrl, Rect, Ui, pos2, vec2};

use crate::action::{Action, Actions, CaseAction, CasesAction, ListAction, Nav, RunAction, ToCases, Unfinished};
use crate::model::cases::{CaseKey, CaseRow};
use crate::model::run_pair::RunPair;
use crate::model::run_tree::RunListKey;
use crate::model::runs::{RunRow, index};
use crate::model::window_selection::Selected;
use crate::panels::menu;
use crate::state::MiddleTab;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::cases::bulk::CloneTarget;
use voluptas_core::domain::ids::{CaseId, RunId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::run::RunState;
use voluptas_ui::theme::{Icon, Palette, icons, size, space};
use voluptas_ui::widgets::menu::divider;
use voluptas_ui::widgets::{StatusClass, paint};

/// Width of these menus.
pub const WIDTH: f32 = 320.0;

/// Something that a menu of a suite or of a link does to the tree that it is opened from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeAct {
    /// Opens or closes the suite.
    Toggle,
    /// Opens the suite and all suites in it.
    ExpandBelow,
    /// Selects a case in its home suite.
    Home,
}

fn item(ui: &mut Ui, icon: Icon, label: &str, keys: Option<&str>) -> bool {
    let clicked = menu::line(ui, icon, label, keys, WIDTH).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// The menu of a case. `opens` are the keys that open it in the list.
pub fn case_menu(ui: &mut Ui, id: CaseId, opens: &str, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.cases.get(id) else { return };
    ui.spacing_mut().item_spacing.y = 0.0;
    if view.drafts.contains(&id) && item(ui, icons::EDIT, &view.text("cases-draft-open"), None) {
        out.nav(Nav::Tab(MiddleTab::Case(id.0)));
    }
    if item(ui, icons::CASE, &view.text("window-open"), None) {
        out.nav(Nav::OpenCase(id));
    }
    if item(ui, icons::PIN, &view.text("window-open-keep"), Some(opens)) {
        out.nav(Nav::Tab(MiddleTab::Case(id.0)));
    }
    divider(ui, WIDTH);
    copy_lines(ui, row, view, out);
    divider(ui, WIDTH);
    if item(ui, icons::QASE, &view.text("gui-cmd-sync-qase"), None) {
        out.command(UiCommand::SyncQase);
    }
}

/// The lines that copy code and title of a case.
fn copy_lines(ui: &mut Ui, row: &CaseRow, view: &View<'_>, out: &mut Actions) {
    if item(ui, icons::COPY, &view.text("window-copy-code"), None) {
        out.push(Action::Copy(row.code.to_string()));
    }
    if item(ui, icons::COPY, &view.text("window-copy-title"), None) {
        out.push(Action::Copy(row.title.to_string()));
    }
    if let Some(page) = view.cases.qase_page(row)
        && item(ui, icons::QASE, &view.text("window-open-in-qase"), None)
    {
        ui.ctx().open_url(OpenUrl::new_tab(&page));
    }
}

/// The menu of a case in its own tab: the menu of the grid without the command that opens the case.
pub fn open_case_menu(ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.cases.get(id) else { return };
    ui.spacing_mut().item_spacing.y = 0.0;
    copy_lines(ui, row, view, out);
    divider(ui, WIDTH);
    if item(ui, icons::CLONE, &view.text("cases-clone-here"), None) {
        out.push(Action::Cases(CasesAction::AskClone(vec![id], CloneTarget::Beside)));
    }
    several_cases_menu(ui, &[id], view, out);
    divider(ui, WIDTH);
    if item(ui, icons::DELETE, &view.text("lists-delete"), None) {
        out.push(Action::List(ListAction::AskTrash(Selected { cases: vec![id], ..Selected::default() })));
    }
}

/// The part of the menu of a case in a further suite that concerns the link. Returns the change of the tree that it asks for.
pub fn link_menu(ui: &mut Ui, id: CaseId, suite: SuiteId, view: &View<'_>, out: &mut Actions) -> Option<TreeAct> {
    divider(ui, WIDTH);
    let home = item(ui, icons::SUITE, &view.text("cases-go-home"), None);
    if item(ui, icons::UNLINK, &view.text("cases-remove-from-suite"), Some("Del")) {
        out.push(Action::List(ListAction::RemoveFromSuites(vec![(id, suite)])));
    }
    home.then_some(TreeAct::Home)
}

/// A line that opens a menu inside the menu.
pub fn submenu(ui: &mut Ui, icon: Icon, label: &str, add: impl FnOnce(&mut Ui)) {
    let line = menu::line(ui, icon, label, None, WIDTH);
    let arrow = Rect::from_center_size(pos2(line.rect.right() - space::M, line.rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::RIGHT, size::ICON, Palette::of(ui).text_secondary);
    SubMenu::new().show(ui, &line, add);
}

/// The lines for tags, suites and the review of cases.
pub fn several_cases_menu(ui: &mut Ui, ids: &[CaseId], view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let asks = [
        (icons::TAG, "gui-cmd-add-tag", ToCases::Tag),
        (icons::MOVE, "gui-cmd-move-to-suite", ToCases::Move),
        (icons::LINK, "gui-cmd-add-to-suite", ToCases::Further),
    ];
    for (icon, key, what) in asks {
        if item(ui, icon, &view.text(key), None) {
            out.push(Action::Cases(CasesAction::Ask(ids.to_vec(), what)));
        }
    }
    if item(ui, icons::RUN, &view.text("gui-cmd-new-run"), None) {
        out.push(Action::Run(RunAction::AskNew(ids.to_vec())));
    }
    if item(ui, icons::EXPORT, &view.text("gui-cmd-export-cases"), None) {
        out.push(Action::Cases(CasesAction::AskExport(ids.to_vec())));
    }
    submenu(ui, icons::REVIEW, &view.text("review-column"), |ui| review_menu(ui, ids, WIDTH, view, out));
}

/// The lines that send cases to review, approve them, or end the review.
pub fn review_menu(ui: &mut Ui, ids: &[CaseId], width: f32, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = [
        (icons::REVIEW, "review-send", Some(ReviewState::InReview)),
        (icons::DONE_ALL, "review-approve", Some(ReviewState::Approved)),
        (icons::EDIT, "review-back", None),
    ];
    for (icon, key, state) in lines {
        if menu::line(ui, icon, &view.text(key), None, width).clicked() {
            out.push(Action::Case(CaseAction::Review(ids.to_vec(), state)));
            ui.close();
        }
    }
}

/// The menu of a case in a list, in which it is selected. `opens` are the keys that open it there, `links` the further suites by which
/// the list shows it.
pub fn case_line_menu(ui: &mut Ui, id: CaseId, opens: &str, links: &[SuiteId], view: &View<'_>, out: &mut Actions) {
    case_menu(ui, id, opens, view, out);
    divider(ui, WIDTH);
    if item(ui, icons::CLONE, &view.text("cases-clone-here"), None) {
        out.push(Action::Cases(CasesAction::AskClone(vec![id], CloneTarget::Beside)));
    }
    if !links.is_empty() && item(ui, icons::UNLINK, &view.text("cases-remove-from-suite"), None) {
        out.push(Action::List(ListAction::RemoveFromSuites(links.iter().map(|suite| (id, *suite)).collect())));
    }
    several_cases_menu(ui, &[id], view, out);
    divider(ui, WIDTH);
    delete(ui, view, out);
}

/// The menu entry that moves the selected items to the trash.
pub fn delete(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    if item(ui, icons::DELETE, &view.text("lists-delete"), Some("Del")) {
        out.command(UiCommand::DeleteFunctions);
    }
}

/// The menu of the empty place below the suites and cases.
pub fn project_menu(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let ctx = ui.ctx().clone();
    for command in [UiCommand::NewSuite, UiCommand::NewCase] {
        let keys = command.shortcut_text(&ctx);
        if item(ui, command.icon(), &view.text(&command.label_key()), keys.as_deref()) {
            out.command(command);
        }
    }
}

/// The menu of a suite. Returns the change of the tree that it asks for.
pub fn suite_menu(ui: &mut Ui, id: SuiteId, open: bool, view: &View<'_>, out: &mut Actions) -> Option<TreeAct> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut act = None;
    let (icon, key) = if open { (icons::COLLAPSE, "window-collapse") } else { (icons::EXPAND, "window-expand") };
    if item(ui, icon, &view.text(key), Some("Enter")) {
        act = Some(TreeAct::Toggle);
    }
    if item(ui, icons::EXPAND, &view.text("window-expand-below"), None) {
        act = Some(TreeAct::ExpandBelow);
    }
    divider(ui, WIDTH);
    suite_commands(ui, id, view, out);
    act
}

/// The lines of the menu of a suite that do not concern its line in the tree.
pub fn suite_commands(ui: &mut Ui, id: SuiteId, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let ctx = ui.ctx().clone();
    let keys = |command: UiCommand| command.shortcut_text(&ctx);
    if item(ui, icons::SUITE, &view.text("suite-new-inside"), None) {
        out.push(Action::List(ListAction::AskNewSuite(Some(id))));
    }
    if item(ui, icons::CASE, &view.text("suite-new-case"), None) {
        out.push(Action::Case(CaseAction::AskNew(Some(id))));
    }
    if item(ui, icons::RUN, &view.text("manual-run-of-suite"), None) {
        out.push(Action::Run(RunAction::AskNew(view.cases.in_suite(id))));
    }
    if item(ui, icons::EDIT, &view.text("suite-edit-item"), keys(UiCommand::Rename).as_deref()) {
        out.push(Action::List(ListAction::AskSuite(id)));
    }
    if item(ui, icons::DELETE, &view.text("lists-delete"), keys(UiCommand::DeleteFunctions).as_deref()) {
        out.push(Action::List(ListAction::AskTrash(Selected { suites: vec![id], ..Selected::default() })));
    }
    divider(ui, WIDTH);
    if item(ui, UiCommand::FindDuplicates.icon(), &view.text("gui-cmd-find-duplicates"), None) {
        out.push(Action::Case(CaseAction::FindDuplicates(Some(id))));
    }
    divider(ui, WIDTH);
    let title = view.cases.tree.get(CaseKey::Suite(id).key()).map(|i| i.title.clone());
    if item(ui, icons::COPY, &view.text("window-copy-title"), None) {
        out.push(Action::Copy(title.as_deref().unwrap_or_default().to_owned()));
    }
    divider(ui, WIDTH);
    if item(ui, icons::QASE, &view.text("gui-cmd-sync-qase"), None) {
        out.command(UiCommand::SyncQase);
    }
}

/// The menu of a run. `selected` are the runs that are selected in the list.
pub fn run_menu(ui: &mut Ui, id: RunId, selected: &[RunId], view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.runs.get(id) else { return };
    ui.spacing_mut().item_spacing.y = 0.0;
    if item(ui, icons::RUN, &view.text("window-open"), None) {
        out.nav(Nav::Preview(MiddleTab::Run(id.0)));
    }
    if item(ui, icons::PIN, &view.text("window-open-keep"), Some("Enter")) {
        out.nav(Nav::Tab(MiddleTab::Run(id.0)));
    }
    compare_items(ui, row, selected, view, out);
    divider(ui, WIDTH);
    if item(ui, icons::COPY, &view.text("window-copy-code"), None) {
        out.push(Action::Copy(format!("{} #{}", row.project, row.run.number)));
    }
    if item(ui, icons::COPY, &view.text("window-copy-title"), None) {
        out.push(Action::Copy(row.run.content.title.clone()));
    }
    divider(ui, WIDTH);
    if row.run.source != "manual" && row.is_filled_by_shards() {
        if item(ui, icons::DONE_ALL, &view.text("gui-cmd-finish-run"), None) {
            out.push(Action::Run(RunAction::AskClose(id, Unfinished::default())));
        }
        divider(ui, WIDTH);
    }
    if row.run.source == "manual" {
        if row.run.state == RunState::Active {
            if item(ui, icons::DONE_ALL, &view.text("gui-cmd-finish-run"), None) {
                let of = |look: StatusClass| usize::try_from(row.looks[index(look)]).unwrap_or(usize::MAX);
                let left = Unfinished { untested: of(StatusClass::Untested), in_progress: of(StatusClass::InProgress) };
                out.push(Action::Run(RunAction::AskClose(id, left)));
            }
        } else if item(ui, icons::REDO, &view.text("gui-cmd-reopen-run"), None) {
            out.push(Action::Run(RunAction::Reopen(id)));
        }
        if item(ui, icons::COPY, &view.text("gui-cmd-copy-unfinished"), None) {
            out.push(Action::Run(RunAction::CopyUnfinished(id)));
        }
    }
    if row.has_failures() && item(ui, UiCommand::CopyFailed.icon(), &view.text("gui-cmd-copy-failed"), None) {
        out.push(Action::Run(RunAction::CopyFailed(id)));
    }
    if row.run.source == "manual" || row.has_failures() {
        divider(ui, WIDTH);
    }
    if item(ui, icons::MIRROR, &view.text("gui-cmd-mirror-results"), None) {
        out.command(UiCommand::MirrorResults);
    }
    divider(ui, WIDTH);
    if item(ui, icons::EDIT, &view.text("gui-cmd-edit-run"), Some("F2")) {
        out.push(Action::Run(RunAction::AskEdit(id)));
    }
    if item(ui, icons::DELETE, &view.text("gui-cmd-delete-runs"), Some("Del")) {
        let runs = if selected.contains(&id) { selected.to_vec() } else { vec![id] };
        out.push(Action::Run(RunAction::AskTrash(runs)));
    }
}

/// Draws the context menu of the head of a series. Returns its key when it is to be opened or closed.
pub fn series_menu(ui: &mut Ui, key: i64, view: &View<'_>, out: &mut Actions) -> Option<i64> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let tree = &view.runs.tree;
    let at = tree.index(key)?;
    let rows = || tree.subtree(at).filter_map(|line| view.runs.get(RunListKey::from_key(tree.key(line)).run()?));
    let turned = item(ui, icons::TREE, &view.text("run-series-turn"), Some("Enter"));
    let mut latest = rows();
    if let (Some(newest), Some(before)) = (latest.next(), latest.next())
        && let Some(pair) = RunPair::of(newest, before)
        && item(ui, icons::MIRROR, &view.text("run-series-compare"), None)
    {
        out.nav(Nav::Tab(MiddleTab::Compare(pair)));
    }
    divider(ui, WIDTH);
    if item(ui, icons::DELETE, &view.text("run-series-delete"), None) {
        out.push(Action::Run(RunAction::AskTrash(rows().map(|row| row.run.id).collect())));
    }
    turned.then_some(key)
}

/// The lines that compare a run: with the other selected one, otherwise with the one before it.
fn compare_items(ui: &mut Ui, row: &RunRow, selected: &[RunId], view: &View<'_>, out: &mut Actions) {
    let other = match selected {
        [a, b] if *a == row.run.id => view.runs.get(*b),
        [a, b] if *b == row.run.id => view.runs.get(*a),
        // Runs of different suites have no test in common: the page of a run offers them only where it knows of one.
        _ => view.runs.before(row.run.id).filter(|before| before.is_of_series_of(row)),
    };
    let Some((other, pair)) = other.and_then(|other| Some((other, RunPair::of(row, other)?))) else { return };
    divider(ui, WIDTH);
    let words = view.tr.fmt("compare-with-run", &[("number", other.run.number.into())]);
    if item(ui, icons::MIRROR, &words, None) {
        out.nav(Nav::Tab(MiddleTab::Compare(pair)));
    }
}
