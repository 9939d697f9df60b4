//! The list of runs: series, editing a run, the trash.

use crate::support::{Desk, act, case_id, click, command, is_said, press, press_key, store, type_text};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::model::run_pair::RunPair;
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{Run, RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::environments::EnvironmentContent;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::page::Slice;
use voluptas_store::runs::{NewRun, RunFilter};
use voluptas_store::shards::NewShard;

fn all_runs(desk: &Desk) -> Vec<Run> {
    let page = store(desk).read(|tx| tx.runs().list(ProjectId(1), &RunFilter::default(), Slice::ALL));
    page.expect("runs").rows
}

/// The window with the list of runs at the left, and two finished runs of a series beside the run of the shop.
fn desk() -> Desk {
    let mut desk = Desk::new();
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        for (at, title) in [(1, "Smoke 17"), (2, "Smoke 18")] {
            let content = RunContent { title: title.into(), ..RunContent::default() };
            let run = tx.runs().create(ProjectId(1), &NewRun { content, start_ms: Some(at), ..NewRun::default() })?.id;
            let result = ResultContent { title: "Buys tea".into(), status: ResultStatus::Passed, ..ResultContent::default() };
            tx.results().add(run, &result)?;
            tx.runs().end(run, RunState::Complete)?;
        }
        Ok(())
    });
    written.expect("runs");
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.until("the series", |h| h.query_by_role_and_label(Role::TreeItem, "Smoke").is_some());
    desk
}

fn lines(desk: &Desk) -> Vec<String> {
    desk.h.query_all_by_role(Role::TreeItem).map(|n| n.accesskit_node().label().unwrap_or_default()).collect()
}

#[test]
fn runs_of_a_series_stand_below_its_head() {
    let mut desk = desk();
    assert!(lines(&desk).windows(3).any(|w| w == ["Smoke", "Smoke 18", "Smoke 17"]), "{:?}", lines(&desk));
    desk.h.get_by_role_and_label(Role::TreeItem, "Smoke").click();
    desk.settle();
    assert!(!matches!(desk.h.state().state.tab(), MiddleTab::Run(_)), "a head is no run");
    press_key(&mut desk, Key::Enter);
    assert!(!lines(&desk).iter().any(|l| l == "Smoke 18"), "Enter closes it: {:?}", lines(&desk));
    press_key(&mut desk, Key::ArrowRight);
    press_key(&mut desk, Key::ArrowDown);
    desk.settle();
    assert!(matches!(desk.h.state().state.tab(), MiddleTab::Run(_)), "a run below it is shown");
}

#[test]
fn a_run_is_edited_from_the_list() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TreeItem, "Smoke 18").click();
    desk.settle();
    press_key(&mut desk, Key::F2);
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::TextInput, "Title").is_some());
    type_text(&mut desk, "Smoke after deploy");
    press_key(&mut desk, Key::Enter);
    desk.until("the toast", |h| is_said(h, "Edited run “Smoke after deploy”"));
    let titles = |desk: &Desk| all_runs(desk).into_iter().map(|r| r.content.title).collect::<Vec<_>>();
    assert!(titles(&desk).contains(&"Smoke after deploy".to_owned()));
    command(&mut desk, UiCommand::Undo);
    desk.until("the former title", |h| h.query_by_role_and_label(Role::TreeItem, "Smoke 18").is_some());
    assert!(titles(&desk).contains(&"Smoke 18".to_owned()));
}

#[test]
fn closing_the_form_of_a_run_asks_before_it_drops_words() {
    let mut desk = desk();
    let run = all_runs(&desk).last().expect("a run").id;
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    command(&mut desk, UiCommand::EditRun);
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::TextInput, "Tags").is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "Tags").focus();
    desk.settle();
    type_text(&mut desk, "nightly");
    press_key(&mut desk, Key::Escape);
    desk.until("the question", |h| h.query_all_by_label_contains("The run stays as it is.").next().is_some());
    press_key(&mut desk, Key::Escape);
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "Tags").is_some(), "the form is still there");
}

