//! The dialog of milestones: by keyboard alone, from the palette, in both languages.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_app::project::milestones;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::run::RunContent;
use voluptas_settings::LangChoice;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::runs::NewRun;
use voluptas_store::{Author, Op, Source};

use crate::support::{Desk, Setup, click, command, is_said, press, press_key, store, type_text};

fn project(desk: &Desk) -> ProjectId {
    store(desk).read(|tx| tx.projects().all()).expect("projects")[0].id
}

/// Title, day and state of the stored milestones.
fn stored(desk: &Desk) -> Vec<(String, Option<i64>, bool)> {
    let rows = milestones::list(&store(desk), project(desk)).expect("milestones").into_iter();
    rows.map(|row| row.milestone.content).map(|c| (c.title, c.due_ms, c.is_completed)).collect()
}

/// Walks to a button by Tab and presses it by Enter.
fn reach(desk: &mut Desk, name: &str) {
    let is_there = |desk: &Desk| {
        let focused = desk.h.root().children_recursive().filter(|n| n.accesskit_node().is_focused()).last();
        focused.is_some_and(|n| n.accesskit_node().label().as_deref() == Some(name))
    };
    for _ in 0..20 {
        if is_there(desk) {
            return press_key(desk, Key::Enter);
        }
        press_key(desk, Key::Tab);
    }
    panic!("Tab does not reach {name}");
}

#[test]
fn a_milestone_is_created_edited_completed_and_deleted_by_keyboard() {
    let mut desk = Desk::new();
    let other = MilestoneContent { title: "Autumn".into(), ..MilestoneContent::default() };
    milestones::create(&store(&desk), project(&desk), &other).expect("a milestone");
    let before = stored(&desk);
    // From the palette.
    press(&mut desk, Modifiers::COMMAND, Key::K);
    desk.h.event(Event::Text("milest".into()));
    desk.settle();
    press_key(&mut desk, Key::Enter);
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::Button, "New milestone").is_some());
    reach(&mut desk, "New milestone");
    type_text(&mut desk, &before[0].0.to_uppercase());
    desk.until("the same title", |h| h.query_by_label_contains("Another milestone has").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "Release 9.1");
    desk.until("a title of its own", |h| h.query_by_label_contains("Another milestone has").is_none());
    for _ in 0..2 {
        press_key(&mut desk, Key::Tab);
    }
    type_text(&mut desk, "2026-13-01");
    desk.until("the fault", |h| h.query_by_label("Enter a date as YYYY-MM-DD").is_some());
    press_key(&mut desk, Key::Enter);
    assert_eq!(stored(&desk), before, "a bad day is not stored");
    desk.h.get_by_role_and_label(Role::TextInput, "Due date").focus();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "2031-02-03");
    press_key(&mut desk, Key::Enter);
    desk.until("the toast", |h| is_said(h, "Created milestone “Release 9.1”"));
    let made = ("Release 9.1".to_owned(), Some(1_927_843_200_000), false);
    assert!(stored(&desk).contains(&made), "{:?}", stored(&desk));
    desk.until("the row", |h| h.query_by_label_contains("due 3").is_some());

    reach(&mut desk, "Edit “Release 9.1”");
    type_text(&mut desk, "Release 9.2");
    desk.h.get_by_role_and_label(Role::TextInput, "Due date").focus();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    press_key(&mut desk, Key::Backspace);
    press_key(&mut desk, Key::Enter);
    desk.until("the toast", |h| is_said(h, "Saved milestone “Release 9.2”"));
    assert!(stored(&desk).contains(&("Release 9.2".to_owned(), None, false)));

    // What was typed is not lost by Esc without a question.
    reach(&mut desk, "Edit “Release 9.2”");
    type_text(&mut desk, "Release 10");
    press_key(&mut desk, Key::Escape);
    desk.until("the question", |h| h.query_all_by_label("Discard the changes?").next().is_some());
    press_key(&mut desk, Key::Escape);
    let title = desk.h.get_by_role_and_label(Role::TextInput, "Title").accesskit_node().value();
    assert_eq!(title.as_deref(), Some("Release 10"));
    press_key(&mut desk, Key::Escape);
    desk.until("the question", |h| h.query_all_by_label("Discard the changes?").next().is_some());
    press_key(&mut desk, Key::Enter);
    desk.until("the list", |h| h.query_by_role_and_label(Role::Button, "Edit “Release 9.2”").is_some());

    desk.h.get_by_role_and_label(Role::Button, "Edit “Release 9.2”").focus();
    desk.settle();
    press(&mut desk, Modifiers::SHIFT, Key::Tab);
    press_key(&mut desk, Key::Enter);
    desk.until("the toast", |h| is_said(h, "Completed milestone “Release 9.2”"));
    assert!(stored(&desk).contains(&("Release 9.2".to_owned(), None, true)));

    reach(&mut desk, "Delete “Release 9.2”");
    desk.until("the question", |h| h.query_by_label_contains("No run names it.").is_some());
    press_key(&mut desk, Key::Enter);
    assert!(stored(&desk).contains(&("Release 9.2".to_owned(), None, true)), "Enter is on Cancel");
    reach(&mut desk, "Delete “Release 9.2”");
    desk.until("the question", |h| h.query_by_label_contains("No run names it.").is_some());
    reach(&mut desk, "Delete");
    desk.until("the toast", |h| is_said(h, "Deleted milestone “Release 9.2”"));
    assert_eq!(stored(&desk), before);
    press_key(&mut desk, Key::Escape);
    assert!(desk.h.query_by_role_and_label(Role::Button, "New milestone").is_none(), "the dialog is closed");
    let has = |h: &egui_kittest::Harness<'_, voluptas::shell::Shell>| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
        let all = milestones::list(&store, project).expect("milestones");
        all.iter().any(|row| row.milestone.content.title == "Release 9.2")
    };
    command(&mut desk, UiCommand::Undo);
    desk.until("the milestone is back", has);
    command(&mut desk, UiCommand::Redo);
    desk.until("the milestone is deleted again", |h| !has(h));
}

