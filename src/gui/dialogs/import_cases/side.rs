//! The column at the left of the preview: the file, how it is read, the project, and how its rows meet the cases that are there.

use eframe::egui::{CornerRadius, Frame, Margin, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::{ImportCases, Step, name_of, table};
use crate::app::case_file::preview::CasesRead;
use crate::app::case_file::{MatchBy, Policy, Target};
use crate::domain::Message;
use crate::domain::project::is_valid_code;
use crate::formats::TableInfo;
use crate::gui::backend::Backend;
use crate::gui::theme::{Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{TextField, check_box, combo, paint, radio_group, reading, text};

/// Policies with the keys of their name and of their explanation.
const POLICIES: [(Policy, &str, &str); 3] = [
    (Policy::Smart, "files-policy-smart", "files-policy-smart-more"),
    (Policy::Mine, "files-policy-mine", "files-policy-mine-more"),
    (Policy::Theirs, "files-policy-theirs", "files-policy-theirs-more"),
];
/// Properties by which a row finds its case, with the keys of their names.
const MATCHES: [(MatchBy, &str); 4] = [
    (MatchBy::Auto, "files-match-auto"),
    (MatchBy::Id, "files-match-id"),
    (MatchBy::Title, "files-match-title"),
    (MatchBy::Function, "files-match-function"),
];
/// Number of lines of the file that are shown as they stand in it.
const LINES: usize = 3;
/// Height from which the column shows everything.
const FULL: f32 = 650.0;
/// Height below which the policies are a list to unfold.
const LOW: f32 = 530.0;

/// Room of the column: in a lower one, the choices come before what only explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Room {
    /// The policies are a list to unfold.
    Low,
    /// The chosen policy alone is explained, and the lines of the file are left out.
    Middle,
    /// Everything is shown.
    Full,
}

impl Room {
    /// The room of a height.
    pub(super) fn of(height: f32) -> Self {
        match height {
            h if h >= FULL => Self::Full,
            h if h >= LOW => Self::Middle,
            _ => Self::Low,
        }
    }
}

impl ImportCases {
    /// Draws the column. Its choices are closed while the import runs and after it.
    pub(super) fn choices(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, read: &CasesRead, room: Room) {
        ui.spacing_mut().item_spacing.y = space::XS;
        let width = ui.available_width();
        ui.add_enabled_ui(self.step == Step::Preview, |ui| {
            file_card(ui, view, read);
            ui.add_space(space::S);
            if table::choices(ui, view, read, &mut self.options, width) {
                self.begin(backend);
            }
            if let Some(look) = read.table.as_ref().filter(|look| look.delimiter.is_some() && room == Room::Full) {
                ui.add_space(space::XS);
                first_lines(ui, view, look);
            }
            divider(ui);
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
            self.policy_choice(ui, view, width, room, !has_code);
            divider(ui);
            self.extras(ui, view, width);
        });
    }

    /// The policy. In a low column it is a list to unfold, with an explanation if it `is_explained`.
    fn policy_choice(&mut self, ui: &mut Ui, view: &View<'_>, width: f32, room: Room, is_explained: bool) {
        let label = view.text("files-policy");
        text::label(ui, &label);
        let chosen = POLICIES.iter().position(|(policy, ..)| *policy == self.import.policy);
        let picked = if room == Room::Low {
            let names = POLICIES.map(|(_, name, _)| view.text(name));
            let picked = combo(ui, &label, "", chosen, &names, width);
            if let Some((.., more)) = chosen.and_then(|i| POLICIES.get(i)).filter(|_| is_explained) {
                text::paragraph(ui, &view.text(more), Type::Label, Palette::of(ui).text_secondary);
            }
            picked
        } else {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = space::XXS;
                let more = |(i, (_, name, more)): (usize, (Policy, &str, &str))| {
                    let is_explained = room == Room::Full || chosen == Some(i);
                    (view.text(name).into_owned(), if is_explained { view.text(more).into_owned() } else { String::new() })
                };
                let options: Vec<(String, String)> = POLICIES.into_iter().enumerate().map(more).collect();
                radio_group(ui, chosen, &options)
            })
            .inner
        };
        if let Some((policy, ..)) = picked.and_then(|i| POLICIES.get(i)) {
            self.import.policy = *policy;
        }
    }

    /// New suites, and a tag for all cases.
    fn extras(&mut self, ui: &mut Ui, view: &View<'_>, width: f32) {
        let mut creates = !self.import.skips_new_suites;
        ui.horizontal(|ui| {
            if check_box(ui, &mut creates, &view.text("files-new-suites")).changed() {
                self.import.skips_new_suites = !creates;
            }
            let count = self.plan.as_ref().map_or(0, |(_, plan)| plan.counts.suites_created);
            if count > 0 {
                reading::from_right(ui, |ui| text::mono(ui, &view.tr.number(i64::try_from(count).unwrap_or(i64::MAX))));
            }
        });
        let label = view.text("files-tag");
        let turned = check_box(ui, &mut self.adds_tag, &view.text("files-add-tag")).changed();
        if self.adds_tag {
            let field = TextField::new(&mut self.tag).name(&label).hint(&label).icon(icons::TAG).width(width).show(ui);
            if turned {
                field.request_focus();
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

/// Name, format and size of the file.
fn file_card(ui: &mut Ui, view: &View<'_>, read: &CasesRead) {
    let p = Palette::of(ui);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(Stroke::new(size::LINE, p.line_strong))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8));
    let numbers = [
        ("size", view.tr.bytes(read.size).into()),
        ("rows", i64::try_from(read.file.report.rows).unwrap_or(i64::MAX).into()),
        ("format", view.text(&format!("files-format-{}", <&str>::from(read.file.format))).into_owned().into()),
    ];
    let mut facts = view.tr.fmt("files-cases-file", &numbers);
    if read.file.report.suites.rows > 0 {
        facts = format!("{facts}, {}", view.count("files-cases-file-suites", read.file.report.suites.rows as u64));
    }
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_TITLE, size::ICON_TITLE), Sense::hover());
            paint::icon(ui.painter(), rect, icons::FILE, size::ICON_TITLE, p.accent);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::XXS;
                text::line(ui, &name_of(&read.path), Type::Medium, p.text);
                text::paragraph(ui, &facts, Type::Label, p.text_secondary);
            });
        });
    });
}

/// The first lines of a text file, which show at once whether encoding and delimiter are right.
fn first_lines(ui: &mut Ui, view: &View<'_>, look: &TableInfo) {
    let p = Palette::of(ui);
    let lines: Vec<&str> = look.first_lines.iter().take(LINES).map(|(_, words)| words.as_str()).collect();
    let room = ui.available_width() - space::S * 2.0;
    let galleys: Vec<_> = lines.iter().map(|line| paint::elided(ui, line, Type::Mono, p.text_secondary, room)).collect();
    let line_height = size::CONTROL_SMALL - space::XXS;
    let height = line_height * galleys.len() as f32 + space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), p.sunken.gamma_multiply(0.6));
    let mut middle = rect.left_top() + vec2(space::S, space::XS + line_height / 2.0);
    for galley in galleys {
        paint::put_left(ui.painter(), middle, galley);
        middle.y += line_height;
    }
    // The rows themselves are read in the table.
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, view.text("files-first-lines")));
    response.on_hover_text(lines.join("\n"));
}

fn divider(ui: &mut Ui) {
    ui.add_space(space::XS);
    paint::hline(ui);
    ui.add_space(space::XS);
}