#[test]
fn runs_go_to_the_trash_and_come_back() {
    let mut desk = desk();
    let counted = |desk: &Desk| all_runs(desk).len();
    let before = counted(&desk);
    desk.h.get_by_role_and_label(Role::TreeItem, "Smoke 18").click();
    desk.settle();
    press(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    press_key(&mut desk, Key::Delete);
    desk.until("the question", |h| h.query_all_by_label_contains("The 2 results no longer count for cases").next().is_some());
    click(&mut desk, Role::Button, "Move to trash");
    desk.until("the toast", |h| is_said(h, "Moved 2 runs to the trash"));
    assert_eq!(counted(&desk), before - 2);
    assert!(desk.h.query_by_role_and_label(Role::TreeItem, "Smoke 18").is_none());
    command(&mut desk, UiCommand::Undo);
    desk.until("the runs", |h| h.query_by_role_and_label(Role::TreeItem, "Smoke 18").is_some());
    assert_eq!(counted(&desk), before);
    // From the page of the run, and back from the list of deleted things.
    let run = all_runs(&desk).into_iter().find(|run| run.content.title == "Smoke 18").expect("the run").id;
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    command(&mut desk, UiCommand::DeleteRuns);
    click(&mut desk, Role::Button, "Move to trash");
    desk.until("the toast", |h| is_said(h, "Moved 1 run to the trash"));
    desk.until("the page says so", |h| h.query_all_by_label("This run no longer exists").next().is_some());
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Button, "Try again").is_none(), "a run that is not there is no failure to read");
    click(&mut desk, Role::Button, "Trash…");
    desk.until("the entry", |h| h.query_all_by_label_contains("SHOP #").next().is_some());
    press(&mut desk, Modifiers::COMMAND, Key::A);
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the toast", |h| is_said(h, "Restored 1 run"));
    assert_eq!(counted(&desk), before);
}

#[test]
fn every_run_of_a_long_list_is_shown_found_and_compared() {
    let mut desk = desk();
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        for at in 0..1200 {
            let content = RunContent { title: format!("Night {at}"), ..RunContent::default() };
            let run = tx.runs().create(ProjectId(1), &NewRun { content, start_ms: Some(100 + at), ..NewRun::default() })?.id;
            tx.runs().end(run, RunState::Complete)?;
        }
        Ok(())
    });
    written.expect("runs");
    desk.until("the runs", |h| h.query_by_role_and_label(Role::TreeItem, "Night").is_some());
    let model = desk.h.state().backend.runs().expect("runs");
    assert_eq!((model.latest, model.rows.len()), (None, all_runs(&desk).len()));
    // The oldest ones, by words, by number and by the comparison.
    let oldest = all_runs(&desk).into_iter().find(|run| run.content.title == "Smoke 17").expect("a run");
    for words in ["#smoke 17".to_owned(), format!("#{}", oldest.number)] {
        press(&mut desk, Modifiers::COMMAND, Key::K);
        desk.h.event(eframe::egui::Event::Text(words.clone()));
        desk.settle();
        press_key(&mut desk, Key::Enter);
        assert_eq!(desk.h.state().state.tab(), MiddleTab::Run(oldest.id.0), "{words}");
        act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Overview)));
    }
    let id = |desk: &Desk, title: &str| all_runs(desk).into_iter().find(|run| run.content.title == title).expect("a run").id;
    let pair = RunPair { older: id(&desk, "Night 1198"), newer: id(&desk, "Night 1199") };
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.h.get_by_role_and_label(Role::ComboBox, "Run A").click();
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("smoke 17".into()));
    desk.settle();
    press_key(&mut desk, Key::Enter);
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Compare(RunPair { older: oldest.id, ..pair }));
}

#[test]
fn last_results_of_a_case_tell_their_combination() {
    let mut desk = desk();
    let case = case_id(&desk, "Code gives 10 %");
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        let content = EnvironmentContent { title: "stage-2".into(), slug: "stage-2".into(), ..EnvironmentContent::default() };
        let stage = tx.environments().create(ProjectId(1), &content)?.id;
        let content = RunContent { title: "Browsers".into(), environment_id: Some(stage), ..RunContent::default() };
        let run = tx.runs().create(ProjectId(1), &NewRun { content, ..NewRun::default() })?.id;
        for browser in ["Firefox", "Chrome"] {
            let params = [("browser".to_owned(), browser.to_owned())].into();
            let status = ResultStatus::Passed;
            let result = ResultContent { case_id: Some(case), title: "Code".into(), status, params, ..ResultContent::default() };
            tx.results().add(run, &result)?;
        }
        Ok(())
    });
    written.expect("results");
    act(&mut desk, Action::Nav(Nav::Case(case)));
    for browser in ["Firefox", "Chrome"] {
        let words = format!("{browser} · stage-2");
        desk.until("its combination", |h| h.query_all_by_label_contains(&words).next().is_some());
    }
}

/// The window with a finished run of one failed test, and the file of rules beside its workspace.
fn judged(rules: &str) -> (Desk, i64, std::path::PathBuf) {
    let desk = desk();
    let store = store(&desk);
    let file = store.path().parent().expect("folder").join("voluptas.gate.toml");
    std::fs::write(&file, rules).expect("rules");
    let written = store.write(Op::bulk("fixture"), |tx| {
        let content = RunContent { title: "Release".into(), ..RunContent::default() };
        let run = tx.runs().create(ProjectId(1), &NewRun { content, ..NewRun::default() })?.id;
        let result = ResultContent { title: "Buys tea".into(), status: ResultStatus::Failed, ..ResultContent::default() };
        tx.results().add(run, &result)?;
        tx.runs().end(run, RunState::Complete)?;
        Ok(run)
    });
    (desk, written.expect("a run").value.0, file)
}