#[test]
fn runs_keep_without_a_deleted_milestone_in_russian_too() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let (store, project) = (store(&desk), project(&desk));
    let content = MilestoneContent { title: "Релиз 7".into(), due_ms: Some(1_000), ..MilestoneContent::default() };
    let id = milestones::create(&store, project, &content).expect("the milestone");
    let run = store
        .write(Op::edit("run"), |tx| {
            let content = RunContent { title: "Ночной".into(), milestone_id: Some(id), ..RunContent::default() };
            Ok(tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id)
        })
        .expect("the run")
        .value;
    command(&mut desk, UiCommand::Milestones);
    desk.until("the row", |h| h.query_by_label_contains("Открыта · просрочена с 1").is_some());
    assert!(desk.h.query_by_label_contains("1 прогон").is_some());
    click(&mut desk, Role::Button, "Удалить «Релиз 7»");
    desk.until("the question", |h| h.query_by_label_contains("1 прогон останется без вехи.").is_some());
    click(&mut desk, Role::Button, "Удалить");
    desk.until("the toast", |h| is_said(h, "Удалена веха «Релиз 7»"));
    let content = store.read(|tx| tx.runs().get(run)).expect("the run").content;
    assert_eq!((content.title.as_str(), content.milestone_id), ("Ночной", None));
}

#[test]
fn a_milestone_that_somebody_deleted_meanwhile_keeps_what_was_typed() {
    let mut desk = Desk::new();
    let content = MilestoneContent { title: "Release 7".into(), ..MilestoneContent::default() };
    let id = milestones::create(&store(&desk), project(&desk), &content).expect("the milestone");
    command(&mut desk, UiCommand::Milestones);
    desk.until("the row", |h| h.query_by_role_and_label(Role::Button, "Edit “Release 7”").is_some());
    click(&mut desk, Role::Button, "Edit “Release 7”");
    type_text(&mut desk, "Release 8");
    milestones::delete(&store(&desk), id).expect("deleted");
    press_key(&mut desk, Key::Enter);
    desk.until("the reason", |h| h.query_by_label_contains("This milestone was deleted meanwhile").is_some());
    let title = desk.h.get_by_role_and_label(Role::TextInput, "Title").accesskit_node().value();
    assert_eq!(title.as_deref(), Some("Release 8"));
}

