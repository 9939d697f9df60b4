//! The fields of the settings for the project and the run, each with its list of Qase.

use eframe::egui::Ui;

use super::id;
use super::qase_picker::{Ask, PickerRequest};
use super::settings::SettingsDialog;
use crate::backend::Backend;
use crate::view::View;
use voluptas_app::qase::lists::list_job;
use voluptas_qase::RunFilter;
use voluptas_qase::model::{Project, Run};
use voluptas_settings::Account;
use voluptas_ui::widgets::TextField;
use voluptas_ui::widgets::picker::PickRow;

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