#[test]
fn the_page_of_a_run_shows_its_quality_gate() {
    let (mut desk, broken, rules) = judged("max-failures = 0\nfail-on = [\"failed\"]\n");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(broken))));
    desk.until("the gate", |h| h.query_by_label("Quality gate: failed").is_some());
    for rule in ["Failures: 1, limit 0", "Failed: 1, none allowed"] {
        assert!(desk.h.query_by_label(rule).is_some(), "{rule}");
    }
    let met = all_runs(&desk).into_iter().find(|run| run.content.title == "Smoke 18").expect("a run").id;
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(met.0))));
    desk.until("the gate", |h| h.query_by_label("Quality gate: passed").is_some());
    std::fs::write(&rules, "max-failure = 0\n").expect("rules");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(broken))));
    desk.until("the fault of the file", |h| h.query_by_label("Quality gate: rules not read").is_some());
}

#[test]
fn the_chip_of_the_gate_lists_the_broken_rules() {
    let (mut desk, run, file) = judged("max-failures = 0\nmin-pass-rate = 99.5\n");
    // In a narrow and low view the rules have no chips of their own.
    desk.h.set_size(vec2(1000.0, 680.0));
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run))));
    let (rules, path) = (["Failures: 1, limit 0", "Pass rate, %: 0.0, limit 99.5"], file.display().to_string());
    desk.until("the chip", |h| h.query_by_role_and_label(Role::Button, "Gate failed").is_some());
    assert!(desk.h.query_by_label(rules[0]).is_none());
    click(&mut desk, Role::Button, "Gate failed");
    for words in [rules[0], rules[1], path.as_str(), "Rules of the file voluptas.gate.toml beside the workspace"] {
        assert!(desk.h.query_by_label(words).is_some(), "{words}");
    }
    press_key(&mut desk, Key::Escape);
    assert!(desk.h.query_by_label(rules[0]).is_none(), "Esc closes the list");
    for key in [Key::Enter, Key::Space] {
        desk.h.get_by_role_and_label(Role::Button, "Gate failed").focus();
        desk.settle();
        press_key(&mut desk, key);
        assert!(desk.h.query_by_label(rules[0]).is_some(), "{key:?} opens the list");
        press_key(&mut desk, Key::Escape);
    }
    std::fs::write(&file, "max-failures = 1\n").expect("rules");
    command(&mut desk, UiCommand::Refresh);
    desk.until("the chip", |h| h.query_by_role_and_label(Role::Button, "Gate passed").is_some());
    click(&mut desk, Role::Button, "Gate passed");
    assert!(desk.h.query_by_label("The run keeps all rules").is_some());
}

#[test]
fn changed_rules_are_read_when_the_page_is_opened_or_the_window_comes_back() {
    let (mut desk, run, file) = judged("max-failures = 0\n");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run))));
    desk.until("the gate", |h| h.query_by_label("Quality gate: failed").is_some());
    command(&mut desk, UiCommand::ShowOverview);
    std::fs::write(&file, "max-failures = 1\n").expect("rules");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run))));
    desk.until("the gate", |h| h.query_by_label("Quality gate: passed").is_some());
    desk.h.input_mut().focused = false;
    desk.settle();
    desk.h.step();
    std::fs::write(&file, "max-duration = \"1h\"\nmax-failures = 0\n").expect("rules");
    desk.settle();
    assert!(desk.h.query_by_label("Quality gate: passed").is_some());
    desk.h.input_mut().focused = true;
    desk.until("the gate", |h| h.query_by_label("Quality gate: failed").is_some());
    std::fs::remove_file(&file).expect("removed");
    command(&mut desk, UiCommand::Refresh);
    desk.until("no gate", |h| h.query_by_label_contains("Quality gate").is_none());
}

#[test]
fn the_page_of_a_run_says_when_its_milestone_is_due() {
    let mut desk = desk();
    let run = all_runs(&desk).into_iter().find(|run| run.content.title == "Smoke 18").expect("a run");
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        // Noon, so that the day is the same in every time zone.
        let due_ms = Some(1_798_718_400_000);
        let milestone = MilestoneContent { title: "Release 2.4".into(), due_ms, ..MilestoneContent::default() };
        let milestone_id = Some(tx.milestones().create(ProjectId(1), &milestone)?.id);
        tx.runs().update(run.id, &RunContent { milestone_id, ..run.content.clone() })
    });
    written.expect("a milestone");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run.id.0))));
    desk.until("the milestone", |h| h.query_by_label("Release 2.4 (due 31\u{a0}Dec\u{a0}2026)").is_some());
}

