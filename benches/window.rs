//! Passes of the window over a large workspace: dialogs and views, each open and at rest, with everything selected or filtered.
//!
//! `cargo bench --bench window`. A pass costs what is visible, not what exists. The window is drawn without a display: layout and
//! drawing commands, no painting. `VOLUPTAS_BENCH_ROWS` gives the number of cases; without it, 50,000, of which 20,000 more are in the trash.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use eframe::egui::{Context, DroppedFile, Event, Key, Modifiers, RawInput, Rect, pos2, vec2};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use testkit::bench_data::{self, PROJECT, Sizes};
use voluptas::action::{Action, CaseAction, CasesAction, FunctionAction, Nav, RunAction, ToCases};
use voluptas::backend::Start;
use voluptas::frame_stats::Settled;
use voluptas::shell::Shell;
use voluptas::state::{LeftTab, MiddleTab, Subject};
use voluptas::ui_command::UiCommand;
use voluptas_app::runs::manual::RunForm;
use voluptas_app::workspace::trash;
use voluptas_app::{Workspace, runs};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::ids::{CaseId, FunctionId, RunId, Thing};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::template::TemplateContent;
use voluptas_jobs::JobRunner;
use voluptas_settings::Paths;
use voluptas_store::{Op, Store};
use voluptas_ui::theme;
use voluptas_ui::widgets::Selection;

fn number() -> usize {
    std::env::var("VOLUPTAS_BENCH_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(50_000)
}

/// A file that is dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("read by its path".into())
    }
}

/// A window without a display.
struct Window {
    ctx: Context,
    shell: Shell,
    seconds: f64,
}

impl Window {
    fn open(home: &Path) -> Self {
        let start = Start::in_folder(home, Arc::new(SystemClock)).expect("threads");
        let workspace = start.paths.workspace.clone();
        let ctx = Context::default();
        theme::install(&ctx);
        let mut window = Self { ctx, shell: Shell::new(start, Some(workspace)), seconds: 0.0 };
        window.settle();
        window
    }

