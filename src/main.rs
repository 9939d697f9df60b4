//! The window: arguments, log, settings, and eframe. Without a display it says so; the demo then runs in the terminal.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use eframe::egui;
use voluptas::action::Action;
use voluptas::backend::{Opening, Start};
use voluptas::frame_stats::{DEFAULT_SCRIPT, FrameStats, Next, script};
use voluptas::shell::Shell;
use voluptas::terminal_demo;
use voluptas_app::workspace::open::locate;
use voluptas_core::base::{SystemClock, version};
use voluptas_core::domain::Message;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::JobRunner;
use voluptas_settings::{Credentials, Environment, LogOptions, Paths, PerAccount, QaseFlags, Redactor, SettingsFile, crash, log};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit code after Ctrl-C in the terminal.
const INTERRUPTED: u8 = 130;

/// Arguments of the command line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Args {
    workspace: Option<PathBuf>,
    demo: bool,
    help: bool,
    version: bool,
    lang: Option<Lang>,
    frame_stats: Option<PathBuf>,
    script: Option<PathBuf>,
    wrong: Option<String>,
}

fn read(args: impl Iterator<Item = OsString>) -> Args {
    let mut read = Args::default();
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--demo") => read.demo = true,
            Some("-h" | "--help") => read.help = true,
            Some("-V" | "--version") => read.version = true,
            Some("--workspace") if args.peek().is_some() => read.workspace = args.next().map(PathBuf::from),
            Some("--frame-stats") if args.peek().is_some() => read.frame_stats = args.next().map(PathBuf::from),
            Some("--script") if args.peek().is_some() => read.script = args.next().map(PathBuf::from),
            Some("--lang") => match args.next().and_then(|l| l.to_str().and_then(Lang::parse)) {
                Some(lang) => read.lang = Some(lang),
                None => read.wrong = Some("--lang".to_owned()),
            },
            Some(flag) if flag.starts_with('-') => read.wrong = Some(flag.to_owned()),
            _ => read.workspace = Some(PathBuf::from(arg)),
        }
    }
    read
}

/// The window as eframe runs it.
struct App {
    shell: Shell,
    /// Title of the title bar. It is sent only after a change, because each title makes eframe repaint the window.
    title: String,
    stats: Option<FrameStats>,
}

