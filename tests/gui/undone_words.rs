//! Words of the history for what undo and redo did.

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, Nav};
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::file::preview::{CasesRead, ShownImport};
use voluptas_app::cases::file::{ImportOptions, Target};
use voluptas_formats::ReadOptions;
use voluptas_settings::LangChoice;

use crate::support::{Desk, Setup, act, case_id, command, store};

#[test]
fn the_history_says_which_import_was_undone_in_both_languages() {
    for (lang, undone, redone) in [
        (LangChoice::En, "Undone: import 1 case from more.csv", "Redone: import 1 case from more.csv"),
        (LangChoice::Ru, "Отменено: импорт 1 кейса из more.csv", "Повторено: импорт 1 кейса из more.csv"),
    ] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        let path = desk.home.path().join("more.csv");
        // The import changes a case, whose history then names it.
        let id = case_id(&desk, "Cart page, check 2");
        let store = store(&desk);
        let (title, suites) = store
            .read(|tx| {
                let case = tx.cases().get(id)?;
                let suites = tx.suites().of_project(case.project_id)?;
                let mut path = Vec::new();
                let mut at = case.suite_id;
                while let Some(suite) = at.and_then(|id| suites.iter().find(|suite| suite.id == id)) {
                    path.insert(0, suite.content.title.clone());
                    at = suite.parent_id;
                }
                Ok((case.content.title, path.join(" / ")))
            })
            .expect("case");
        std::fs::write(&path, format!("Title,Suite,Tags\n\"{title}\",\"{suites}\",late\n")).expect("file");
        let read = CasesRead::open(&path, ReadOptions::default()).expect("read");
        let project = store.read(|tx| tx.projects().all()).expect("projects").remove(0);
        let target = Target::Existing(project);
        let plan = read.plan(&store, &target, &ImportOptions::default()).expect("plan");
        assert_eq!(plan.counts.updated, 1, "{:?}", plan.rows);
        act(&mut desk, Action::ImportCases(Arc::new(ShownImport { read: Arc::new(read), target, plan: Arc::new(plan) })));
        let has_tag = |_: &Harness<'static, Shell>| {
            store.read(|tx| tx.cases().get(id)).is_ok_and(|case| case.content.tags.iter().any(|tag| tag == "late"))
        };
        desk.until("the import", has_tag);
        act(&mut desk, Action::Nav(Nav::Case(id)));
        command(&mut desk, UiCommand::Undo);
        desk.until(undone, |h| h.query_all_by_label_contains(&format!("· {undone}")).next().is_some());
        command(&mut desk, UiCommand::Redo);
        desk.until(redone, |h| h.query_all_by_label_contains(&format!("· {redone}")).next().is_some());
    }
}
