//! The settings dialog: tabs for General, Qase, the second account and the projects of the workspace.
//!
//! Entered values are tried with Check connection and stored with Save, not before. Most controls follow from the declarations of the
//! settings ([`Row`]); token, address, project and run have controls of their own, because they ask Qase or concern an account.

use std::borrow::Cow;
use std::collections::BTreeMap;

use eframe::egui::{self, Key, Modifiers, ScrollArea, Ui};

use super::qase_picker::PickerState;
use super::server_tab::{self, Changes};
use super::tracker_fields::{self, TrackerForms};
use super::{Flow, confirm, id};
use crate::action::{Action, Actions, SettingsAction};
use crate::backend::{Backend, CheckRequest, ConnectionCheck};
use crate::panels::menu::shown_path;
use crate::view::View;
use voluptas_app::project::settings::ProjectChange;
use voluptas_core::base::Secret;
use voluptas_core::domain::ids::ProjectId;
use voluptas_qase::model::{Project, Run};
use voluptas_settings::table::{Kind, Tab as SettingsTab};
use voluptas_settings::{Account, General, PerAccount, QaseSection, Row, Settings, SourceState, StoreKind};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, RevealLabels, Tab, TabEvent, TextField, Tone, banner, chip, combo, dialog, text};

/// Page of Qase where a person creates a token.
const TOKEN_PAGE: &str = "https://app.qase.io/user/api/token";

/// State of the dialog: the entered values.
#[derive(Debug)]
pub struct SettingsDialog {
    tab: usize,
    /// The entered value of each setting that [`is_plain`], by its key.
    values: BTreeMap<&'static str, String>,
    pub(super) accounts: PerAccount<AccountForm>,
    pub(super) project: String,
    pub(super) run_id: String,
    /// True until the token field has taken the keyboard focus.
    ask_token: bool,
    pub(super) projects: PickerState<Project>,
    pub(super) runs: PickerState<Run>,
    project_changes: Changes,
    trackers: TrackerForms,
    /// Fields at the opening of the dialog.
    before: Option<Box<Fields>>,
}

/// Everything that can be typed or chosen.
#[derive(Debug, Clone, PartialEq)]
struct Fields {
    values: BTreeMap<&'static str, String>,
    accounts: [CheckedValues; 2],
    run_id: String,
    project_changes: Changes,
    trackers: TrackerForms,
}

/// Values on the tab of an account.
#[derive(Debug, Default)]
pub(super) struct AccountForm {
    token: String,
    store: Option<StoreKind>,
    pub(super) base_url: String,
    /// The last connection check, with the values that were checked. Its result is shown only while the tab has these values.
    check: Option<(Check, CheckedValues)>,
}

/// The values that a connection check depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CheckedValues {
    token: String,
    base_url: String,
    project: String,
}

#[derive(Debug)]
enum Check {
    Running,
    Done(Box<ConnectionCheck>),
}

impl SettingsDialog {
    /// A dialog with the present settings. `qase` opens the Qase tab.
    #[must_use]
    pub fn new(settings: &Settings, qase: bool) -> Self {
        let q = &settings.qase;
        let mut dialog = Self {
            tab: usize::from(qase),
            values: plain_rows().map(|row| (row.key, row.text(settings))).collect(),
            accounts: PerAccount::of(|account| AccountForm {
                store: settings.credential_store(account),
                base_url: match account {
                    Account::Primary => q.base_url.clone(),
                    Account::MirrorTarget => settings.second.base_url.clone().unwrap_or_default(),
                },
                ..AccountForm::default()
            }),
            project: q.project.clone().unwrap_or_default(),
            run_id: q.run_id.map(|r| r.to_string()).unwrap_or_default(),
            ask_token: false,
            projects: PickerState::default(),
            runs: PickerState::default(),
            project_changes: Changes::default(),
            trackers: TrackerForms::default(),
            before: None,
        };
        dialog.before = Some(Box::new(dialog.fields()));
        dialog
    }

    fn fields(&self) -> Fields {
        Fields {
            values: self.values.clone(),
            accounts: Account::ALL.map(|account| self.entered(account)),
            run_id: self.run_id.clone(),
            project_changes: self.project_changes.clone(),
            trackers: self.trackers.clone(),
        }
    }

    /// True where something would be lost, such as a token that was typed.
    fn is_typed(&self) -> bool {
        self.before.as_deref().is_some_and(|before| *before != self.fields())
    }

