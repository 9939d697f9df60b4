//! The main window: first start, menus, tree, registry, inspector, undo, language, theme, restart.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::Action;
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Lang;
use voluptas_settings::LangChoice;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

use crate::support::{Desk, Setup, click, command, press, type_text};

#[test]
fn the_first_page_offers_what_can_be_done() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    for label in ["Open the demo", "Import a list", "Connect Qase"] {
        desk.h.get_by_role_and_label(Role::Button, label);
    }
    desk.h.get_by_role_and_label(Role::Button, "New workspace").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the workspace opens", |h| h.state().backend.workspace().is_some());
    assert!(desk.h.query_all_by_label("No functions yet").count() > 0);
}

#[test]
fn the_first_page_is_used_by_keys() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    let focused = |desk: &Desk, label: &str| desk.h.get_by_role_and_label(Role::Button, label).accesskit_node().is_focused();
    for label in ["Open the demo", "New workspace", "Import a list", "Connect Qase"] {
        assert!(focused(&desk, label), "{label}");
        desk.h.key_press(Key::Tab);
        desk.settle();
    }
    desk.h.get_by_role_and_label(Role::Button, "Open the demo").focus();
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the demo opens", |h| h.state().backend.workspace().is_some());
}

#[test]
fn every_screen_in_both_languages_and_themes() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        for dark in [false, true] {
            let mut desk = Desk::with(Setup { lang, dark, ..Setup::default() });
            desk.h.state_mut().state.kept.activity_open = true;
            desk.settle();
            for key in [Key::Num1, Key::Num2] {
                desk.h.key_press_modifiers(Modifiers::COMMAND, key);
                desk.settle();
            }
            desk.h.state_mut().state.open_tab(MiddleTab::Case(1));
            desk.settle();
            // Settings, palette, shortcuts: opened and closed by keys.
            for (modifiers, key) in [(Modifiers::COMMAND, Key::Comma), (Modifiers::COMMAND, Key::K), (Modifiers::NONE, Key::F1)] {
                desk.h.key_press_modifiers(modifiers, key);
                desk.settle();
                desk.h.key_press(Key::Escape);
                desk.settle();
            }
        }
    }
}

#[test]
fn menus_open_and_do() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::Button, "View").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItemCheckBox, "Activity").click();
    desk.settle();
    desk.h.get_by_label("No jobs in this session");
    desk.h.get_by_role_and_label(Role::Button, "Tools").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Sync").hover();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Sync with Qase…");
}

#[test]
fn columns_are_chosen_and_sized_and_stay_so_after_a_restart() {
    let mut desk = Desk::new();
    let head = |desk: &Desk, name: &str| desk.h.query_by_role_and_label(Role::ColumnHeader, name).map(|n| n.rect());
    let segment = head(&desk, "Segment").expect("shown at first");
    // By the button.
    desk.h.get_by_role_and_label(Role::Button, "Select columns").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "QA").click();
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(head(&desk, "QA").is_none());
    // By the right button on a head.
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Type").click_secondary();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Cases").click();
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(head(&desk, "Cases").is_none());
    // The border right of FuncID, 60 points to the right.
    let before = head(&desk, "FuncID").expect("shown");
    let border = eframe::egui::pos2(before.right() + 4.0, before.center().y);
    for at in [border, border + eframe::egui::vec2(30.0, 0.0), border + eframe::egui::vec2(60.0, 0.0)] {
        desk.h.hover_at(at);
        desk.h.step();
        if at == border {
            desk.h.drag_at(at);
            desk.h.step();
        }
    }
    desk.h.drop_at(border + eframe::egui::vec2(60.0, 0.0));
    desk.settle();
    let wide = head(&desk, "FuncID").expect("shown").width();
    assert!(wide > before.width() + 40.0, "{wide} was {}", before.width());
    let mut desk = desk.restart();
    assert!(head(&desk, "QA").is_none() && head(&desk, "Cases").is_none());
    let now = head(&desk, "FuncID").expect("shown").width();
    assert!((now - wide).abs() < 2.0, "{now} is not {wide}");
    // Sorting goes by what is meant, not by what is shown.
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Last result").click();
    desk.settle();
    assert_eq!(desk.h.state().views.registry.layout().sort, Some(("result".to_owned(), false)));
    desk.h.get_by_role_and_label(Role::Button, "Select columns").click();
    desk.settle();
    desk.h.get_by_label("Reset columns").click();
    desk.settle();
    let again = head(&desk, "FuncID").expect("shown").width();
    assert!(head(&desk, "QA").is_some() && (again - before.width()).abs() < 2.0, "{again}");
    assert!((head(&desk, "Segment").expect("shown").width() - segment.width()).abs() < 2.0);
}

