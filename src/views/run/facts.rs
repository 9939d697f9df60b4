//! Facts of a result besides its outcome: defects, description, links, labels, and the way the case was found.

use eframe::egui::{OpenUrl, Ui, vec2};

use super::shown_result::ShownResult;
use crate::view::View;
use voluptas_core::domain::defect::{DefectStatus, DefectSummary};
use voluptas_core::domain::issue;
use voluptas_core::domain::result::{FoundBy, ResultLink, TestResult};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Tone, chip, text};

/// Width of the names of facts, in points.
const KEY: f32 = 128.0;

/// Draws who executed a test by hand and when, description, links besides defects, and how the case was found.
pub(super) fn show(ui: &mut Ui, result: &TestResult, is_by_hand: bool, issue_url: Option<&str>, view: &View<'_>) {
    let (c, p) = (&result.content, Palette::of(ui));
    if let Some(word) = &c.unknown_status {
        let words = match word.as_str() {
            "" => view.text("run-no-status").into_owned(),
            word => view.tr.fmt("run-unknown-status", &[("word", word.to_owned().into())]),
        };
        text::line(ui, &words, Type::Label, p.text_secondary);
    }
    let author = c.author.as_deref().filter(|author| !author.trim().is_empty());
    if let Some(at) = c.end_ms.or(c.start_ms).filter(|_| is_by_hand || author.is_some()) {
        let key = if author.is_some() { "report-author" } else { "run-executed" };
        let words = author.map(str::to_owned).into_iter().chain([view.tr.date_time(at)]).collect::<Vec<_>>().join(" · ");
        text::key_beside(ui, &view.text(key), KEY, |ui| text::paragraph(ui, &words, Type::Body, p.text));
    }
    if let Some(description) = &c.description {
        text::paragraph(ui, description, Type::Body, p.text_secondary);
    }
    if let Some(by) = result.found_by {
        text::key_beside(ui, &view.text("run-found-by"), KEY, |ui| text::body(ui, &view.text(key(by))));
    }
    for link in c.links.iter().filter(|link| !issue::is_issue(&link.kind)) {
        match page_of(link, issue_url) {
            Some(page) => {
                if text::link(ui, &link.name).on_hover_text(&page).clicked() {
                    ui.ctx().open_url(OpenUrl::new_tab(&page));
                }
            }
            None => _ = text::key_beside(ui, &link.kind, KEY, |ui| text::body(ui, &link.name)),
        }
    }
}

/// Draws the defects of a result in a row: those that it links, those that its labels name, and those that it reports without an issue.
pub(super) fn defects(ui: &mut Ui, shown: &ShownResult, view: &View<'_>) {
    let c = &shown.result.content;
    // An issue of the tracker has a row of its own, with its status.
    let is_shown = |link: &&ResultLink| issue::is_issue(&link.kind) && !shown.issues.has(&link.name);
    let mut all: Vec<ResultLink> = c.links.iter().filter(is_shown).cloned().collect();
    for label in c.labels.iter().filter(|label| issue::is_issue(&label.name)) {
        if all.iter().all(|known| known.name != label.value) {
            all.push(ResultLink { kind: label.name.clone(), name: label.value.clone(), url: String::new() });
        }
    }
    let unnamed: Vec<&DefectSummary> = shown.defects.iter().filter(|defect| defect.issue.is_none()).collect();
    if all.is_empty() && unnamed.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        ui.spacing_mut().interact_size.y = size::CHIP;
        text::label(ui, &view.text("run-defects"));
        for link in &all {
            text::icon(ui, icons::DEFECT, Palette::of(ui).failed);
            defect(ui, link, shown.issue_url.as_deref(), &shown.defects, view);
            ui.add_space(space::XS);
        }
        for defect in unnamed {
            text::icon(ui, icons::DEFECT, Palette::of(ui).failed);
            title_and_status(ui, defect, "", view);
            ui.add_space(space::XS);
        }
    });
}

/// Draws the name of a defect, as a link if it has a page, with its title and status if the workspace knows them.
pub(super) fn defect(ui: &mut Ui, link: &ResultLink, issue_url: Option<&str>, known: &[DefectSummary], view: &View<'_>) {
    let name = if link.name.trim().is_empty() { &link.url } else { &link.name };
    match page_of(link, issue_url) {
        Some(page) => {
            if text::link(ui, name).on_hover_text(&page).clicked() {
                ui.ctx().open_url(OpenUrl::new_tab(&page));
            }
        }
        None => _ = text::body(ui, name),
    }
    let issue = issue::named_by(link);
    if let Some(defect) = known.iter().find(|defect| defect.issue.as_deref() == Some(issue)) {
        title_and_status(ui, defect, &link.name, view);
    }
}

/// Most characters of a defect's title in a row.
const TITLE: usize = 60;

/// Draws the title of a defect without its `name` before it, and its status.
pub(super) fn title_and_status(ui: &mut Ui, defect: &DefectSummary, name: &str, view: &View<'_>) {
    let title = defect.title_beside(name);
    let mut shown: String = title.chars().take(TITLE).collect();
    if shown.len() < title.len() {
        shown = format!("{}…", shown.trim_end());
    }
    text::secondary(ui, &shown).on_hover_text(title);
    let (tone, key) = match defect.status {
        DefectStatus::Open => (Tone::Bad, "run-defect-open"),
        DefectStatus::InProgress => (Tone::Warning, "run-defect-in-progress"),
        DefectStatus::Resolved => (Tone::Good, "run-defect-resolved"),
        DefectStatus::Invalid => (Tone::Neutral, "run-defect-invalid"),
    };
    chip(ui, tone, None, &view.text(key));
}

/// Draws the labels, after all facts about the execution.
pub(super) fn labels(ui: &mut Ui, result: &TestResult, issue_url: Option<&str>, view: &View<'_>) {
    let labels = &result.content.labels;
    if labels.is_empty() {
        return;
    }
    ui.add_space(space::XS);
    text::strong(ui, &view.text("run-labels"));
    for label in labels {
        let page = issue_url.filter(|_| issue::is_issue(&label.name)).and_then(|url| issue::page(url, &label.value));
        text::key_beside(ui, &label.name, KEY, |ui| match page {
            Some(page) => {
                if text::link(ui, &label.value).on_hover_text(&page).clicked() {
                    ui.ctx().open_url(OpenUrl::new_tab(&page));
                }
            }
            None => _ = text::paragraph(ui, &label.value, Type::Body, Palette::of(ui).text),
        });
    }
}

/// The page of a link: its own, otherwise that of the issue that it names. A text of a tool opens nothing but a page.
fn page_of(link: &ResultLink, issue_url: Option<&str>) -> Option<String> {
    if issue::is_page(&link.url) {
        return Some(link.url.clone());
    }
    issue_url.filter(|_| issue::is_issue(&link.kind)).and_then(|url| issue::page(url, &link.name))
}

fn key(by: FoundBy) -> &'static str {
    match by {
        FoundBy::Hand => "found-by-hand",
        FoundBy::Number => "found-by-number",
        FoundBy::ExternalId => "found-by-external-id",
        FoundBy::AutomationKey => "found-by-automation-key",
        FoundBy::Function => "found-by-function",
        FoundBy::EarlierResult => "found-by-earlier-result",
        FoundBy::FullName => "found-by-full-name",
        FoundBy::Title => "found-by-title",
        FoundBy::TitleAlone => "found-by-title-alone",
        FoundBy::Created => "found-by-created",
    }
}
