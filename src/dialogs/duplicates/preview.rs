//! The effect of a merge, in sentences.

use eframe::egui::{Color32, Frame, Margin, ScrollArea, Ui};

use crate::view::View;
use crate::views::case::field_name;
use voluptas_app::cases::duplicates::{MergeField, MergePlan};
use voluptas_app::cases::edit::FormField;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_ui::theme::{Icon, Palette, Type, icons, space};
use voluptas_ui::widgets::text;

/// Names that a sentence lists before it counts the rest.
const NAMED: usize = 8;

/// Draws the sentences about a merge.
pub(super) fn preview(ui: &mut Ui, plan: &MergePlan, view: &View<'_>) {
    let p = Palette::of(ui);
    Frame::new().inner_margin(Margin::symmetric(space::L as i8, space::M as i8)).show(ui, |ui| {
        text::section(ui, &view.text("duplicates-preview"), None);
        ScrollArea::vertical().id_salt("duplicates-preview").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            for (icon, colour, words) in sentences(plan, p, view) {
                ui.horizontal_top(|ui| {
                    text::icon(ui, icon, colour);
                    text::paragraph(ui, &words, Type::Body, p.text);
                });
            }
        });
    });
}

/// The sentences, each with its icon.
fn sentences(plan: &MergePlan, p: &Palette, view: &View<'_>) -> Vec<(Icon, Color32, String)> {
    let kept = plan.keep.code.as_str();
    let with = |key: &str, names: Vec<String>| view.tr.fmt(key, &[("names", listed(names, view).into()), ("code", kept.into())]);
    let mut all = vec![(icons::CHECK, p.accent, with("duplicates-preview-keeps", Vec::new()))];
    let functions = plan.functions.iter().map(|(_, title)| quoted(title, view)).collect();
    let filled = plan.filled.iter().map(|f| of("duplicates-preview-from", &f.field, &f.from, view)).collect();
    // Suites in the trash are not shown, and joined all the same.
    let suites = plan.suites.iter().map(|id| view.cases.suite_path(*id)).filter(|path| !path.is_empty()).collect();
    let added: [(&str, Vec<String>); 5] = [
        ("duplicates-preview-tags", plan.tags.clone()),
        ("duplicates-preview-functions", functions),
        ("duplicates-preview-suites", suites),
        ("duplicates-preview-files", plan.files.clone()),
        ("duplicates-preview-fields", filled),
    ];
    let is_empty = added.iter().all(|(_, names)| names.is_empty());
    all.extend(
        added.into_iter().filter(|(_, names)| !names.is_empty()).map(|(key, names)| (icons::ADD, p.passed, with(key, names))),
    );
    if is_empty {
        all.push((icons::UNCHANGED, p.text_secondary, with("duplicates-preview-adds-nothing", Vec::new())));
    }
    let differing: Vec<String> = plan.kept.iter().map(|k| of("duplicates-preview-of", &k.field, &k.of, view)).collect();
    if !differing.is_empty() {
        all.push((icons::WARNING, p.broken, with("duplicates-preview-differs", differing)));
    }
    let trashed = plan.others.iter().map(|c| c.code.to_string()).collect();
    all.push((icons::DELETE, p.text_secondary, with("duplicates-preview-trash", trashed)));
    let results: u64 = plan.others.iter().map(|c| c.results).sum();
    if results > 0 {
        all.push((icons::HISTORY, p.text_secondary, view.count("duplicates-preview-results", results)));
    }
    let comments: usize = plan.others.iter().map(|c| c.comments).sum();
    if comments > 0 {
        all.push((icons::COMMENT, p.text_secondary, view.count("duplicates-preview-comments", comments as u64)));
    }
    let reviewed: Vec<String> = plan.others.iter().filter(|c| c.is_reviewed).map(|c| c.code.to_string()).collect();
    if !reviewed.is_empty() {
        all.push((icons::REVIEW, p.text_secondary, with("duplicates-preview-reviewed", reviewed)));
    }
    let linked: Vec<String> = plan.others.iter().filter(|c| c.is_linked).map(|c| c.code.to_string()).collect();
    if !linked.is_empty() && !plan.keep.is_linked {
        all.push((icons::QASE, p.broken, with("duplicates-preview-linked", linked)));
    }
    all
}

fn quoted(title: &str, view: &View<'_>) -> String {
    view.tr.fmt("lists-quoted", &[("title", title.into())])
}

/// A field with the case that its value belongs to.
fn of(key: &str, field: &MergeField, code: &CaseCode, view: &View<'_>) -> String {
    let name = match field {
        MergeField::Of(field) => field_name(FormField::Of(*field), view),
        MergeField::Custom(title) => quoted(title, view),
    };
    view.tr.fmt(key, &[("field", name.into()), ("code", code.as_str().into())])
}

/// The first names, and the number of the others.
fn listed(names: Vec<String>, view: &View<'_>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let mut words = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        words.push(' ');
        words.push_str(&view.count("duplicates-preview-more", more as u64));
    }
    words
}