    /// Moves the keyboard focus to the token field.
    #[must_use]
    pub fn asking_for_token(mut self) -> Self {
        self.ask_token = true;
        self
    }

    /// The changed settings of projects.
    pub fn project_changes(&self) -> Vec<(ProjectId, ProjectChange)> {
        let mut changes = self.project_changes.clone();
        for (project, form) in &self.trackers {
            changes.entry(*project).or_default().tracker = Some(form.settings());
        }
        changes.into_iter().collect()
    }

    fn entered(&self, account: Account) -> CheckedValues {
        let account = &self.accounts[account];
        CheckedValues { token: account.token.clone(), base_url: account.base_url.clone(), project: self.project.clone() }
    }

    /// Opens another tab, counted from 0.
    #[must_use]
    pub fn at_tab(mut self, tab: usize) -> Self {
        self.tab = tab;
        self
    }

    /// The entered token of the account.
    pub fn typed_token(&self, account: Account) -> Option<Secret> {
        Some(Secret::new(&self.accounts[account].token)).filter(|t| !t.is_empty())
    }

    /// Place for an entered token of the account.
    pub fn store_kind(&self, account: Account, backend: &Backend) -> StoreKind {
        self.accounts[account].store.unwrap_or_else(|| default_store(account, backend))
    }

    /// The settings with the entered values.
    pub fn apply(&self, settings: &Settings) -> Settings {
        let mut new = settings.clone();
        for (row, text) in plain_rows().filter_map(|row| Some((row, self.values.get(row.key)?))) {
            // A value that is not accepted yet leaves the present one; it cannot be saved, only tried.
            row.set(&mut new, text).ok();
        }
        let [first, second] = Account::ALL.map(|account| &self.accounts[account]);
        new.second.base_url = Some(second.base_url.clone());
        new.second.credential_store = second.store;
        let q = &mut new.qase;
        first.base_url.trim().clone_into(&mut q.base_url);
        q.project = Some(self.project.trim().to_uppercase()).filter(|p| !p.is_empty());
        q.run_id = self.run_id.trim().parse().ok();
        q.credential_store = first.store;
        new.clamped()
    }

    /// A connection check with the entered values. Without an entered token, the check uses the token in force.
    pub fn request(&self, account: Account, settings: &Settings) -> CheckRequest {
        CheckRequest { account, token: self.typed_token(account), settings: Some(self.apply(settings)) }
    }

    /// Notes that a connection check has started.
    pub fn checking(&mut self, account: Account) {
        let entered = self.entered(account);
        self.accounts[account].check = Some((Check::Running, entered));
    }

    /// Takes the result of the running connection check.
    pub fn checked(&mut self, tried: ConnectionCheck) {
        if let Some((check @ Check::Running, _)) = &mut self.accounts[tried.account].check {
            *check = Check::Done(Box::new(tried));
        }
    }

    pub(super) fn run_is_good(&self) -> bool {
        QaseSection::RUN_ID.accepts(&self.run_id)
    }

    fn is_good(&self, row: &Row) -> bool {
        self.values.get(row.key).is_none_or(|text| row.accepts(text))
    }

    /// True when everything that was entered can be saved.
    fn can_be_saved(&self) -> bool {
        let addresses = Account::ALL.into_iter().all(|account| self.address_is_good(account));
        plain_rows().all(|row| self.is_good(row)) && self.run_is_good() && addresses && self.project_is_good()
    }

    /// True for a valid or blank address. A blank one stands for Qase's own.
    fn address_is_good(&self, account: Account) -> bool {
        QaseSection::ADDRESS.accepts(&self.accounts[account].base_url)
    }

    pub(super) fn project_is_good(&self) -> bool {
        QaseSection::PROJECT.accepts(&self.project)
            && server_tab::are_valid(&self.project_changes)
            && tracker_fields::are_valid(&self.trackers)
    }

