//! A synchronisation as a file: JSON for programs, Markdown for people; and the row in which a person says where to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Ui;

use super::cx::Cx;
use super::outcome::{Shown, headline, parts, reason};
use super::outcome_items::id_of;
use crate::app::import_preview::unreadable;
use crate::base::fs::write_named;
use crate::domain::Message;
use crate::gui::backend::{FileRequest, Picked};
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::widgets::{Button, TextField, Tone, icon_button_with, text};
use crate::i18n::Tr;
use crate::jobs::Query;
use crate::mirror;
use crate::settings::Redactor;

/// The row in which a person says where to.
#[derive(Debug, Default)]
pub struct Saver {
    path: Option<String>,
    chosen: Query<Picked>,
    /// The system has no file dialog.
    unavailable: bool,
    saved: Query<Result<PathBuf, Message>>,
}

impl Saver {
    /// Shows the row with a name that says what it is.
    pub fn open(&mut self, cx: &Cx<'_>, shown: &Shown) {
        let row = &shown.entry.row;
        let name = format!("{}-{}-{}.md", row.kind, row.project_code.to_lowercase(), row.id);
        let folder = cx.workspace.store.path().parent().unwrap_or(Path::new("."));
        self.path = Some(folder.join(name).display().to_string());
    }

    /// Hears of what was chosen and saved.
    pub fn poll(&mut self, cx: &mut Cx<'_>) {
        if self.chosen.poll() {
            match self.chosen.get() {
                Some(Picked::File(path)) => self.path = Some(path.display().to_string()),
                Some(Picked::Unavailable) => self.unavailable = true,
                Some(Picked::Cancelled) | None => {}
            }
        }
        if self.saved.poll() {
            match self.saved.get() {
                Some(Ok(path)) => {
                    let words = cx.f("sync-dialog-report-saved", &[("path", path.display().to_string().into())]);
                    cx.tell(Tone::Good, words);
                    self.path = None;
                }
                Some(Err(reason)) => {
                    let words = cx.f("sync-dialog-report-failed", &[("reason", cx.tr.message(reason).into())]);
                    cx.tell(Tone::Bad, words);
                }
                None => {}
            }
        }
    }

    /// Draws the row while it is open.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, mirror: Option<&Arc<mirror::Summary>>) {
        let Some(path) = &mut self.path else { return };
        let (mut close, mut save) = (false, false);
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 240.0).clamp(160.0, 520.0);
            TextField::new(path).name(&cx.t("sync-dialog-report-path")).mono().width(width).show(ui);
            if icon_button_with(ui, icons::WORKSPACE, &cx.t("sync-dialog-browse"), false, true).clicked() {
                let (request, picker) = (request(Path::new(&*path), mirror.is_some()), Arc::clone(cx.picker));
                self.chosen.ask(&cx.workspace.jobs, move || picker.pick(request));
            }
            save = Button::secondary(&cx.t("sync-dialog-save")).show(ui).clicked();
            close = icon_button_with(ui, icons::CLOSE, &cx.t("sync-dialog-dismiss"), false, false).clicked();
        });
        let kinds = if mirror.is_some() { "sync-dialog-report-kinds-mirror" } else { "sync-dialog-report-kinds" };
        text::line(ui, &cx.t(kinds), Type::Label, Palette::of(ui).text_faint);
        if self.unavailable {
            text::paragraph(ui, &cx.t("files-no-dialog"), Type::Label, Palette::of(ui).text_secondary);
        }
        if save {
            let target = PathBuf::from(path.trim());
            let form = target.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
            let content: Box<dyn FnOnce() -> String + Send> = match mirror.cloned() {
                // A report of a large mirror takes its time.
                Some(summary) => {
                    let tr = cx.tr;
                    Box::new(move || mirror_report(&summary, &form, tr))
                }
                None => {
                    let content = if form == "json" { json_of(shown) } else { words(cx, shown) };
                    Box::new(move || content)
                }
            };
            self.saved.ask(&cx.workspace.jobs, move || {
                // What an error of a server quotes might have the token in it.
                let content = Redactor::global().redact(&content());
                match write_named(&target, content.as_bytes()) {
                    Ok(()) => Ok(target),
                    Err(e) => Err(unreadable(&target, &e).message),
                }
            });
        }
        if close {
            self.path = None;
        }
    }
}

/// The question for the file of a report.
fn request(start: &Path, html: bool) -> FileRequest {
    let name = start.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut request = FileRequest::save(name, "Markdown", &["md"]);
    request.kinds.push(("JSON", &["json"]));
    if html {
        request.kinds.push(("HTML", &["html"]));
    }
    request.folder = start.parent().filter(|f| !f.as_os_str().is_empty()).map(Path::to_path_buf);
    request
}

/// What a mirror came to, in the form that the name of its file asks for.
fn mirror_report(summary: &mirror::Summary, form: &str, tr: Tr) -> String {
    match form {
        "json" => serde_json::to_string_pretty(&mirror::Answer::new(summary, true)).unwrap_or_default() + "\n",
        "html" | "htm" => mirror::html(summary, tr),
        _ => mirror::markdown(summary, tr),
    }
}

/// For programs.
fn json_of(shown: &Shown) -> String {
    let row = &shown.entry.row;
    let value = serde_json::json!({
        "kind": row.kind,
        "project": row.project_code,
        "started_ms": row.started_ms,
        "ended_ms": row.ended_ms,
        "outcome": row.outcome,
        "options": row.options,
        "counts": row.counts,
        "items": shown.entry.items,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// For people.
fn words(cx: &Cx<'_>, shown: &Shown) -> String {
    let row = &shown.entry.row;
    let mut out = format!("# {}\n\n", headline(cx, &row.kind, row.outcome.parse().unwrap_or_default()));
    out.push_str(&format!("{} · {}\n\n", row.project_code, cx.tr.date_time(row.started_ms)));
    let groups = [
        ("sync-dialog-of-suites", &shown.summary.suites),
        ("sync-dialog-of-cases", &shown.summary.cases),
        ("sync-dialog-of-results", &shown.summary.results),
    ];
    for (head, counts) in groups.into_iter().filter(|(_, c)| c.total() > 0) {
        let all = parts(counts).into_iter().map(|(o, n)| format!("{} {n}", cx.t(&format!("sync-dialog-word-{o}"))));
        out.push_str(&format!("- {}: {}\n", cx.t(head), all.collect::<Vec<_>>().join(", ")));
    }
    let heads = [
        "sync-dialog-column-outcome",
        "sync-dialog-column-what",
        "sync-dialog-column-id",
        "sync-dialog-column-title",
        "sync-dialog-column-why",
    ]
    .map(|k| cx.t(k));
    out.push_str(&format!("\n| {} |\n|---|---|---|---|---|\n", heads.join(" | ")));
    let safe = |t: &str| t.replace('|', "\\|").replace(['\n', '\r'], " ");
    for item in &shown.entry.items {
        let why = item.detail.as_ref().map(|m| reason(cx, m)).unwrap_or_default();
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            cx.t(&format!("sync-dialog-item-{}", item.outcome)),
            cx.t(&format!("sync-dialog-entity-{}", item.entity)),
            id_of(&row.project_code, item).0,
            safe(&item.title),
            safe(&why)
        ));
    }
    out
}