#[test]
fn the_oldest_run_is_compared_with_the_one_after_it() {
    let mut desk = desk();
    let id = |desk: &Desk, title: &str| {
        let run = all_runs(desk).into_iter().find(|run| run.content.title == title);
        run.expect("the run").id
    };
    let (older, newer) = (id(&desk, "Smoke 17"), id(&desk, "Smoke 18"));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(older.0))));
    desk.until("the run", |h| h.state().state.tab() == MiddleTab::Run(older.0));
    desk.h.state_mut().act(Action::Command(UiCommand::CompareRuns));
    desk.until("the comparison", |h| h.state().state.tab() == MiddleTab::Compare(RunPair { older, newer }));
}

#[test]
fn the_right_column_has_one_form_for_titles_of_any_length() {
    let mut desk = Desk::new();
    let long = "Payments by card and by account on all of the stands";
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        for (at, title) in [(1, "Pay"), (2, long)] {
            let content = RunContent { title: title.into(), ..RunContent::default() };
            let run = tx.runs().create(ProjectId(1), &NewRun { content, start_ms: Some(at), ..NewRun::default() })?.id;
            for (test, status) in [("Buys tea", ResultStatus::Passed), ("Sells tea", ResultStatus::Failed)] {
                tx.results().add(run, &ResultContent { title: test.into(), status, ..ResultContent::default() })?;
            }
            tx.runs().end(run, RunState::Complete)?;
        }
        Ok(())
    });
    written.expect("runs");
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.until("both runs", |h| h.query_by_role_and_label(Role::TreeItem, long).is_some());
    for title in ["Pay", long] {
        let line = desk.h.get_by_role_and_label(Role::TreeItem, title).rect();
        let shown: Vec<String> = crate::views::painted(&desk, line).into_iter().map(|(text, _)| text).collect();
        assert!(shown.iter().any(|text| text == "50.0\u{a0}%"), "{title}: {shown:?}");
    }
}

#[test]
fn a_run_of_shards_says_how_many_came_and_is_completed_by_hand() {
    let mut desk = Desk::new();
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        let content = RunContent { title: "Pipeline 77".into(), is_autotest: true, ..RunContent::default() };
        let run = tx.runs().create(ProjectId(1), &NewRun { content, source: "files".into(), ..NewRun::default() })?.id;
        tx.shards().open(ProjectId(1), run, Some("77"), Some(3))?;
        tx.shards().add(run, NewShard { input: "aa", title: "unit-tests", start_ms: Some(1_000), end_ms: Some(9_000) })?;
        let result = ResultContent { title: "Buys tea".into(), status: ResultStatus::Passed, ..ResultContent::default() };
        tx.results().add(run, &result)?;
        Ok(run)
    });
    let run = written.expect("run").value;
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.until("the run", |h| h.query_by_role_and_label(Role::TreeItem, "Pipeline 77").is_some());
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the shards on its page", |h| h.query_all_by_label("1 of 3 shards").next().is_some());
    let size = desk.h.ctx.content_rect().size();
    desk.h.set_size(vec2(1000.0, 640.0));
    desk.settle();
    assert!(desk.h.query_all_by_label("1 of 3 shards").next().is_some(), "also in a small window");
    desk.h.set_size(size);
    desk.settle();
    click(&mut desk, Role::Button, "Complete run");
    let kept = store(&desk);
    desk.until("the end", |_| kept.read(|tx| tx.runs().get(run)).expect("run").state == RunState::Complete);
    assert_eq!(kept.read(|tx| tx.runs().get(run)).expect("run").end_ms, Some(9_000), "that of its tests");
}

#[test]
fn the_command_compares_runs_of_one_series_where_there_are_some() {
    let mut desk = desk();
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        let content = RunContent { title: "Release".into(), ..RunContent::default() };
        let run = tx.runs().create(ProjectId(1), &NewRun { content, start_ms: Some(0), ..NewRun::default() })?.id;
        let result = ResultContent { title: "Buys tea".into(), status: ResultStatus::Passed, ..ResultContent::default() };
        tx.results().add(run, &result)?;
        tx.runs().end(run, RunState::Complete)
    });
    written.expect("run");
    desk.until("the run", |h| h.query_by_role_and_label(Role::TreeItem, "Release").is_some());
    let id = |desk: &Desk, title: &str| all_runs(desk).into_iter().find(|run| run.content.title == title).expect("a run").id;
    let pair = RunPair { older: id(&desk, "Smoke 17"), newer: id(&desk, "Smoke 18") };
    // The first of its series: the run before it is of another one.
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.older.0))));
    command(&mut desk, UiCommand::CompareRuns);
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Compare(pair));
}
