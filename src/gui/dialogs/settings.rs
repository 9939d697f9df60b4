//! Settings: General, and Qase with the token, its place, and Check Connection. What is typed is tried and kept only when asked.

use eframe::egui::{self, Key, Modifiers, ScrollArea, Ui};

use super::{Flow, id};
use crate::base::Secret;
use crate::gui::action::{Action, Actions, SettingsAction};
use crate::gui::backend::{Backend, CheckRequest, Tried};
use crate::gui::panels::menu::shown_path;
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, Eye, Tab, TabEvent, TextField, Tone, banner, chip, combo, dialog, text};
use crate::settings::{General, LangChoice, QaseSection, Settings, SourceState, StoreKind, Theme};

/// Steps of the zoom in per cent.
pub const ZOOMS: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];
const LANGS: [LangChoice; 3] = [LangChoice::Auto, LangChoice::Ru, LangChoice::En];
const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
/// Where a person makes a token.
const TOKEN_PAGE: &str = "https://app.qase.io/user/api/token";

/// The dialog's state: a copy of the settings and what was typed.
#[derive(Debug)]
pub struct SettingsDialog {
    tab: usize,
    general: General,
    token: String,
    store: Option<StoreKind>,
    base_url: String,
    project: String,
    run_id: String,
    rpm: String,
    check: Option<Check>,
}

#[derive(Debug)]
enum Check {
    Running,
    Done(Box<Tried>),
}

impl SettingsDialog {
    /// With what is in force; `qase` opens the Qase tab.
    #[must_use]
    pub fn new(settings: &Settings, qase: bool) -> Self {
        let q = &settings.qase;
        Self {
            tab: usize::from(qase),
            general: settings.general.clone(),
            token: String::new(),
            store: q.credential_store,
            base_url: q.base_url.clone(),
            project: q.project.clone().unwrap_or_default(),
            run_id: q.run_id.map(|r| r.to_string()).unwrap_or_default(),
            rpm: q.requests_per_minute.to_string(),
            check: None,
        }
    }

    /// The token that was typed.
    #[must_use]
    pub fn typed_token(&self) -> Option<Secret> {
        Some(Secret::new(&self.token)).filter(|t| !t.is_empty())
    }

    /// Where a typed token goes.
    #[must_use]
    pub fn store_kind(&self, backend: &Backend) -> StoreKind {
        self.store.unwrap_or_else(|| default_store(backend))
    }

    /// The settings with what the dialog holds.
    #[must_use]
    pub fn apply(&self, settings: &Settings) -> Settings {
        let mut new = settings.clone();
        new.general = self.general.clone();
        let q = &mut new.qase;
        self.base_url.trim().clone_into(&mut q.base_url);
        q.project = Some(self.project.trim().to_uppercase()).filter(|p| !p.is_empty());
        q.run_id = self.run_id.trim().parse().ok();
        q.requests_per_minute = self.rpm.trim().parse().unwrap_or(QaseSection::REQUESTS_PER_MINUTE);
        q.credential_store = self.store;
        new.clamped()
    }

    /// What to try: the typed token if there is one, else the one in force, with what the dialog holds.
    #[must_use]
    pub fn request(&self, settings: &Settings) -> CheckRequest {
        CheckRequest { token: self.typed_token(), settings: Some(self.apply(settings)) }
    }

    /// A try was begun.
    pub fn checking(&mut self) {
        self.check = Some(Check::Running);
    }

    /// A try has ended.
    pub fn checked(&mut self, tried: Tried) {
        if matches!(self.check, Some(Check::Running)) {
            self.check = Some(Check::Done(Box::new(tried)));
        }
    }

    fn numbers_are_good(&self) -> (bool, bool) {
        let run = self.run_id.trim();
        let run_good = run.is_empty() || run.parse::<i64>().is_ok_and(|r| r > 0);
        (run_good, self.rpm.trim().parse::<u32>().is_ok_and(|r| (1..=6000).contains(&r)))
    }

