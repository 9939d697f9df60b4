//! The column at the left of the preview: the file, how it is read, and how its rows meet what is there.

use std::path::Path;

use eframe::egui::{CornerRadius, Frame, Margin, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::subject::Subject;
use super::{Step, Wizard, reading};
use crate::backend::Backend;
use crate::view::View;
use voluptas_app::files::import::FileRead;
use voluptas_app::files::import::Policy;
use voluptas_formats::TableInfo;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{combo, paint, radio_group, text};

/// Number of lines of the file that are shown as they stand in it.
const LINES: usize = 3;
/// Height from which the column shows everything.
const FULL: f32 = 650.0;
/// Height below which the policies are a list to unfold.
const LOW: f32 = 530.0;

/// Room of the column: in a lower one, the choices come before what only explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// The policies are a list to unfold.
    Low,
    /// The chosen policy alone is explained, and the lines of the file are left out.
    Middle,
    /// Everything is shown.
    Full,
}

impl Room {
    /// The room of a height.
    pub fn of(height: f32) -> Self {
        match height {
            h if h >= FULL => Self::Full,
            h if h >= LOW => Self::Middle,
            _ => Self::Low,
        }
    }
}

impl<S: Subject> Wizard<S> {
    /// Draws the column. Its choices are closed while the import runs and after it.
    pub(super) fn choices(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, read: &FileRead<S::File>, room: Room) {
        ui.spacing_mut().item_spacing.y = space::XS;
        let width = ui.available_width();
        ui.add_enabled_ui(self.step == Step::Preview, |ui| {
            file_card(ui, &read.path, &S::facts(read, view.tr));
            ui.add_space(space::S);
            let encoding = S::report(&read.file).encoding;
            if reading::choices(ui, view, read.table.as_ref(), encoding, &mut self.options, width) {
                self.begin(backend);
            }
            if let Some(look) = read.table.as_ref().filter(|look| look.delimiter.is_some() && room == Room::Full) {
                ui.add_space(space::XS);
                first_lines(ui, view, look);
            }
            divider(ui);
            let plan = self.plan.as_ref().map(|(_, plan)| plan.as_ref());
            self.subject.choices(ui, view, plan, width, room);
        });
    }
}

/// A policy with the keys of its name and of its explanation.
type PolicyWords = (Policy, &'static str, &'static str);

/// The policies of a subject.
pub struct Policies {
    /// Key of their label.
    pub label: &'static str,
    /// The policies, in the same order for every subject.
    pub all: [PolicyWords; 3],
    /// The policy without a choice, which is marked.
    pub usual: Policy,
}

/// Draws the policies. In a low column they are a list to unfold, with an explanation if it `is_explained`.
pub(super) fn policy_choice(
    ui: &mut Ui,
    view: &View<'_>,
    policies: &Policies,
    policy: &mut Policy,
    width: f32,
    room: Room,
    is_explained: bool,
) {
    let label = view.text(policies.label);
    let (policies, usual) = (&policies.all, policies.usual);
    let name_of = |known: Policy, key: &str| match known == usual {
        true => view.tr.fmt("files-policy-usual", &[("policy", view.text(key).into_owned().into())]),
        false => view.text(key).into_owned(),
    };
    text::label(ui, &label);
    let chosen = policies.iter().position(|(known, ..)| known == policy);
    let picked = if room == Room::Low {
        let names = policies.map(|(known, name, _)| name_of(known, name));
        let picked = combo(ui, &label, "", chosen, &names, width);
        if let Some((.., more)) = chosen.and_then(|i| policies.get(i)).filter(|_| is_explained) {
            text::paragraph(ui, &view.text(more), Type::Label, Palette::of(ui).text_secondary);
        }
        picked
    } else {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = space::XXS;
            let more = |(i, (known, name, more)): (usize, &PolicyWords)| {
                let is_explained = room == Room::Full || chosen == Some(i);
                (name_of(*known, name), if is_explained { view.text(more).into_owned() } else { String::new() })
            };
            let options: Vec<(String, String)> = policies.iter().enumerate().map(more).collect();
            radio_group(ui, chosen, &options)
        })
        .inner
    };
    if let Some((picked, ..)) = picked.and_then(|i| policies.get(i)) {
        *policy = *picked;
    }
}

/// Name of the file, and the facts about it.
fn file_card(ui: &mut Ui, path: &Path, facts: &str) {
    let p = Palette::of(ui);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(Stroke::new(size::LINE, p.line_strong))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_TITLE, size::ICON_TITLE), Sense::hover());
            paint::icon(ui.painter(), rect, icons::FILE, size::ICON_TITLE, p.accent);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::XXS;
                text::line(ui, &name, Type::Medium, p.text);
                text::paragraph(ui, facts, Type::Label, p.text_secondary);
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

pub(super) fn divider(ui: &mut Ui) {
    ui.add_space(space::XS);
    paint::hline(ui);
    ui.add_space(space::XS);
}
