//! Settings: General; Qase with the token, its place, and Check Connection; the second account with the same; the local server. What is typed is
//! tried and kept only when asked.

use eframe::egui::{self, Key, Modifiers, ScrollArea, Ui};

use super::offer::Offer;
use super::server_tab::{self, Changes};
use super::{Flow, id};
use crate::base::Secret;
use crate::domain::ids::ProjectId;
use crate::gui::action::{Action, Actions, SettingsAction};
use crate::gui::backend::{Backend, CheckRequest, Tried};
use crate::gui::panels::menu::shown_path;
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, Eye, Tab, TabEvent, TextField, Tone, banner, chip, combo, dialog, text};
use crate::qase::model::{Project, Run};
use crate::settings::{General, LangChoice, PerSlot, QaseSection, Settings, Slot, SourceState, StoreKind, Theme, is_address};

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
    author: String,
    pub(super) accounts: PerSlot<AccountForm>,
    pub(super) project: String,
    pub(super) run_id: String,
    rpm: String,
    timeout: String,
    /// The token field takes the keyboard at the next pass.
    ask_token: bool,
    pub(super) projects: Offer<Project>,
    pub(super) runs: Offer<Run>,
    auto_create: Changes,
}

/// What the tab of an account holds.
#[derive(Debug, Default)]
pub(super) struct AccountForm {
    token: String,
    store: Option<StoreKind>,
    pub(super) base_url: String,
    /// The last try, with the values that it was made with: other values say nothing about it.
    check: Option<(Check, Entered)>,
}