    fn project_is_good(&self) -> bool {
        let project = self.project.trim();
        project.is_empty() || crate::domain::project::is_valid_code(project)
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-settings"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown =
            Dialog::new(id("settings"), &title, &close).icon(icons::SETTINGS).size(640.0, 680.0).sticky().show(ctx, |ui| {
                let (general, qase) = (view.text("gui-settings-general"), view.text("gui-settings-qase"));
                let all = [Tab::new(&general), Tab::new(&qase)];
                if let Some(TabEvent::Choose(i)) = dialog::tab_strip(ui, "settings", self.tab, &all) {
                    self.tab = i;
                }
                let (run_good, rpm_good) = self.numbers_are_good();
                let good = run_good && rpm_good && self.project_is_good();
                let (save, cancel) = (view.text("gui-save"), view.text("gui-cancel"));
                dialog::footer(
                    ui,
                    "settings",
                    |_| {},
                    |ui| {
                        let enter = good && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                        if Button::primary(&save).enabled(good).show(ui).clicked() || enter {
                            out.push(Action::Settings(SettingsAction::Save));
                        }
                        if Button::secondary(&cancel).show(ui).clicked() {
                            flow = Flow::Close;
                        }
                    },
                );
                dialog::body(ui, 0.0, |ui| {
                    ScrollArea::vertical().id_salt(("settings", self.tab)).auto_shrink(false).show(ui, |ui| {
                        egui::Frame::new().inner_margin(20).show(ui, |ui| {
                            ui.spacing_mut().item_spacing.y = space::M;
                            if self.tab == 0 { self.general(ui, view, backend) } else { self.qase(ui, view, backend, out) }
                        });
                    });
                });
            });
        if shown.close { Flow::Close } else { flow }
    }

