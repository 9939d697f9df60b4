//! Lists of Qase that fields of the settings offer, projects and runs: read in the background when its button is first pressed, with what is typed
//! in the dialog.

use eframe::egui::{Popup, PopupCloseBehavior, RectAlign, Response, Ui};

use super::id;
use super::settings::SettingsDialog;
use crate::backend::{Backend, UserError};
use crate::view::View;
use voluptas_app::qase::connector::Connector;
use voluptas_app::qase::lists::Listed;
use voluptas_app::qase::lists::list_job;
use voluptas_core::base::Secret;
use voluptas_jobs::{Busy, JobError, JobHandle, JobRunner};
use voluptas_qase::RunFilter;
use voluptas_qase::model::{Project, Run};
use voluptas_settings::Account;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::picker::{PickRow, Picker};
use voluptas_ui::widgets::{Button, TextField, text};

/// The values that a list was asked for with: other values make another list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickerRequest {
    /// The token that was typed; none is the one in force.
    pub token: Option<Secret>,
    /// The address that was typed.
    pub base_url: String,
    /// The project whose list it is.
    pub project: Option<String>,
}

/// The list.
#[derive(Debug)]
pub struct PickerState<T> {
    asked: Option<PickerRequest>,
    job: Option<JobHandle<Listed<T>>>,
    rows: Option<Vec<T>>,
    trouble: Option<UserError>,
}

impl<T> Default for PickerState<T> {
    fn default() -> Self {
        Self { asked: None, job: None, rows: None, trouble: None }
    }
}

/// Texts and place of a list.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Texts.
    pub view: &'a View<'a>,
    /// Access to the connection.
    pub backend: &'a Backend,
    /// The values to ask with.
    pub asked: &'a PickerRequest,
    /// Accessible name.
    pub name: &'a str,
    /// Text of an empty list.
    pub empty: &'a str,
    /// Width in points: that of its field.
    pub width: f32,
}

impl<T> PickerState<T> {
    /// The rows, if they were read with the same values.
    pub fn rows(&self, asked: &PickerRequest) -> &[T] {
        self.rows.as_deref().filter(|_| self.asked.as_ref() == Some(asked)).unwrap_or_default()
    }

    fn poll(&mut self) {
        let Some(end) = self.job.as_mut().and_then(JobHandle::try_take) else { return };
        self.job = None;
        match end {
            Ok(Listed(rows)) => self.rows = Some(rows),
            Err(JobError::Failed(f)) => self.trouble = Some(UserError { message: f.message, remedy: f.remedy }),
            // A person stopped it in the activity panel: the next opening asks again.
            Err(JobError::Cancelled(_)) => self.asked = None,
        }
    }

    fn ask(
        &mut self,
        backend: &Backend,
        asked: &PickerRequest,
        read: &impl Fn(&JobRunner, Connector, &PickerRequest) -> ListJob<T>,
    ) {
        let Some(mut connector) = backend.connector(Account::Primary).cloned() else { return };
        connector.config.base_url.value.clone_from(&asked.base_url);
        *self = Self { asked: Some(asked.clone()), ..Self::default() };
        self.job = read(&backend.runner, connector, asked).ok();
    }

    /// Draws the list at its button while it is open; gives the chosen row. `read` starts the reading.
    pub fn below(
        &mut self,
        ui: &mut Ui,
        button: &Response,
        ask: Ask<'_>,
        read: impl Fn(&JobRunner, Connector, &PickerRequest) -> ListJob<T>,
        row: impl Fn(&T) -> PickRow,
    ) -> Option<usize> {
        let Ask { view, backend, asked, name, empty, width } = ask;
        self.poll();
        // The button's press opens the list later in this pass.
        let opens = button.clicked() && !Popup::is_id_open(ui.ctx(), Popup::default_response_id(button));
        if opens && (self.asked.as_ref() != Some(asked) || self.trouble.is_some()) {
            self.ask(backend, asked, &read);
        }
        if let Some(rows) = self.rows.as_ref().filter(|r| !r.is_empty()) {
            let (filter, nothing) = (view.text("gui-settings-list-find"), view.text("gui-nothing-found"));
            let picker = Picker { name, placeholder: "", filter: &filter, nothing: &nothing, width };
            return picker.below(ui, button, RectAlign::BOTTOM_END, None, rows.len(), |i| row(&rows[i]));
        }
        let mut again = false;
        Popup::from_toggle_button_response(button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .align(RectAlign::BOTTOM_END)
            .width(width)
            .show(|ui| {
                ui.set_width(width - space::M);
                let p = Palette::of(ui);
                ui.add_space(space::XS);
                if let Some(trouble) = &self.trouble {
                    text::paragraph(ui, &trouble.text(view.tr), Type::Body, p.failed);
                    again = Button::secondary(&view.text("gui-settings-list-again")).small().show(ui).clicked();
                } else if self.job.is_some() {
                    text::line(ui, &view.text("gui-loading"), Type::Body, p.text_secondary);
                    ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
                } else if self.rows.is_some() {
                    text::paragraph(ui, empty, Type::Body, p.text_secondary);
                } else {
                    text::paragraph(ui, &view.text("gui-settings-list-no-way"), Type::Body, p.text_secondary);
                }
                ui.add_space(space::XS);
            });
        if again {
            self.ask(backend, asked, &read);
        }
        None
    }
}

/// A reading that was started.
pub type ListJob<T> = Result<JobHandle<Listed<T>>, Busy>;

impl SettingsDialog {
    /// The values to ask with: typed ones go before those in force.
    fn asked(&self, project: Option<String>) -> PickerRequest {
        let base_url = self.accounts[Account::Primary].base_url.trim().trim_end_matches('/').to_owned();
        PickerRequest { token: self.typed_token(Account::Primary), base_url, project }
    }