#[test]
fn at_200_per_cent_the_inspector_lies_over_the_middle_when_asked_for() {
    let mut desk = Desk::new();
    let inspector = |desk: &Desk| desk.h.query_by_label("Nothing selected").is_some();
    assert!(inspector(&desk));
    desk.h.state_mut().backend.settings.general.zoom = 200;
    desk.settle();
    assert!(!inspector(&desk), "the middle comes first");
    // Nothing of the view in front reaches beyond the window: 720 points at this zoom.
    let beyond = |desk: &Desk| {
        let inside = |n: &egui_kittest::Node<'_>| n.rect().right() <= 720.5;
        let buttons = desk.h.query_all_by_role(Role::Button).chain(desk.h.query_all_by_role(Role::RadioButton));
        buttons.filter(|n| !inside(n)).map(|n| format!("{:?} {:?}", n.accesskit_node().label(), n.rect())).collect::<Vec<_>>()
    };
    assert_eq!(beyond(&desk), Vec::<String>::new());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    desk.settle();
    assert_eq!(beyond(&desk), Vec::<String>::new());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    desk.settle();
    // An empty inspector is not shown at all.
    desk.h.state_mut().act(Action::Command(UiCommand::ToggleInspector));
    desk.settle();
    assert!(!inspector(&desk));
    desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").click();
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_some());
    assert!(desk.h.query_by_role(Role::Tree).is_some(), "the tree stays");
    assert!(desk.h.query_by_role_and_label(Role::ColumnHeader, "Title").is_some(), "the registry is still there");
    desk.h.state_mut().act(Action::Command(UiCommand::ToggleInspector));
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_none());
}

#[test]
fn the_tree_filters_and_the_inspector_follows() {
    let mut desk = Desk::new();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::F);
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Filter").type_text("promo");
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout");
    desk.h.get_by_role_and_label(Role::TreeItem, "Promo code").click();
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::TreeItem, "Mailer").is_none());
    desk.h.get_by_role_and_label(Role::Link, "Expired code is refused").click();
    desk.settle();
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(18));
    desk.until("the case is read", |h| h.query_by_value("The message says that the code expired").is_some());
}

#[test]
fn an_edit_is_kept_undone_and_survives_a_restart() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Cart").click();
    desk.settle();
    let title = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title");
    title.focus();
    title.type_text(" and basket");
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the tree shows the new title", |h| h.query_by_role_and_label(Role::TreeItem, "Cart and basket").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("undo shows the old title", |h| h.query_by_role_and_label(Role::TreeItem, "Cart").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.until("redo shows it again", |h| h.query_by_role_and_label(Role::TreeItem, "Cart and basket").is_some());
    let desk = desk.restart();
    let item = desk.h.get_by_role_and_label(Role::TreeItem, "Cart and basket");
    assert_eq!(item.accesskit_node().is_selected(), Some(true), "the selection survives too");
}

#[test]
fn a_function_is_made_and_deleted() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Payment").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::N);
    desk.settle();
    desk.h.get_all_by_role_and_label(Role::TextInput, "Title").last().expect("the dialog's field").type_text("Gift card");
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("it is in the tree", |h| h.query_by_role_and_label(Role::TreeItem, "Gift card").is_some());
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Gift card").click();
    desk.settle();
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Move to trash").click();
    desk.until("it is gone", |h| h.query_by_role_and_label(Role::TreeItem, "Gift card").is_none());
}

#[test]
fn language_and_theme_change_at_once() {
    let mut desk = Desk::new();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Search functions, cases, commands").type_text("russian");
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Файл");
    desk.h.get_by_role_and_label(Role::Button, "Вид").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Тема").hover();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItemRadio, "Тёмная").click();
    desk.settle();
    assert!(desk.h.ctx.global_style().visuals.dark_mode);
    let desk = desk.restart();
    desk.h.get_by_role_and_label(Role::Button, "Файл");
}