    fn general(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend) {
        let langs = [view.text("gui-lang-system"), view.text("gui-cmd-lang-ru"), view.text("gui-cmd-lang-en")];
        let at = LANGS.iter().position(|l| *l == self.general.lang);
        if let Some(i) = labelled(ui, &view.text("gui-menu-language"), at, &langs) {
            self.general.lang = LANGS[i];
        }
        let themes = [view.text("gui-cmd-theme-system"), view.text("gui-cmd-theme-light"), view.text("gui-cmd-theme-dark")];
        let at = THEMES.iter().position(|t| *t == self.general.theme);
        if let Some(i) = labelled(ui, &view.text("gui-menu-theme"), at, &themes) {
            self.general.theme = THEMES[i];
        }
        let zooms = ZOOMS.map(|z| format!("{z}\u{a0}%"));
        let at = ZOOMS.iter().position(|z| *z == self.general.zoom);
        if let Some(i) = labelled(ui, &view.text("gui-menu-zoom"), at, &zooms) {
            self.general.zoom = ZOOMS[i];
        }
        ui.add_space(space::S);
        for (key, path) in [
            ("gui-settings-folder", &backend.paths.data_dir),
            ("gui-settings-file", &backend.paths.settings_file),
            ("gui-settings-log", &backend.paths.log_dir),
        ] {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::XXS;
                text::label(ui, &view.text(key));
                text::mono(ui, &shown_path(path)).on_hover_text(shown_path(path));
            });
        }
        text::paragraph(ui, &view.text("gui-settings-folder-note"), Type::Label, Palette::of(ui).text_faint);
    }

    fn qase(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions) {
        let p = Palette::of(ui);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            text::secondary(ui, &view.text("gui-settings-token-help"));
            if text::link(ui, &view.text("gui-settings-token-page")).clicked() {
                ui.ctx().open_url(egui::OpenUrl::new_tab(TOKEN_PAGE));
            }
        });
        self.token_part(ui, view, backend, out);
        let half = ((ui.available_width() - space::S) / 2.0).floor();
        let label = view.text("gui-settings-base-url");
        TextField::new(&mut self.base_url).label(&label).hint(QaseSection::BASE_URL).id(id("settings-base-url")).show(ui);
        let (run_good, rpm_good) = self.numbers_are_good();
        let project_good = self.project_is_good();
        ui.horizontal_top(|ui| {
            let (label, bad) = (view.text("gui-settings-project"), view.text("gui-settings-project-bad"));
            let error = (!project_good).then_some(&*bad);
            TextField::new(&mut self.project)
                .label(&label)
                .hint("SHOP")
                .mono()
                .error(error)
                .width(half)
                .id(id("settings-project"))
                .show(ui);
            let (label, bad) = (view.text("gui-settings-run"), view.text("gui-settings-number-bad"));
            let error = (!run_good).then_some(&*bad);
            TextField::new(&mut self.run_id).label(&label).mono().error(error).width(half).id(id("settings-run")).show(ui);
        });
        let (label, bad, note) =
            (view.text("gui-settings-rpm"), view.text("gui-settings-rpm-bad"), view.text("gui-settings-rpm-note"));
        let error = (!rpm_good).then_some(&*bad);
        TextField::new(&mut self.rpm).label(&label).mono().error(error).note(&note).width(half).id(id("settings-rpm")).show(ui);
        ui.add_space(space::XS);
        let running = matches!(self.check, Some(Check::Running));
        let words = if running { view.text("gui-qase-checking") } else { view.text("gui-cmd-check-connection") };
        if Button::secondary(&words).icon(icons::CONNECTED).enabled(!running).show(ui).clicked() {
            out.push(Action::Settings(SettingsAction::Check));
        }
        if let Some(Check::Done(tried)) = &self.check {
            match &tried.result {
                Ok(found) => {
                    let time = view.tr.duration(i64::try_from(found.round_trip_ms).unwrap_or(i64::MAX));
                    banner(ui, Tone::Good, &format!("{} · {time}", view.tr.message(&found.message())), None, None);
                }
                Err(trouble) => {
                    banner(ui, Tone::Bad, &trouble.text(view.tr), None, None);
                }
            }
        } else if running {
            text::line(ui, &view.text("gui-settings-check-note"), Type::Label, p.text_faint);
        }
    }

    fn token_part(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions) {
        let p = Palette::of(ui);
        let (label, show, hide) = (view.text("gui-settings-token"), view.text("gui-show"), view.text("gui-hide"));
        let in_force = backend.survey.as_ref().and_then(|s| s.in_force);
        let hint = if in_force.is_some() { view.text("gui-settings-token-kept") } else { view.text("gui-settings-token-hint") };
        TextField::new(&mut self.token)
            .label(&label)
            .hint(&hint)
            .password(Eye { show: &show, hide: &hide })
            .mono()
            .id(id("settings-token"))
            .show(ui);
        ui.horizontal(|ui| {
            let (tone, icon, words) = match in_force {
                Some(origin) => {
                    let place = view.tr.message(&origin.message());
                    (Tone::Good, icons::KEY, view.tr.fmt("gui-settings-token-in-force", &[("place", place.into())]))
                }
                None if backend.survey.is_none() => (Tone::Neutral, icons::WAIT, view.text("gui-loading").into_owned()),
                None => (Tone::Warning, icons::KEY, view.text("gui-settings-token-none").into_owned()),
            };
            chip(ui, tone, Some(icon), &words);
            if in_force.is_some_and(|o| StoreKind::ALL.iter().any(|k| k.origin() == o))
                && text::link(ui, &view.text("gui-settings-token-forget")).clicked()
            {
                out.push(Action::Settings(SettingsAction::ForgetToken));
            }
        });
        let names = StoreKind::ALL.map(|k| match k {
            StoreKind::Keychain => view.text("gui-store-keychain"),
            StoreKind::File => view.text("gui-store-file"),
            StoreKind::Session => view.text("gui-store-session"),
        });
        let kind = self.store_kind(backend);
        let at = StoreKind::ALL.iter().position(|k| *k == kind);
        if let Some(i) = labelled(ui, &view.text("gui-settings-token-place"), at, &names) {
            self.store = Some(StoreKind::ALL[i]);
        }
        let state = backend.survey.as_ref().and_then(|s| s.state(kind.origin()));
        if let Some(SourceState::Unavailable(why)) = state {
            text::paragraph(ui, &view.tr.explain(why), Type::Label, p.broken);
        }
        for warning in backend.survey.iter().flat_map(|s| &s.warnings) {
            text::paragraph(ui, &view.tr.message(warning), Type::Label, p.broken);
        }
    }
}

/// The keychain where it works, else the file.
fn default_store(backend: &Backend) -> StoreKind {
    let keychain = backend.survey.as_ref().and_then(|s| s.state(StoreKind::Keychain.origin()));
    match keychain {
        Some(SourceState::Unavailable(_)) | None => StoreKind::File,
        Some(_) => StoreKind::Keychain,
    }
}

fn labelled(ui: &mut Ui, label: &str, at: Option<usize>, options: &[impl AsRef<str>]) -> Option<usize> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        text::label(ui, label);
        combo(ui, label, "", at, options, 280.0)
    })
    .inner
}