impl App {
    /// Notes a pass of a measurement, and closes the window at the end of its script.
    fn measure(&mut self, ctx: &egui::Context, frame: &eframe::Frame) {
        let Some(stats) = &mut self.stats else { return };
        match stats.end(self.shell.settled(), frame.info().cpu_usage) {
            Next::Pass => ctx.request_repaint(),
            Next::News => {}
            Next::End => {
                self.report();
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    /// Writes the report of a measurement, unless it is written.
    fn report(&mut self) {
        if let Some(Err(error)) = self.stats.as_mut().map(FrameStats::write) {
            eprintln!("{}", self.shell.tr().fmt("gui-stats-failed", &[("error", error.to_string().into())]));
        }
    }
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, _: &egui::Context, input: &mut egui::RawInput) {
        if let Some(stats) = &mut self.stats {
            stats.feed(input);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        // A frame of several passes counts as one.
        if ui.ctx().current_pass_index() == 0
            && let Some(stats) = &mut self.stats
        {
            if let Some(command) = stats.command() {
                self.shell.act(Action::Command(command));
            }
            stats.begin();
        }
        self.shell.ui(ui);
        let ctx = ui.ctx();
        if !ctx.will_discard() {
            self.measure(ctx, frame);
        }
        let title = self.shell.title();
        if self.title != title {
            self.title.clone_from(&title);
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title));
        }
        if ctx.input(|i| i.viewport().close_requested()) {
            if !self.shell.may_close() {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                return;
            }
            let size = ctx.input(|i| i.viewport().inner_rect.map(|r| r.size()));
            self.shell.keep(size);
            // A window that is closed before the end of its script reports what it measured until then.
            self.report();
        } else if self.shell.wants_to_quit() {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

fn main() -> ExitCode {
    let started = Instant::now();
    let args = read(std::env::args_os().skip(1));
    let tr = Tr::new(args.lang.unwrap_or_else(Lang::from_system));
    if let Some(wrong) = &args.wrong {
        eprintln!("{}", tr.fmt("gui-usage-wrong", &[("flag", wrong.as_str().into())]));
        return ExitCode::from(2);
    }
    if args.help {
        println!("{}", tr.text("gui-usage"));
        return ExitCode::SUCCESS;
    }
    if args.version {
        println!("voluptas {}", version::full());
        return ExitCode::SUCCESS;
    }
    let stats = match measurement(&args, started) {
        Ok(stats) => stats,
        Err(message) => {
            eprintln!("{}", tr.message(&message));
            return ExitCode::from(2);
        }
    };
    run(args, stats)
}

/// The measurement that was asked for, with its script.
fn measurement(args: &Args, started: Instant) -> Result<Option<FrameStats>, Message> {
    let Some(out) = &args.frame_stats else { return Ok(None) };
    let text = match &args.script {
        None => DEFAULT_SCRIPT.to_owned(),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|e| Message::new("gui-script-unreadable").with("path", path.display()).with("error", e))?,
    };
    Ok(Some(FrameStats::new(out.clone(), started, script::parse(&text)?)))
}

fn run(args: Args, stats: Option<FrameStats>) -> ExitCode {
    let environment = Environment::from_process();
    let system = Tr::new(args.lang.unwrap_or_else(Lang::from_system));
    let paths = match Paths::resolve(&environment, args.workspace.as_deref()) {
        Ok(paths) => paths,
        Err(error) => {
            eprintln!("{}", system.explain(&error));
            return ExitCode::FAILURE;
        }
    };
    let say = move |path: &std::path::Path| system.fmt("program-crash-saved", &[("path", path.display().to_string().into())]);
    crash::install("voluptas", &paths.log_dir, Box::new(say));
    crash::panic_if_asked(&environment);
    // A password in the address is refused before anything happens.
    if let Err(error) = locate(&paths, &environment, 1) {
        eprintln!("{}", system.explain(&error));
        return ExitCode::from(2);
    }
    if !has_display() {
        return without_display(system, &args, (&paths, &environment), None);
    }
    let _log = log::init(&LogOptions::new(&paths.log_dir, LogOptions::verbosity(true, 0), &environment));
    let clock = Arc::new(SystemClock);
    let runner = match JobRunner::new(clock.clone()) {
        Ok(runner) => runner,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let loaded = SettingsFile::load(&paths.settings_file);
    let named = args.workspace.as_ref().map(|_| paths.workspace.clone());
    let is_on_server = paths.database.is_some() && !args.demo;
    let start = Start {
        credentials: PerAccount::of(|account| Credentials::new(account, None, &environment, &paths)),
        loaded,
        lang: args.lang,
        environment: environment.clone(),
        flags: QaseFlags::default(),
        runner: runner.clone(),
        clock,
        paths: paths.clone(),
    };
    // A named workspace, otherwise what was open last. The demo works in a named one alone.
    let opening = match (named, is_on_server || args.demo) {
        (_, true) => Opening::Nothing,
        (Some(path), false) => Opening::Workspace(path),
        (None, false) => start.last_opened(),
    };
    let open = if let Opening::Workspace(path) = &opening { Some(path.clone()) } else { None };
    let mut shell = Shell::new(start, open);
    let tr = shell.tr();
    match (args.demo, &args.workspace) {
        (true, Some(_)) => shell.backend.open_demo_here(),
        (true, None) => shell.backend.open_demo(),
        _ if opening == Opening::Demo => shell.backend.open_demo(),
        _ => {}
    }
    if is_on_server {
        shell.backend.open_database();
    }
    match window(shell, runner, stats) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "no window");
            without_display(tr, &args, (&paths, &environment), Some(&error))
        }
    }
}

/// True when a window is possible. Other systems than X11 and Wayland always have a display.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// The icon of the window and the task bar.
fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../assets/icons/voluptas-128.png")).unwrap_or_default()
}