#[test]
fn a_milestone_that_changed_meanwhile_is_shown_before_it_is_replaced() {
    let mut desk = Desk::new();
    let made = milestones::create(
        &store(&desk),
        project(&desk),
        &MilestoneContent { title: "2.1".into(), ..MilestoneContent::default() },
    );
    let id = made.expect("made");
    command(&mut desk, UiCommand::Milestones);
    desk.until("the row", |h| h.query_by_role_and_label(Role::Button, "Edit “2.1”").is_some());
    click(&mut desk, Role::Button, "Edit “2.1”");
    let base = store(&desk).read(|tx| tx.milestones().get(id)).expect("stored").content;
    let theirs = MilestoneContent { title: "2.1 theirs".into(), ..base.clone() };
    milestones::change(&store(&desk), id, &base, &theirs).expect("changed");
    type_text(&mut desk, "2.1 mine");
    press_key(&mut desk, Key::Enter);
    desk.until("the warning", |h| {
        h.query_by_label_contains("Somebody changed this milestone meanwhile, to: 2.1 theirs").is_some()
    });
    let title = |desk: &Desk| store(desk).read(|tx| tx.milestones().get(id)).expect("stored").content.title;
    assert_eq!(title(&desk), "2.1 theirs");
    press_key(&mut desk, Key::Enter);
    desk.until("the decision", |h| is_said(h, "Saved milestone"));
    assert_eq!(title(&desk), "2.1 mine");
    // A deleted one becomes a new one.
    let name = format!("Edit “{}”", title(&desk));
    desk.until("the row", |h| h.query_by_role_and_label(Role::Button, &name).is_some());
    click(&mut desk, Role::Button, &name);
    milestones::delete(&store(&desk), id).expect("deleted");
    type_text(&mut desk, "2.1 again");
    // The last day of the calendar is none, and neither is one of another age.
    desk.h.get_by_role_and_label(Role::TextInput, "Due date").focus();
    desk.settle();
    for day in ["9999-12-31", "0001-01-01"] {
        press(&mut desk, Modifiers::COMMAND, Key::A);
        type_text(&mut desk, day);
        desk.until(day, |h| h.query_by_label("Enter a date as YYYY-MM-DD").is_some());
    }
    press(&mut desk, Modifiers::COMMAND, Key::A);
    press_key(&mut desk, Key::Backspace);
    press_key(&mut desk, Key::Enter);
    desk.until("the warning", |h| h.query_by_label_contains("This milestone was deleted meanwhile").is_some());
    press_key(&mut desk, Key::Enter);
    desk.until("a new one", |h| is_said(h, "Created milestone"));
    assert!(stored(&desk).iter().any(|(title, ..)| title == "2.1 again"));
}

#[test]
fn the_milestone_of_a_case_is_written_compared_restored_and_undone() {
    let (mut desk, id) = crate::writing::shop();
    let make = |desk: &Desk, title: &str| {
        let content = MilestoneContent { title: title.into(), ..MilestoneContent::default() };
        milestones::create(&store(desk), project(desk), &content).expect("a milestone")
    };
    let of = |desk: &Desk| store(desk).read(|tx| tx.cases().get(id)).expect("the case").milestone_id;
    assert!(desk.h.query_by_role_and_label(Role::ComboBox, "Milestone").is_none(), "a project without milestones has no field");
    let (spring, autumn) = (make(&desk, "Spring"), make(&desk, "Autumn"));
    desk.h.state_mut().backend.refresh();
    // The list of a case that is open is read anew with the case.
    voluptas_app::cases::bulk::change_cases(&store(&desk), &[(id, CaseChange::Milestone(Some(spring)))]).expect("an edit");
    desk.h.state_mut().backend.refresh();
    desk.until("the field", |h| h.query_by_role_and_label(Role::ComboBox, "Milestone").is_some());
    desk.h.get_by_role_and_label(Role::ComboBox, "Milestone").click();
    desk.settle();
    type_text(&mut desk, "autumn");
    press_key(&mut desk, Key::Enter);
    desk.settle();
    assert_eq!(of(&desk), Some(spring), "a draft");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("saved", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").milestone_id == Some(autumn)
    });
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    let row = "Milestone: Spring → Autumn";
    desk.until("the comparison", |h| h.query_all_by_label(row).next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Restore this version").click();
    desk.until("restored", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").milestone_id == Some(spring)
    });
    desk.settle();
    command(&mut desk, UiCommand::Undo);
    assert_eq!(of(&desk), Some(autumn), "undo");
    // A milestone that somebody else deleted takes nothing else along, and an earlier edit does not bring it back.
    milestones::delete(&store(&desk).by(Author::new(Source::Window, Some("Bob"))), spring).expect("deleted");
    desk.h.state_mut().backend.refresh();
    desk.settle();
    command(&mut desk, UiCommand::Undo);
    assert_eq!(of(&desk), Some(autumn), "the field stays: its former milestone is gone");
}