    /// Draws the dialog.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("gui-cmd-settings"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let shown =
            Dialog::new(id("settings"), &title, &close).icon(icons::SETTINGS).size(640.0, 720.0).sticky().show(ctx, |ui| {
                let names = ["gui-settings-general", "gui-settings-qase", "gui-settings-second", "gui-settings-server"]
                    .map(|key| view.text(key));
                let all = names.each_ref().map(|name| Tab::new(name));
                if let Some(TabEvent::Choose(i)) = dialog::tab_strip(ui, "settings", self.tab, &all) {
                    self.tab = i;
                }
                let good = self.can_be_saved();
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
                                _ => server_tab::show(ui, view, &mut self.project_changes, &mut self.trackers),
                            }
                        });
                    });
                });
            });
        if shown.close && flow == Flow::Stay && self.is_typed() {
            out.push(Action::Confirm(confirm::discard(view, "gui-settings-discard", "gui-settings-discard-more")));
            return Flow::Stay;
        }
        if shown.close { Flow::Close } else { flow }
    }

    fn general(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend) {
        for row in plain_rows().filter(|row| row.shown.is_some_and(|shown| shown.tab == SettingsTab::General)) {
            self.control(row, ui, view, backend, 280.0);
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
        if view.demo {
            banner(ui, Tone::Info, &view.text("gui-settings-demo"), None, None);
        } else {
            token_help(ui, view);
        }
        self.token_part(Account::Primary, ui, view, backend, out);
        let half = ((ui.available_width() - space::S) / 2.0).floor();
        self.address_part(Account::Primary, ui, view);
        ui.horizontal_top(|ui| {
            self.project_part(ui, view, backend, half);
            self.run_part(ui, view, backend, half);
        });
        // Before the limits: it tries the account, and stays in view without scrolling.
        self.check_part(Account::Primary, ui, view, out);
        ui.add_space(space::XS);
        let rows: Vec<&Row> = plain_rows().filter(|row| row.shown.is_some_and(|shown| shown.tab == SettingsTab::Qase)).collect();
        for pair in rows.chunks(2) {
            ui.horizontal_top(|ui| pair.iter().for_each(|row| self.control(row, ui, view, backend, half)));
        }
    }

    /// Draws the control of a setting that [`is_plain`].
    fn control(&mut self, row: &Row, ui: &mut Ui, view: &View<'_>, backend: &Backend, width: f32) {
        let (Some(shown), Some(text)) = (row.shown, self.values.get_mut(row.key)) else { return };
        let label = view.text(shown.label);
        let options: Vec<(String, Cow<'_, str>)> = match row.kind {
            Kind::Choice(values) => values.iter().map(|v| (v.word.to_owned(), view.text(v.label))).collect(),
            Kind::Number(range) => range.steps.iter().map(|n| (n.to_string(), format!("{n}\u{a0}%").into())).collect(),
            _ => Vec::new(),
        };
        if !options.is_empty() {
            let at = options.iter().position(|(word, _)| word == text);
            let names: Vec<&str> = options.iter().map(|(_, name)| &**name).collect();
            if let Some(i) = labelled(ui, &label, at, &names) {
                text.clone_from(&options[i].0);
            }
            return;
        }
        let bad = row.range().filter(|_| !row.accepts(text)).map(|range| {
            let (min, max) = (range.min.to_string(), range.max.to_string());
            view.tr.fmt("gui-settings-range", &[("min", min.into()), ("max", max.into())])
        });
        let note = shown.help.map(|key| view.text(key)).unwrap_or_default();
        let mut field = TextField::new(text).label(&label).error(bad.as_deref()).note(&note).width(width);
        if row.range().is_some() {
            field = field.mono();
        }
        if row.key == General::AUTHOR.key {
            field = field.hint(backend.environment.user().unwrap_or_default());
        }
        field.id(id("settings").with(row.key)).show(ui);
    }

    fn second(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions) {
        text::paragraph(ui, &view.text("gui-settings-second-what"), Type::Body, Palette::of(ui).text_secondary);
        token_help(ui, view);
        self.token_part(Account::MirrorTarget, ui, view, backend, out);
        self.address_part(Account::MirrorTarget, ui, view);
        self.check_part(Account::MirrorTarget, ui, view, out);
    }

    fn address_part(&mut self, account: Account, ui: &mut Ui, view: &View<'_>) {
        let label = view.text("gui-settings-base-url");
        let bad = view.text("gui-settings-address-bad");
        let error = (!self.address_is_good(account)).then_some(&*bad);
        let field = TextField::new(&mut self.accounts[account].base_url).label(&label).hint(QaseSection::BASE_URL).error(error);
        // The demo always uses the address of its own server.
        let field = field.enabled(!(view.demo && account == Account::Primary));
        field.id(id("settings-base-url").with(account)).show(ui);
    }

    fn check_part(&self, account: Account, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let entered = self.entered(account);
        let check = self.accounts[account].check.as_ref().filter(|(_, with)| *with == entered).map(|(check, _)| check);
        ui.add_space(space::XS);
        let running = matches!(check, Some(Check::Running));
        let words = if running { view.text("gui-qase-checking") } else { view.text("gui-cmd-check-connection") };
        if Button::secondary(&words).icon(icons::CONNECTED).enabled(!running && self.address_is_good(account)).show(ui).clicked()
        {
            out.push(Action::Settings(SettingsAction::Check(account)));
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

    fn token_part(&mut self, account: Account, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions) {
        let p = Palette::of(ui);
        let (label, show, hide) = (view.text("gui-settings-token"), view.text("gui-show"), view.text("gui-hide"));
        let (in_force, token_status) = (backend.in_force(account), backend.token_statuses[account].as_ref());
        let hint = if in_force.is_some() { view.text("gui-settings-token-kept") } else { view.text("gui-settings-token-hint") };
        let field = TextField::new(&mut self.accounts[account].token)
            .label(&label)
            .hint(&hint)
            .password(RevealLabels { show: &show, hide: &hide })
            .mono()
            .id(id("settings-token").with(account))
            .show(ui);
        if account == Account::Primary && std::mem::take(&mut self.ask_token) {
            field.request_focus();
        }
        ui.horizontal(|ui| {
            let (tone, icon, words) = match in_force {
                Some(origin) => {
                    let place = view.tr.message(&origin.message());
                    (Tone::Good, icons::KEY, view.tr.fmt("gui-settings-token-in-force", &[("place", place.into())]))
                }
                None if token_status.is_none() => (Tone::Neutral, icons::WAIT, view.text("gui-loading").into_owned()),
                None => {
                    // A second account is optional.
                    let tone = if account == Account::Primary { Tone::Warning } else { Tone::Neutral };
                    (tone, icons::KEY, view.text("gui-settings-token-none").into_owned())
                }
            };
            chip(ui, tone, Some(icon), &words);
            if in_force.is_some_and(|o| StoreKind::ALL.iter().any(|k| k.origin() == o))
                && text::link(ui, &view.text("gui-settings-token-forget")).clicked()
            {
                out.push(Action::Settings(SettingsAction::ForgetToken(account)));
            }
        });
        let names = StoreKind::ALL.map(|k| match k {
            StoreKind::Keychain => view.text("gui-store-keychain"),
            StoreKind::File => view.text("gui-store-file"),
            StoreKind::Session => view.text("gui-store-session"),
        });
        let kind = self.store_kind(account, backend);
        let at = StoreKind::ALL.iter().position(|k| *k == kind);
        if let Some(i) = labelled(ui, &view.text("gui-settings-token-place"), at, &names) {
            self.accounts[account].store = Some(StoreKind::ALL[i]);
        }
        let state = token_status.and_then(|s| s.state(kind.origin()));
        if let Some(SourceState::Unavailable(why)) = state {
            text::paragraph(ui, &view.tr.explain(why), Type::Label, p.broken);
        }
        for warning in token_status.iter().flat_map(|s| &s.warnings) {
            text::paragraph(ui, &view.tr.message(warning), Type::Label, p.broken);
        }
    }
}

/// True for a setting whose control follows from its declaration alone: a list, a number or a line of text. The others have a button,
/// a list of Qase or an account beside them.
fn is_plain(row: &Row) -> bool {
    row.shown.is_some() && matches!(row.kind, Kind::Choice(_) | Kind::Number(_) | Kind::Text)
}

fn plain_rows() -> impl Iterator<Item = &'static Row> {
    Settings::rows().filter(|row| is_plain(row))
}

/// A line with the link to the page where a token is created.
fn token_help(ui: &mut Ui, view: &View<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        text::secondary(ui, &view.text("gui-settings-token-help"));
        if text::link(ui, &view.text("gui-settings-token-page")).clicked() {
            ui.ctx().open_url(egui::OpenUrl::new_tab(TOKEN_PAGE));
        }
    });
}

/// The keychain if it can be used, otherwise the file.
fn default_store(account: Account, backend: &Backend) -> StoreKind {
    let keychain = backend.token_statuses[account].as_ref().and_then(|s| s.state(StoreKind::Keychain.origin()));
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