fn window(shell: Shell, runner: JobRunner, stats: Option<FrameStats>) -> eframe::Result {
    let (width, height) = shell.kept_window();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("VoluptAS")
            .with_app_id("voluptas")
            .with_icon(icon())
            .with_inner_size([width, height])
            .with_min_inner_size([900.0, 560.0]),
        renderer: eframe::Renderer::Glow,
        // Without system fonts, every machine shows the same glyphs.
        system_font_fallback: false,
        ..Default::default()
    };
    eframe::run_native(
        "voluptas",
        options,
        Box::new(move |cc| {
            voluptas_ui::prepare(&cc.egui_ctx);
            shell.apply_look(&cc.egui_ctx);
            let ctx = cc.egui_ctx.clone();
            runner.set_waker(Arc::new(move || ctx.request_repaint()));
            Ok(Box::new(App { shell, title: String::new(), stats }))
        }),
    )
}

/// Kind of a failure to open the window: no display, its graphics, or something else that only the reason names.
fn failure_kind(error: Option<&eframe::Error>) -> &'static str {
    match error {
        None => "display",
        Some(eframe::Error::Glutin(_) | eframe::Error::NoGlutinConfigs(..) | eframe::Error::OpenGL(_)) => "graphics",
        Some(_) => "other",
    }
}

/// Reports why the window cannot be opened, and shows the demo in the terminal if it was requested. `error` is `None` if there is
/// no display.
fn without_display(tr: Tr, args: &Args, (paths, environment): (&Paths, &Environment), error: Option<&eframe::Error>) -> ExitCode {
    let reason = error.map(ToString::to_string).unwrap_or_default();
    eprintln!("{}", tr.fmt("gui-no-display", &[("kind", failure_kind(error).into()), ("reason", reason.into())]));
    if !args.demo {
        eprintln!("{}", tr.text("gui-no-display-remedy"));
        return ExitCode::FAILURE;
    }
    eprintln!("{}", tr.text("gui-no-display-demo"));
    // A reader that has gone away (`| head -1`) ends nothing.
    let say = |line: &str| drop(writeln!(std::io::stdout(), "{line}"));
    match terminal_demo::walk(tr, (paths, environment), args.workspace.is_some(), &say) {
        Ok(Some(true)) => ExitCode::SUCCESS,
        Ok(Some(false)) => ExitCode::FAILURE,
        Ok(None) => ExitCode::from(INTERRUPTED),
        Err(words) => {
            eprintln!("{}", Redactor::global().redact(&words));
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_of_graphics_are_told_as_such() {
        let other = eframe::Error::AppCreation("no room on the device".into());
        assert_eq!([failure_kind(None), failure_kind(Some(&other))], ["display", "other"]);
        let config = eframe::Error::OpenGL("no shaders".to_owned().into());
        assert_eq!(failure_kind(Some(&config)), "graphics");
        let args = [("kind", "other".into()), ("reason", other.to_string().into())];
        for lang in [Lang::En, Lang::Ru] {
            let words = Tr::new(lang).fmt("gui-no-display", &args);
            assert!(words.contains("no room on the device") && !words.contains("OpenGL"), "{words}");
        }
    }

    #[test]
    fn arguments() {
        let of = |args: &[&str]| read(args.iter().map(OsString::from));
        assert_eq!(of(&["--demo", "--lang", "ru"]), Args { demo: true, lang: Some(Lang::Ru), ..Args::default() });
        assert_eq!(of(&["shop.voluptas"]).workspace, of(&["--workspace", "shop.voluptas"]).workspace);
        assert_eq!(of(&["--what"]).wrong.as_deref(), Some("--what"));
        assert_eq!(of(&["--lang", "xx"]).wrong.as_deref(), Some("--lang"));
    }
}