#[test]
fn cases_are_put_into_a_milestone_together_and_grouped_by_it() {
    let mut desk = Desk::new();
    let content = MilestoneContent { title: "Autumn".into(), ..MilestoneContent::default() };
    let autumn = milestones::create(&store(&desk), project(&desk), &content).expect("a milestone");
    desk.h.state_mut().backend.refresh();
    command(&mut desk, UiCommand::ShowCases);
    desk.until("the grid", |h| h.query_by_role_and_label(Role::Table, "Cases").is_some());
    let cases: Vec<i64> = desk.h.state().backend.cases().expect("cases").rows.iter().take(3).map(|row| row.id.0).collect();
    let table = voluptas_app::cases::filter::CaseTable::read(&store(&desk), project(&desk), 1).expect("table");
    let change = voluptas::model::case_grid::parse(
        &table,
        voluptas::model::case_grid::CaseField::Milestone,
        "AUTUMN",
        voluptas_i18n::Tr::new(voluptas_i18n::Lang::En),
    );
    assert_eq!(change, Ok(CaseChange::Milestone(Some(autumn))));
    // Two milestones of one title: nobody knows which one is meant.
    let twin = milestones::create(&store(&desk), project(&desk), &content).expect("a milestone");
    let with_twin = voluptas_app::cases::filter::CaseTable::read(&store(&desk), project(&desk), 3).expect("table");
    let refused = voluptas::model::case_grid::parse(
        &with_twin,
        voluptas::model::case_grid::CaseField::Milestone,
        "Autumn",
        voluptas_i18n::Tr::new(voluptas_i18n::Lang::En),
    );
    assert_eq!(refused, Err("cases-fault-milestones"));
    milestones::delete(&store(&desk), twin).expect("deleted");
    let edits: Vec<_> = cases.iter().map(|id| (CaseId(*id), CaseChange::Milestone(Some(autumn)))).collect();
    assert_eq!(change_cases(&store(&desk), &edits).expect("changed"), 3);
    assert_eq!(change_cases(&store(&desk), &edits).expect("unchanged"), 0);
    desk.h.get_by_role_and_label(Role::Button, "Group by: Suite").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Milestone").click();
    desk.settle();
    desk.until("a group of the milestone", |h| h.query_all_by_label_contains("Autumn").next().is_some());
    desk.until("a group of the others", |h| h.query_all_by_label_contains("Not set").next().is_some());
    let table = voluptas_app::cases::filter::CaseTable::read(&store(&desk), project(&desk), 2).expect("table");
    assert_eq!(table.rows.iter().filter(|row| table.milestone(row.milestone) == "Autumn").count(), 3);
}

#[test]
fn the_keys_of_undo_work_in_the_list_of_milestones() {
    let mut desk = Desk::new();
    let content = MilestoneContent { title: "Autumn".into(), ..MilestoneContent::default() };
    milestones::create(&store(&desk), project(&desk), &content).expect("a milestone");
    let before = stored(&desk);
    command(&mut desk, UiCommand::Milestones);
    desk.until("the list", |h| h.query_by_label("Autumn").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("it is taken back", |h| h.query_by_label("Autumn").is_none());
    assert_eq!(stored(&desk).len() + 1, before.len());
    press(&mut desk, Modifiers::COMMAND, Key::Y);
    desk.until("it is there again", |h| h.query_by_label("Autumn").is_some());
    // In the form, nothing behind it is taken back.
    click(&mut desk, Role::Button, "New milestone");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.settle();
    assert_eq!(stored(&desk), before);
}