#[test]
fn the_language_of_a_start_is_not_kept() {
    let mut desk = Desk::new().started_in(Lang::Ru);
    desk.h.get_by_role_and_label(Role::Button, "Файл");
    // The settings are written meanwhile.
    command(&mut desk, UiCommand::ThemeDark);
    let desk = desk.restart();
    desk.h.get_by_role_and_label(Role::Button, "File");
    // A chosen language holds at once and is kept.
    let mut desk = desk.started_in(Lang::Ru);
    command(&mut desk, UiCommand::LangEn);
    desk.h.get_by_role_and_label(Role::Button, "File");
    let mut desk = desk.restart().started_in(Lang::En);
    command(&mut desk, UiCommand::LangRu);
    desk.h.get_by_role_and_label(Role::Button, "Файл");
    desk.restart().h.get_by_role_and_label(Role::Button, "Файл");
}

#[test]
fn a_run_shows_its_results_and_the_inspector_the_past_ones() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Promo code").click();
    desk.settle();
    desk.until("past results", |h| h.query_all_by_label_contains("Failed · Expired code is refused").count() > 0);
    desk.h.get_by_role_and_label(Role::RadioButton, "Runs").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Nightly regression").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Tab, "Run #1");
    desk.h.get_by_role_and_label(Role::RadioButton, "Failed").click();
    desk.settle();
    desk.until("the results", |h| h.query_all_by_value("Expired code is refused").count() > 0);
    desk.h.get_by_role_and_label(Role::Button, "Close Run #1").click();
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Tab, "Run #1").is_none());
}

#[test]
fn the_chosen_result_is_read_in_full_and_again_when_it_changes() {
    let mut desk = Desk::new();
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    let (id, run) = store
        .write(Op::bulk("test"), |tx| {
            let project = tx.projects().by_code("SHOP")?.expect("project").id;
            let content = RunContent { title: "Evening".into(), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
            let said = ResultContent {
                title: "Pays by card".into(),
                status: ResultStatus::Failed,
                comment: Some("The terminal said no".into()),
                ..ResultContent::default()
            };
            Ok((tx.results().add(run, &said)?.id, run))
        })
        .expect("a result")
        .value;
    desk.h.get_by_role_and_label(Role::RadioButton, "Runs").click();
    desk.until("the run", |h| h.query_by_role_and_label(Role::TreeItem, "Evening").is_some());
    desk.h.get_by_role_and_label(Role::TreeItem, "Evening").click();
    desk.until("the comment", |h| h.query_all_by_value("The terminal said no").next().is_some());
    let results = desk.h.state().views.run.results().expect("results");
    assert_eq!((results.run, results.rows.len()), (run, 1));
    store
        .write(Op::bulk("test"), |tx| {
            let mut content = tx.results().get(id)?.content;
            content.comment = Some("The terminal said yes".into());
            tx.results().update(id, &content)
        })
        .expect("changed");
    desk.until("the new comment", |h| h.query_all_by_value("The terminal said yes").next().is_some());
}

#[test]
fn a_result_from_elsewhere_shows_on_its_function_and_case() {
    let mut desk = Desk::new();
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    let registry = desk.h.state().backend.registry().expect("registry");
    let row = registry.rows.iter().find(|r| !r.covers.is_empty()).expect("a covered function");
    let (function, case) = (row.function.id, row.covers[0].case);
    let last = |desk: &Desk| {
        let backend = &desk.h.state().backend;
        let covers = &backend.registry().expect("registry").get(function).expect("row").covers;
        let of_function = covers.iter().find(|c| c.case == case).expect("cover").status.clone();
        (of_function, backend.cases().expect("cases").get(case).expect("case").status.clone())
    };
    for status in [ResultStatus::Blocked, ResultStatus::Invalid] {
        store
            .write(Op::bulk("test"), |tx| {
                let project = tx.projects().by_code("SHOP")?.expect("project").id;
                let content = RunContent { title: "Evening".into(), ..RunContent::default() };
                let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
                let status = status.clone();
                tx.results()
                    .add(run, &ResultContent { case_id: Some(case), title: "x".into(), status, ..ResultContent::default() })
            })
            .expect("a result");
        desk.settle();
        assert_eq!(last(&desk), (Some(status.clone()), Some(status)));
    }
    let run = store.read(|tx| tx.rollup().last_of(&[case])).expect("last")[&case].run;
    store.write(Op::bulk("test"), |tx| tx.runs().delete(run)).expect("trashed");
    desk.settle();
    assert_eq!(last(&desk), (Some(ResultStatus::Blocked), Some(ResultStatus::Blocked)));
}

#[test]
fn f2_edits_the_title_and_a_question_mark_shows_the_keys() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Payment").click();
    desk.settle();
    desk.h.key_press(Key::F2);
    desk.settle();
    assert!(desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").accesskit_node().is_focused());
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("?".into()));
    desk.settle();
    desk.h.get_by_label("Undo: Ctrl+Z");
}

