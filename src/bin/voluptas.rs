//! The window.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use eframe::egui;
use voluptas::base::SystemClock;
use voluptas::gui::backend::Start;
use voluptas::gui::shell::Shell;
use voluptas::gui::theme;
use voluptas::jobs::JobRunner;
use voluptas::settings::{Credentials, Environment, LogOptions, Paths, QaseFlags, SettingsFile, log};

/// The window as eframe runs it.
struct App(Shell);

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        self.0.ui(ui);
        let ctx = ui.ctx();
        let title = self.0.title();
        if ctx.input(|i| i.viewport().title.as_deref() != Some(title.as_str())) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title));
        }
        let closing = ctx.input(|i| i.viewport().close_requested());
        if closing {
            let size = ctx.input(|i| i.viewport().inner_rect.map(|r| r.size()));
            self.0.keep(size);
        } else if self.0.wants_to_quit() {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let environment = Environment::from_process();
    let mut workspace = None;
    let mut demo = false;
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--demo") => demo = true,
            Some("--workspace") => workspace = args.next().map(PathBuf::from),
            _ => workspace = Some(PathBuf::from(arg)),
        }
    }
    let paths = Paths::resolve(&environment, workspace.as_deref()).map_err(|e| anyhow::anyhow!("{e}"))?;
    let _log = log::init(&LogOptions::new(&paths.log_dir, LogOptions::verbosity(false, 0), &environment));
    let clock = Arc::new(SystemClock);
    let runner = JobRunner::new(clock.clone())?;
    let flags = QaseFlags::default();
    let start = Start {
        credentials: Credentials::new(None, &environment, &paths),
        loaded: SettingsFile::load(&paths.settings_file),
        environment,
        flags,
        runner: runner.clone(),
        clock,
        paths,
    };
    let open =
        workspace.is_some().then(|| start.paths.workspace.clone()).or_else(|| start.loaded.settings.recent.first().cloned());
    let mut shell = Shell::new(start, open.filter(|_| !demo));
    if demo {
        shell.backend.open_demo();
    }
    let (width, height) = shell.kept_window();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("VoluptAS")
            .with_app_id("voluptas")
            .with_inner_size([width, height])
            .with_min_inner_size([900.0, 560.0]),
        renderer: eframe::Renderer::Glow,
        system_font_fallback: false,
        ..Default::default()
    };
    eframe::run_native(
        "voluptas",
        options,
        Box::new(move |cc| {
            theme::install(&cc.egui_ctx);
            shell.apply_look(&cc.egui_ctx);
            let ctx = cc.egui_ctx.clone();
            runner.set_waker(Arc::new(move || ctx.request_repaint()));
            Ok(Box::new(App(shell)))
        }),
    )
    .map_err(|e| anyhow::anyhow!("{e}"))
}
