//! The choices about an import of cases: the project, how rows find their cases, the policy, new suites, and a tag for all.

use eframe::egui::Ui;

use super::super::choice_parts::{Policies, Room, divider, policy_choice};
use super::Cases;
use crate::view::View;
use voluptas_app::cases::file::{ImportPlan, MatchBy, Target};
use voluptas_app::files::import::Policy;
use voluptas_core::domain::Message;
use voluptas_core::domain::project::is_valid_code;
use voluptas_ui::theme::{icons, space};
use voluptas_ui::widgets::{TextField, check_box, combo, reading, text};

const POLICIES: Policies = Policies {
    label: "files-policy",
    all: [
        (Policy::Smart, "files-policy-smart", "files-policy-smart-more"),
        (Policy::Mine, "files-policy-mine", "files-policy-mine-more"),
        (Policy::Theirs, "files-policy-theirs", "files-policy-theirs-more"),
    ],
    usual: Policy::Smart,
};
/// Properties by which a row finds its case, with the keys of their names.
const MATCHES: [(MatchBy, &str); 4] = [
    (MatchBy::Auto, "files-match-auto"),
    (MatchBy::Id, "files-match-id"),
    (MatchBy::Title, "files-match-title"),
    (MatchBy::Function, "files-match-function"),
];

impl Cases {
    pub(super) fn draw_choices(&mut self, ui: &mut Ui, view: &View<'_>, plan: Option<&ImportPlan>, width: f32, room: Room) {
        self.project_choice(ui, view, width);
        ui.add_space(space::XS);
        let label = view.text("files-match");
        text::label(ui, &label);
        let names = MATCHES.map(|(_, key)| view.text(key));
        let at = MATCHES.iter().position(|(by, _)| *by == self.import.match_by);
        if let Some((by, _)) = combo(ui, &label, "", at, &names, width).and_then(|i| MATCHES.get(i)) {
            self.import.match_by = *by;
        }
        ui.add_space(space::XS);
        // The field for a code takes the place of the explanation in a low column.
        let has_code = self.makes_project || view.cases.projects.is_empty();
        policy_choice(ui, view, &POLICIES, &mut self.import.policy, width, room, !has_code);
        divider(ui);
        self.extras(ui, view, plan, width);
    }

    /// New suites, and a tag for all cases.
    fn extras(&mut self, ui: &mut Ui, view: &View<'_>, plan: Option<&ImportPlan>, width: f32) {
        let mut creates = !self.import.skips_new_suites;
        ui.horizontal(|ui| {
            if check_box(ui, &mut creates, &view.text("files-new-suites")).changed() {
                self.import.skips_new_suites = !creates;
            }
            let count = plan.map_or(0, |plan| plan.counts.suites_created);
            if count > 0 {
                reading::from_right(ui, |ui| text::mono(ui, &view.tr.number(i64::try_from(count).unwrap_or(i64::MAX))));
            }
        });
        // Offered where the file has such a title, and kept in sight while it is chosen.
        let titles = plan.map_or(0, |plan| plan.divided_titles);
        if titles > 0 || self.import.splits_suites {
            ui.horizontal(|ui| {
                let box_of = check_box(ui, &mut self.import.splits_suites, &view.text("files-split-suites"));
                box_of.on_hover_text(view.text("files-split-suites-more"));
                if titles > 0 {
                    reading::from_right(ui, |ui| text::mono(ui, &view.tr.number(i64::try_from(titles).unwrap_or(i64::MAX))));
                }
            });
        }
        let label = view.text("files-tag");
        let turned = check_box(ui, &mut self.adds_tag, &view.text("files-add-tag")).changed();
        if self.adds_tag {
            let field = TextField::new(&mut self.tag).name(&label).hint(&label).icon(icons::TAG).width(width).show(ui);
            if turned {
                field.request_focus();
                field.scroll_to_me(None);
            }
        }
        let tag = if self.adds_tag { self.tag.trim() } else { "" };
        if self.import.tag != tag {
            tag.clone_into(&mut self.import.tag);
        }
    }

    /// The project: one of the workspace, or the code of a new one.
    fn project_choice(&mut self, ui: &mut Ui, view: &View<'_>, width: f32) {
        let label = view.text("files-project");
        let projects = &view.cases.projects;
        if !projects.is_empty() {
            text::label(ui, &label);
            let code = match self.target(view) {
                Some(Target::Existing(project)) => project.code,
                _ => String::new(),
            };
            let mut options: Vec<String> = projects.iter().map(|p| format!("{} · {}", p.code, p.title)).collect();
            options.push(view.text("files-project-other").into_owned());
            let chosen = if self.makes_project { Some(projects.len()) } else { projects.iter().position(|p| p.code == code) };
            if let Some(i) = combo(ui, &label, "", chosen, &options, width) {
                self.makes_project = i == projects.len();
                if let Some(project) = projects.get(i) {
                    self.project = Some(project.code.clone());
                }
            }
            if !self.makes_project {
                return;
            }
        }
        let code = self.new_code.trim().to_uppercase();
        let wrong = (!code.is_empty() && !is_valid_code(&code))
            .then(|| view.tr.message(&Message::new("invalid-project-code").with("code", &code)));
        let note = view.text(if projects.is_empty() { "files-project-new" } else { "files-project-new-code" });
        let label = if projects.is_empty() { label } else { view.text("files-project-code") };
        let field = TextField::new(&mut self.new_code).label(&label).mono().error(wrong.as_deref());
        let field = if wrong.is_none() { field.note(&note) } else { field };
        field.width(width).show(ui);
        let label = view.text("files-project-title");
        TextField::new(&mut self.new_title).label(&label).hint(&code).width(width).show(ui);
    }
}