    fn pass(&mut self, input: RawInput) {
        self.seconds += 1.0 / 60.0;
        let size = Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0));
        let input = RawInput { time: Some(self.seconds), screen_rect: Some(size), focused: true, ..input };
        let shell = &mut self.shell;
        let mut output = self.ctx.run_ui(input, |ui| shell.ui(ui));
        // Nothing is painted: the pictures of the fonts go nowhere.
        output.textures_delta.clear();
        std::hint::black_box(output);
    }

    fn rest(&mut self) {
        self.pass(RawInput::default());
    }

    /// Draws until nothing is read or worked on.
    fn settle(&mut self) {
        let mut quiet = 0;
        while quiet < 5 {
            self.rest();
            quiet = if self.shell.settled() == Settled::Wholly { quiet + 1 } else { 0 };
            if quiet == 0 {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
    }

    fn act(&mut self, action: Action) {
        self.shell.act(action);
        self.settle();
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        let events =
            vec![Event::ModifiersChanged(modifiers), event(true), event(false), Event::ModifiersChanged(Modifiers::NONE)];
        self.pass(RawInput { events, ..RawInput::default() });
        self.settle();
    }

    fn text(&mut self, text: &str) {
        self.pass(RawInput { events: vec![Event::Text(text.to_owned())], ..RawInput::default() });
        self.settle();
    }

    fn drop_file(&mut self, path: &Path) {
        self.pass(RawInput { dropped_files: vec![Arc::new(Dropped(path.to_owned()))], ..RawInput::default() });
        self.settle();
    }

    /// Closes whatever dialog is open and selects nothing.
    fn clear(&mut self) {
        self.act(Action::CloseDialog);
        for _ in 0..2 {
            self.press(Modifiers::NONE, Key::Escape);
        }
        self.act(Action::CloseDialog);
        self.shell.state.selection.functions = Selection::default();
        self.shell.state.selection.cases = Selection::default();
        self.settle();
    }
}

/// Contents of the workspace.
struct Content {
    cases: Vec<CaseId>,
    functions: Vec<FunctionId>,
    run: RunId,
    manual: RunId,
}

fn fill(store: &Store) -> Content {
    let n = number().max(100);
    bench_data::fill(store, &Sizes::new(n / 5, n, n, Some(1), 1), |_, _| ()).expect("filled");
    let project = store.read(|tx| tx.projects().by_code(PROJECT)).expect("projects").expect("project").id;
    let many = |title: &str, n: usize| -> Vec<CaseId> {
        let new = |i: usize| NewCase {
            suite_id: None,
            number: None,
            content: CaseContent { title: title.replace('#', &i.to_string()), ..CaseContent::default() },
        };
        let new: Vec<NewCase> = (0..n).map(new).collect();
        store.write(Op::bulk("bench_data"), |tx| tx.cases().create_many(project, &new)).expect("cases").value
    };
    let things: Vec<Thing> = many("Deleted case #", n * 2 / 5).into_iter().map(Thing::Case).collect();
    trash::delete(store, &things).expect("deleted");
    many("The same title", n / 25);
    store
        .write(Op::bulk("bench_data"), |tx| {
            let step = Step { action: "Sign in".into(), ..Step::default() };
            for i in 0..n / 10 {
                tx.shared_steps().create(project, &format!("Sign in as user {i}"), std::slice::from_ref(&step))?;
                tx.templates().create(&format!("Template {i}"), &TemplateContent::Steps(vec![step.clone()]))?;
            }
            Ok(())
        })
        .expect("shared steps");
    let (cases, functions, run) = store
        .read(|tx| {
            let cases: Vec<CaseId> = tx.cases().lines(project)?.into_iter().map(|case| case.id).collect();
            let functions = tx.functions().all()?.into_iter().map(|function| function.id).collect::<Vec<_>>();
            let run = tx.runs().latest(project, 1)?.first().map(|run| run.id);
            Ok((cases, functions, run))
        })
        .expect("read");
    let content = RunContent { title: "By hand".into(), ..RunContent::default() };
    let form = RunForm { content, cases: cases.iter().copied().take(10_000).collect(), ..RunForm::default() };
    let manual = runs::manual::create(store, project, &form).expect("run by hand").id;
    Content { cases, functions, run: run.expect("run"), manual }
}

fn scene(group: &mut BenchmarkGroup<'_, WallTime>, window: &mut Window, name: &str, prepare: impl FnOnce(&mut Window)) {
    prepare(window);
    window.settle();
    group.bench_function(name, |b| b.iter(|| window.rest()));
    window.clear();
}

fn dialogs(group: &mut BenchmarkGroup<'_, WallTime>, w: &mut Window, has: &Content) {
    scene(group, w, "nothing open", |_| ());
    scene(group, w, "trash", |w| w.act(Action::Command(UiCommand::Trash)));
    scene(group, w, "trash, all selected", |w| {
        w.act(Action::Command(UiCommand::Trash));
        w.press(Modifiers::COMMAND, Key::A);
    });
    scene(group, w, "duplicates", |w| w.act(Action::Command(UiCommand::FindDuplicates)));
    scene(group, w, "link of a function, no case found", |w| {
        w.act(Action::Function(FunctionAction::AskLink(has.functions[9])));
        w.text("nowhere to be found");
    });
    scene(group, w, "new function with an id", |w| {
        w.act(Action::Function(FunctionAction::AskNew(Some(has.functions[0]))));
        w.press(Modifiers::NONE, Key::Tab);
        w.text("bench.none");
    });
    scene(group, w, "new case", |w| w.act(Action::Case(CaseAction::AskNew(None))));
    scene(group, w, "a further suite for all cases", |w| {
        w.act(Action::Cases(CasesAction::Ask(has.cases.clone(), ToCases::Further)));
    });
    scene(group, w, "new run of all cases", |w| w.act(Action::Run(RunAction::AskNew(has.cases.clone()))));
    scene(group, w, "shared steps", |w| w.act(Action::Command(UiCommand::SharedSteps)));
    scene(group, w, "templates", |w| w.act(Action::Command(UiCommand::Templates)));
    scene(group, w, "palette", |w| w.act(Action::Command(UiCommand::Palette)));
}

fn imports(group: &mut BenchmarkGroup<'_, WallTime>, w: &mut Window, has: &Content, home: &Path) {
    let mut cases = String::from("title,suite\n");
    let mut functions = String::from("FuncID,Title,Type\n");
    for i in 0..has.cases.len() {
        writeln!(cases, "Imported case {i},Imported suite {}", i / 50).expect("text");
        writeln!(functions, "imported.{i:06},Imported function {i},Module").expect("text");
    }
    for (name, command, text) in
        [("import of cases", UiCommand::ShowCases, cases), ("import of functions", UiCommand::ShowRegistry, functions)]
    {
        let path = home.join(format!("{}.csv", name.replace(' ', "-")));
        std::fs::write(&path, text).expect("file");
        scene(group, w, name, |w| {
            w.act(Action::Command(command));
            w.drop_file(&path);
        });
    }
}

fn views(group: &mut BenchmarkGroup<'_, WallTime>, w: &mut Window, has: &Content) {
    let case_keys: Vec<i64> = has.cases.iter().map(|case| case.0).collect();
    let function_keys: Vec<i64> = has.functions.iter().map(|function| function.0).collect();
    scene(group, w, "cases", |w| w.act(Action::Command(UiCommand::ShowCases)));
    scene(group, w, "cases, all selected", |w| {
        w.act(Action::Command(UiCommand::ShowCases));
        w.shell.state.selection.cases.select_all(case_keys.clone());
        w.shell.state.cases_selected(case_keys.clone());
    });
    scene(group, w, "registry", |w| w.act(Action::Command(UiCommand::ShowRegistry)));
    scene(group, w, "registry, all selected", |w| {
        w.act(Action::Command(UiCommand::ShowRegistry));
        w.shell.state.selection.functions.select_all(function_keys.clone());
        w.shell.state.functions_selected(function_keys.clone());
        w.shell.state.subject = Subject::Functions;
    });
    scene(group, w, "overview", |w| w.act(Action::Nav(Nav::Tab(MiddleTab::Overview))));
    for (name, left) in [("cases at the left", LeftTab::Cases), ("runs at the left", LeftTab::Runs)] {
        scene(group, w, name, |w| w.act(Action::Nav(Nav::Left(left))));
    }
    scene(group, w, "run", |w| w.act(Action::Nav(Nav::Tab(MiddleTab::Run(has.run.0)))));
    scene(group, w, "run, all selected", |w| {
        w.act(Action::Nav(Nav::Tab(MiddleTab::Run(has.run.0))));
        w.act(Action::Command(UiCommand::SelectAll));
    });
    scene(group, w, "run by hand", |w| w.act(Action::Nav(Nav::Tab(MiddleTab::Run(has.manual.0)))));
    scene(group, w, "case", |w| w.act(Action::Nav(Nav::OpenCase(has.cases[0]))));
    scene(group, w, "versions of a case", |w| w.act(Action::Case(CaseAction::Versions(has.cases[0], None))));
    scene(group, w, "activity", |w| w.act(Action::Command(UiCommand::ToggleActivity)));
}

fn window(c: &mut Criterion) {
    let home: TempDir = tempfile::tempdir().expect("temporary folder");
    let content = {
        let runner = JobRunner::new(Arc::new(SystemClock)).expect("threads");
        let path = Paths::in_folder(home.path()).workspace;
        fill(&Workspace::open_at(&path, runner, Arc::new(SystemClock)).expect("workspace").store)
    };
    let mut window = Window::open(home.path());
    let mut group = c.benchmark_group(format!("a pass with {} cases", content.cases.len()));
    group.sample_size(20).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800));
    dialogs(&mut group, &mut window, &content);
    views(&mut group, &mut window, &content);
    imports(&mut group, &mut window, &content, home.path());
    group.finish();
}

criterion_group!(benches, window);
criterion_main!(benches);
