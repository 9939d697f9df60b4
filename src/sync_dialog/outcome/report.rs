//! A report on a synchronisation as a file: JSON for programs, Markdown and HTML for people. Also the row in which a person types
//! the path.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Ui;

use super::entry::{LoadedEntry, headline, nonzero_counts, reason};
use super::items::id_of;
use crate::backend::{FileRequest, Picked};
use crate::sync_dialog::context::{TabBackend, TabContext};
use voluptas_app::files::import::unreadable;
use voluptas_core::base::fs::write_named;
use voluptas_core::domain::Message;
use voluptas_i18n::Tr;
use voluptas_jobs::Query;
use voluptas_mirror as mirror;
use voluptas_settings::Redactor;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, TextField, Tone, icon_button_with, text};

/// An action on the report of the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportAction {
    /// Read the entry again after an error.
    ReadAgain,
    /// Open the row with the path of the report.
    Open,
    /// Open the system's file dialog for the path.
    Browse,
    /// Write the report.
    Save,
}

/// The row with the path of the report, and the writing of the file.
#[derive(Debug, Default)]
pub struct ReportSaver {
    /// Text of the row; `None` while the row is closed.
    path: Option<String>,
    chosen: Query<Picked>,
    /// The system has no file dialog.
    unavailable: bool,
    saved: Query<Result<PathBuf, Message>>,
}

impl ReportSaver {
    /// Opens the row with a file name made of kind, project and number of the entry.
    pub fn open(&mut self, backend: &TabBackend<'_>, loaded: &LoadedEntry) {
        let row = &loaded.entry.row;
        let name = format!("{}-{}-{}.md", row.kind, row.project_code.to_lowercase(), row.id);
        self.path = Some(backend.folder().join(name).display().to_string());
    }

    /// Takes the answers of the file dialog and of the writing.
    pub fn poll(&mut self, backend: &mut TabBackend<'_>) {
        if self.chosen.poll() {
            match self.chosen.get() {
                Some(Picked::File(path)) => self.path = Some(path.display().to_string()),
                Some(Picked::Unavailable) => self.unavailable = true,
                Some(Picked::Cancelled) | None => {}
            }
        }
        if self.saved.poll() {
            let cx = backend.context();
            match self.saved.get() {
                Some(Ok(path)) => {
                    let words = cx.f("sync-dialog-report-saved", &[("path", path.display().to_string().into())]);
                    backend.tell(Tone::Good, words);
                    self.path = None;
                }
                Some(Err(reason)) => {
                    let words = cx.f("sync-dialog-report-failed", &[("reason", cx.tr.message(reason).into())]);
                    backend.tell(Tone::Bad, words);
                }
                None => {}
            }
        }
    }

    /// Draws the row while it is open. `is_mirror` offers the forms of a mirror's report.
    pub fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, is_mirror: bool) -> Option<ReportAction> {
        let path = self.path.as_mut()?;
        let (mut close, mut action) = (false, None);
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 240.0).clamp(160.0, 520.0);
            TextField::new(path).name(&cx.t("sync-dialog-report-path")).mono().width(width).show(ui);
            if icon_button_with(ui, icons::WORKSPACE, &cx.t("sync-dialog-browse"), false, true).clicked() {
                action = Some(ReportAction::Browse);
            }
            if Button::secondary(&cx.t("sync-dialog-save")).show(ui).clicked() {
                action = Some(ReportAction::Save);
            }
            close = icon_button_with(ui, icons::CLOSE, &cx.t("sync-dialog-dismiss"), false, false).clicked();
        });
        let kinds = if is_mirror { "sync-dialog-report-kinds-mirror" } else { "sync-dialog-report-kinds" };
        text::line(ui, &cx.t(kinds), Type::Label, Palette::of(ui).text_faint);
        if self.unavailable {
            text::paragraph(ui, &cx.t("files-no-dialog"), Type::Label, Palette::of(ui).text_secondary);
        }
        if close {
            self.path = None;
        }
        action
    }

    /// Opens the system's file dialog.
    pub fn browse(&self, backend: &TabBackend<'_>, is_mirror: bool) {
        if let Some(path) = &self.path {
            backend.pick_file(&self.chosen, request(Path::new(path), is_mirror));
        }
    }

    /// Writes the file on a background thread. The extension decides the form.
    pub fn save(&self, backend: &TabBackend<'_>, loaded: &LoadedEntry, mirror: Option<&Arc<mirror::Summary>>) {
        let Some(path) = &self.path else { return };
        let target = PathBuf::from(path.trim());
        let form = target.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let content: Box<dyn FnOnce() -> String + Send> = match mirror.cloned() {
            // Formatting the report of a large mirror takes time, so it happens on the background thread.
            Some(summary) => {
                let tr = backend.tr;
                Box::new(move || mirror_report(&summary, &form, tr))
            }
            None => {
                let content = if form == "json" { json_of(loaded) } else { markdown(&backend.context(), loaded) };
                Box::new(move || content)
            }
        };
        backend.ask(&self.saved, move || {
            // A server's error may quote the token.
            let content = Redactor::global().redact(&content());
            match write_named(&target, content.as_bytes()) {
                Ok(()) => Ok(target),
                Err(e) => Err(unreadable(&target, &e).message),
            }
        });
    }
}

/// The file dialog for a report.
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

/// The report of a mirror, in the form that the extension of its file asks for.
fn mirror_report(summary: &mirror::Summary, form: &str, tr: Tr) -> String {
    match form {
        "json" => serde_json::to_string_pretty(&mirror::Answer::new(summary, true)).unwrap_or_default() + "\n",
        "html" | "htm" => mirror::html(summary, tr),
        _ => mirror::markdown(summary, tr),
    }
}

/// The report for programs.
fn json_of(loaded: &LoadedEntry) -> String {
    let row = &loaded.entry.row;
    let value = serde_json::json!({
        "kind": row.kind,
        "project": row.project_code,
        "started_ms": row.started_ms,
        "ended_ms": row.ended_ms,
        "outcome": row.outcome,
        "options": row.options,
        "counts": row.counts,
        "items": loaded.entry.items,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// The report for people.
fn markdown(cx: &TabContext<'_>, loaded: &LoadedEntry) -> String {
    let row = &loaded.entry.row;
    let mut out = format!("# {}\n\n", headline(cx, &row.kind, row.outcome.parse().unwrap_or_default()));
    out.push_str(&format!("{} · {}\n\n", row.project_code, cx.tr.date_time(row.started_ms)));
    let groups = [
        ("sync-dialog-of-suites", &loaded.summary.suites),
        ("sync-dialog-of-cases", &loaded.summary.cases),
        ("sync-dialog-of-results", &loaded.summary.results),
    ];
    for (head, counts) in groups.into_iter().filter(|(_, c)| c.total() > 0) {
        let all = nonzero_counts(counts).into_iter().map(|(o, n)| format!("{} {n}", cx.t(&format!("sync-dialog-word-{o}"))));
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
    for item in &loaded.entry.items {
        let why = item.detail.as_ref().map(|m| reason(cx, m)).unwrap_or_default();
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            cx.t(&format!("sync-dialog-item-{}", item.outcome)),
            cx.t(&format!("sync-dialog-entity-{}", item.entity.replace('_', "-"))),
            id_of(&row.project_code, item).0,
            safe(&item.title),
            safe(&why)
        ));
    }
    out
}