    pub(super) fn project_part(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, width: f32) {
        let asked = self.asked(None);
        let code = self.project.trim().to_uppercase();
        let title = self.projects.rows(&asked).iter().find(|p| p.code == code).map(|p| p.title.clone()).unwrap_or_default();
        let (label, bad) = (view.text("gui-settings-project"), view.text("gui-settings-project-bad"));
        let error = (!self.project_is_good()).then_some(&*bad);
        let (name, empty) = (view.text("gui-settings-project-list"), view.text("gui-settings-no-projects"));
        let field = TextField::new(&mut self.project).label(&label).hint("SHOP").mono().error(error).note(&title).width(width);
        let (_, button) = field.id(id("settings-project")).show_with_menu(ui, &name);
        let read = |runner: &_, connector, asked: &PickerRequest| {
            list_job(runner, connector, asked.token.clone(), |c| async move {
                let mut projects = c.list_projects().await?;
                projects.sort_by(|a, b| a.code.cmp(&b.code));
                Ok(projects)
            })
        };
        let row = |p: &Project| PickRow { icon: None, text: format!("{} – {}", p.code, p.title), note: String::new() };
        let ask = Ask { view, backend, asked: &asked, name: &name, empty: &empty, width };
        if let Some(i) = self.projects.below(ui, &button, ask, read, row) {
            let chosen = self.projects.rows(&asked).get(i).map(|p| p.code.clone()).unwrap_or_default();
            if chosen != code {
                // A run is one of its project.
                self.run_id.clear();
                self.project = chosen;
            }
        }
    }

    pub(super) fn run_part(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, width: f32) {
        let code = Some(self.project.trim().to_uppercase()).filter(|c| voluptas_core::domain::project::is_valid_code(c));
        let asked = self.asked(code.clone());
        let id_now = self.run_id.trim().parse::<i64>().ok();
        let title = self.runs.rows(&asked).iter().find(|r| Some(r.id) == id_now).map(|r| r.title.clone()).unwrap_or_default();
        let (label, bad) = (view.text("gui-settings-run"), view.text("gui-settings-number-bad"));
        let error = (!self.run_is_good()).then_some(&*bad);
        let name = view.text("gui-settings-run-list");
        let field = TextField::new(&mut self.run_id).label(&label).mono().error(error).note(&title).width(width);
        let (_, button) = field.id(id("settings-run")).show_with_menu(ui, &name);
        let empty = match &code {
            Some(code) => view.tr.fmt("gui-settings-no-runs", &[("project", code.clone().into())]),
            None => view.text("gui-settings-run-needs-project").into_owned(),
        };
        let read = |runner: &_, connector, asked: &PickerRequest| {
            let code = asked.project.clone();
            list_job(runner, connector, asked.token.clone(), |c| async move {
                let Some(code) = code else { return Ok(Vec::new()) };
                let mut runs = c.list_runs(&code, &RunFilter::default()).await?;
                runs.retain(Run::is_open);
                runs.reverse();
                Ok(runs)
            })
        };
        let row = |r: &Run| PickRow {
            icon: None,
            text: format!("{} – {}", r.id, r.title),
            note: r.started().map(|at| view.tr.date(at)).unwrap_or_default(),
        };
        let ask = Ask { view, backend, asked: &asked, name: &name, empty: &empty, width };
        if let Some(i) = self.runs.below(ui, &button, ask, read, row)
            && let Some(run) = self.runs.rows(&asked).get(i)
        {
            self.run_id = run.id.to_string();
        }
    }
}