#[test]
fn panels_keep_their_width() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Promo code").click();
    desk.settle();
    let before = (desk.h.state().state.kept.tree_width, desk.h.state().state.kept.inspector_width);
    desk.h.run_steps(50);
    let after = (desk.h.state().state.kept.tree_width, desk.h.state().state.kept.inspector_width);
    assert_eq!(before, after);
    assert_eq!(after, (312.0, 328.0));
}

#[test]
fn quick_filters_and_sorting() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::RadioButton, "Uncovered").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Reviews");
    assert!(desk.h.query_all_by_value("Reviews").count() > 0);
    assert!(desk.h.query_all_by_value("Photos").count() == 0);
    desk.h.get_by_role_and_label(Role::RadioButton, "All").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Cases").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Cases").click();
    desk.settle();
    assert_eq!(desk.h.state().views.registry.layout().sort, Some(("cases".to_owned(), true)));
}

#[test]
fn a_failed_read_is_shown_above_the_middle_and_tried_again() {
    for (lang, failed, again) in [
        (LangChoice::En, "Failed to read the runs. Failed to read or write the workspace", "Try again"),
        (LangChoice::Ru, "Не удалось прочитать прогоны.", "Повторить"),
    ] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        let path = desk.h.state().backend.workspace_path().expect("workspace").to_owned();
        let sql = |text: &str| rusqlite::Connection::open(&path).expect("file").execute_batch(text).expect("changed");
        let shows = |h: &egui_kittest::Harness<'static, Shell>| h.query_all_by_label_contains(failed).next().is_some();
        assert!(!shows(&desk.h));
        sql("ALTER TABLE runs RENAME TO lost");
        desk.h.state_mut().act(Action::Command(UiCommand::Refresh));
        desk.until("the error", shows);
        sql("ALTER TABLE lost RENAME TO runs");
        desk.h.get_by_label(again).click();
        desk.until("the runs again", |h| !shows(h));
    }
}

#[test]
fn the_name_of_a_new_workspace_is_replaced_by_what_is_typed() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    command(&mut desk, UiCommand::NewWorkspace);
    type_text(&mut desk, "shop");
    let usual = desk.h.state().backend.paths.workspace.clone();
    let folder = usual.parent().expect("folder").to_path_buf();
    let shown = desk.h.get_by_role_and_label(Role::TextInput, "File").accesskit_node().value();
    assert_eq!(shown.as_deref(), folder.join("shop.voluptas").to_str());
    // A folder that is not there is a slip of the keyboard: it is not made.
    press(&mut desk, Modifiers::COMMAND, Key::A);
    let slip = folder.join("shop.voluptas").join("next");
    type_text(&mut desk, slip.to_str().expect("text"));
    click(&mut desk, Role::Button, "Create");
    desk.until("the missing folder", |h| h.query_all_by_label_contains("does not exist").next().is_some());
    assert!(!folder.join("shop.voluptas").exists());
    // A bare name stands in the usual folder.
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "shop");
    click(&mut desk, Role::Button, "Create");
    desk.until("the workspace", |h| h.state().backend.workspace().is_some());
    assert_eq!(desk.h.state().backend.workspace_path(), Some(folder.join("shop.voluptas").as_path()));
}

#[test]
fn a_new_workspace_beside_an_open_one_has_a_whole_path_with_a_free_name() {
    let mut desk = Desk::new();
    let usual = desk.h.state().backend.paths.workspace.clone();
    assert_eq!(desk.h.state().backend.workspace_path(), Some(usual.as_path()));
    command(&mut desk, UiCommand::NewWorkspace);
    let shown = desk.h.get_by_role_and_label(Role::TextInput, "File").accesskit_node().value();
    assert_eq!(shown.as_deref(), usual.with_file_name("workspace-2.voluptas").to_str());
}