/// The values of an account that a try depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entered {
    token: String,
    base_url: String,
    project: String,
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
            author: settings.general.author.clone().unwrap_or_default(),
            general: settings.general.clone(),
            accounts: PerSlot::of(|slot| AccountForm {
                store: settings.credential_store(slot),
                base_url: match slot {
                    Slot::First => q.base_url.clone(),
                    Slot::Second => settings.second.base_url.clone().unwrap_or_default(),
                },
                ..AccountForm::default()
            }),
            project: q.project.clone().unwrap_or_default(),
            run_id: q.run_id.map(|r| r.to_string()).unwrap_or_default(),
            rpm: q.requests_per_minute.to_string(),
            timeout: q.timeout_s.to_string(),
            ask_token: false,
            projects: Offer::default(),
            runs: Offer::default(),
            auto_create: Changes::default(),
        }
    }

    /// Puts the keyboard into the token field.
    #[must_use]
    pub fn asking_for_token(mut self) -> Self {
        self.ask_token = true;
        self
    }

    /// The settings of projects that were changed: whether results without a case create one.
    #[must_use]
    pub fn auto_create(&self) -> Vec<(ProjectId, Option<bool>)> {
        self.auto_create.iter().map(|(project, value)| (*project, *value)).collect()
    }

    fn entered(&self, slot: Slot) -> Entered {
        let account = &self.accounts[slot];
        Entered { token: account.token.clone(), base_url: account.base_url.clone(), project: self.project.clone() }
    }

    /// The same at another tab, counted from 0.
    #[must_use]
    pub fn at_tab(mut self, tab: usize) -> Self {
        self.tab = tab;
        self
    }

    /// The token that was typed for the account.
    #[must_use]
    pub fn typed_token(&self, slot: Slot) -> Option<Secret> {
        Some(Secret::new(&self.accounts[slot].token)).filter(|t| !t.is_empty())
    }

    /// Where a typed token of the account goes.
    #[must_use]
    pub fn store_kind(&self, slot: Slot, backend: &Backend) -> StoreKind {
        self.accounts[slot].store.unwrap_or_else(|| default_store(slot, backend))
    }

    /// The settings with what the dialog holds.
    #[must_use]
    pub fn apply(&self, settings: &Settings) -> Settings {
        let mut new = settings.clone();
        new.general = self.general.clone();
        new.general.author = Some(self.author.trim().to_owned()).filter(|name| !name.is_empty());
        let [first, second] = Slot::ALL.map(|slot| &self.accounts[slot]);
        new.second.base_url = Some(second.base_url.clone());
        new.second.credential_store = second.store;
        let q = &mut new.qase;
        first.base_url.trim().clone_into(&mut q.base_url);
        q.project = Some(self.project.trim().to_uppercase()).filter(|p| !p.is_empty());
        q.run_id = self.run_id.trim().parse().ok();
        q.requests_per_minute = self.rpm.trim().parse().unwrap_or(QaseSection::REQUESTS_PER_MINUTE);
        q.timeout_s = self.timeout.trim().parse().unwrap_or(QaseSection::TIMEOUT_S);
        q.credential_store = first.store;
        new.clamped()
    }

    /// What to try: the typed token if there is one, else the one in force, with what the dialog holds.
    #[must_use]
    pub fn request(&self, slot: Slot, settings: &Settings) -> CheckRequest {
        CheckRequest { slot, token: self.typed_token(slot), settings: Some(self.apply(settings)) }
    }

    /// A try was begun.
    pub fn checking(&mut self, slot: Slot) {
        let entered = self.entered(slot);
        self.accounts[slot].check = Some((Check::Running, entered));
    }

    /// A try has ended.
    pub fn checked(&mut self, tried: Tried) {
        if let Some((check @ Check::Running, _)) = &mut self.accounts[tried.slot].check {
            *check = Check::Done(Box::new(tried));
        }
    }

    pub(super) fn numbers_are_good(&self) -> (bool, bool) {
        let run = self.run_id.trim();
        let run_good = run.is_empty() || run.parse::<i64>().is_ok_and(|r| r > 0);
        (run_good, self.rpm.trim().parse::<u32>().is_ok_and(|r| (0..=6000).contains(&r)))
    }

    fn timeout_is_good(&self) -> bool {
        self.timeout.trim().parse::<u32>().is_ok_and(|s| (1..=600).contains(&s))
    }

    /// An empty address is Qase's own.
    fn address_is_good(&self, slot: Slot) -> bool {
        let address = self.accounts[slot].base_url.trim();
        address.is_empty() || is_address(address)
    }

    pub(super) fn project_is_good(&self) -> bool {
        let project = self.project.trim();
        project.is_empty() || crate::domain::project::is_valid_code(project)
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-settings"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown =
            Dialog::new(id("settings"), &title, &close).icon(icons::SETTINGS).size(640.0, 680.0).sticky().show(ctx, |ui| {
                let names = ["gui-settings-general", "gui-settings-qase", "gui-settings-second", "gui-settings-server"]
                    .map(|key| view.text(key));
                let all = names.each_ref().map(|name| Tab::new(name));
                if let Some(TabEvent::Choose(i)) = dialog::tab_strip(ui, "settings", self.tab, &all) {
                    self.tab = i;
                }
                let (run_good, rpm_good) = self.numbers_are_good();
                let addresses = Slot::ALL.into_iter().all(|slot| self.address_is_good(slot));
                let good = run_good && rpm_good && self.timeout_is_good() && addresses && self.project_is_good();
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
                            match self.tab {
                                0 => self.general(ui, view, backend),
                                1 => self.qase(ui, view, backend, out),
                                2 => self.second(ui, view, backend, out),
                                _ => server_tab::show(ui, view, &mut self.auto_create),
                            }
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
        let (label, note) = (view.text("gui-settings-author"), view.text("gui-settings-author-note"));
        let account = backend.environment.user().unwrap_or_default();
        TextField::new(&mut self.author).label(&label).hint(account).note(&note).width(280.0).id(id("settings-author")).show(ui);
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
        if view.demo {
            banner(ui, Tone::Info, &view.text("gui-settings-demo"), None, None);
        } else {
            token_help(ui, view);
        }
        self.token_part(Slot::First, ui, view, backend, out);
        let half = ((ui.available_width() - space::S) / 2.0).floor();
        self.address_part(Slot::First, ui, view);
        let rpm_good = self.numbers_are_good().1;
        ui.horizontal_top(|ui| {
            self.project_part(ui, view, backend, half);
            self.run_part(ui, view, backend, half);
        });
        let (label, bad, note) =
            (view.text("gui-settings-rpm"), view.text("gui-settings-rpm-bad"), view.text("gui-settings-rpm-note"));
        let error = (!rpm_good).then_some(&*bad);
        let timeout_good = self.timeout_is_good();
        ui.horizontal_top(|ui| {
            let rpm = TextField::new(&mut self.rpm).label(&label).mono().error(error).note(&note).width(half);
            rpm.id(id("settings-rpm")).show(ui);
            let (label, bad, note) = (
                view.text("gui-settings-timeout"),
                view.text("gui-settings-timeout-bad"),
                view.text("gui-settings-timeout-note"),
            );
            let error = (!timeout_good).then_some(&*bad);
            let timeout = TextField::new(&mut self.timeout).label(&label).mono().error(error).note(&note).width(half);
            timeout.id(id("settings-timeout")).show(ui);
        });
        self.check_part(Slot::First, ui, view, out);
    }

    fn second(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions) {
        text::paragraph(ui, &view.text("gui-settings-second-what"), Type::Body, Palette::of(ui).text_secondary);
        token_help(ui, view);
        self.token_part(Slot::Second, ui, view, backend, out);
        self.address_part(Slot::Second, ui, view);
        self.check_part(Slot::Second, ui, view, out);
    }

    fn address_part(&mut self, slot: Slot, ui: &mut Ui, view: &View<'_>) {
        let label = view.text("gui-settings-base-url");
        let bad = view.text("gui-settings-address-bad");
        let error = (!self.address_is_good(slot)).then_some(&*bad);
        let field = TextField::new(&mut self.accounts[slot].base_url).label(&label).hint(QaseSection::BASE_URL).error(error);
        // The demo puts the address of its server in place of the kept one: another one would never be used.
        let field = field.enabled(!(view.demo && slot == Slot::First));
        field.id(id("settings-base-url").with(slot)).show(ui);
    }

    fn check_part(&self, slot: Slot, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let entered = self.entered(slot);
        let check = self.accounts[slot].check.as_ref().filter(|(_, with)| *with == entered).map(|(check, _)| check);
        ui.add_space(space::XS);
        let running = matches!(check, Some(Check::Running));
        let words = if running { view.text("gui-qase-checking") } else { view.text("gui-cmd-check-connection") };
        if Button::secondary(&words).icon(icons::CONNECTED).enabled(!running && self.address_is_good(slot)).show(ui).clicked() {
            out.push(Action::Settings(SettingsAction::Check(slot)));
        }
        if let Some(Check::Done(tried)) = check {
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
            text::line(ui, &view.text("gui-settings-check-note"), Type::Label, Palette::of(ui).text_faint);
        }
    }

    fn token_part(&mut self, slot: Slot, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions) {
        let p = Palette::of(ui);
        let (label, show, hide) = (view.text("gui-settings-token"), view.text("gui-show"), view.text("gui-hide"));
        let (in_force, survey) = (backend.in_force(slot), backend.surveys[slot].as_ref());
        let hint = if in_force.is_some() { view.text("gui-settings-token-kept") } else { view.text("gui-settings-token-hint") };
        let field = TextField::new(&mut self.accounts[slot].token)
            .label(&label)
            .hint(&hint)
            .password(Eye { show: &show, hide: &hide })
            .mono()
            .id(id("settings-token").with(slot))
            .show(ui);
        if slot == Slot::First && std::mem::take(&mut self.ask_token) {
            field.request_focus();
        }
        ui.horizontal(|ui| {
            let (tone, icon, words) = match in_force {
                Some(origin) => {
                    let place = view.tr.message(&origin.message());
                    (Tone::Good, icons::KEY, view.tr.fmt("gui-settings-token-in-force", &[("place", place.into())]))
                }
                None if survey.is_none() => (Tone::Neutral, icons::WAIT, view.text("gui-loading").into_owned()),
                None => {
                    // Without a second account nothing is missing.
                    let tone = if slot == Slot::First { Tone::Warning } else { Tone::Neutral };
                    (tone, icons::KEY, view.text("gui-settings-token-none").into_owned())
                }
            };
            chip(ui, tone, Some(icon), &words);
            if in_force.is_some_and(|o| StoreKind::ALL.iter().any(|k| k.origin() == o))
                && text::link(ui, &view.text("gui-settings-token-forget")).clicked()
            {
                out.push(Action::Settings(SettingsAction::ForgetToken(slot)));
            }
        });
        let names = StoreKind::ALL.map(|k| match k {
            StoreKind::Keychain => view.text("gui-store-keychain"),
            StoreKind::File => view.text("gui-store-file"),
            StoreKind::Session => view.text("gui-store-session"),
        });
        let kind = self.store_kind(slot, backend);
        let at = StoreKind::ALL.iter().position(|k| *k == kind);
        if let Some(i) = labelled(ui, &view.text("gui-settings-token-place"), at, &names) {
            self.accounts[slot].store = Some(StoreKind::ALL[i]);
        }
        let state = survey.and_then(|s| s.state(kind.origin()));
        if let Some(SourceState::Unavailable(why)) = state {
            text::paragraph(ui, &view.tr.explain(why), Type::Label, p.broken);
        }
        for warning in survey.iter().flat_map(|s| &s.warnings) {
            text::paragraph(ui, &view.tr.message(warning), Type::Label, p.broken);
        }
    }
}

/// Where a token is made.
fn token_help(ui: &mut Ui, view: &View<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        text::secondary(ui, &view.text("gui-settings-token-help"));
        if text::link(ui, &view.text("gui-settings-token-page")).clicked() {
            ui.ctx().open_url(egui::OpenUrl::new_tab(TOKEN_PAGE));
        }
    });
}

/// The keychain where it works, else the file.
fn default_store(slot: Slot, backend: &Backend) -> StoreKind {
    let keychain = backend.surveys[slot].as_ref().and_then(|s| s.state(StoreKind::Keychain.origin()));
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
