//! Attachments of cases and results: fetched in the background, then shown in their folder.

use eframe::egui;

use super::Shell;
use crate::app::attachment::{self, Fetched};
use crate::domain::case::AttachmentRef;
use crate::gui::widgets::Tone;
use crate::i18n::Tr;
use crate::jobs::{JobError, JobHandle};
use crate::settings::Account;

impl Shell {
    /// Begins to fetch a file.
    pub(super) fn fetch_file(&mut self, tr: Tr, file: &AttachmentRef) {
        let Some(workspace) = self.backend.workspace() else { return };
        let link = self.sessions[Account::Primary].as_ref().map(|s| s.link.clone());
        match attachment::fetch(workspace, link.as_ref(), file) {
            Ok(job) => self.fetching.push(job),
            Err(busy) => self.toasts.add(Tone::Info, tr.message(&busy.running)),
        }
    }

    /// Hears of files that have come: says where they lie, and shows the folder.
    pub(super) fn take_files(&mut self, ctx: &egui::Context, tr: Tr) {
        let mut waiting: Vec<JobHandle<Fetched>> = Vec::new();
        for mut job in std::mem::take(&mut self.fetching) {
            match job.try_take() {
                None => waiting.push(job),
                Some(Ok(file)) => {
                    self.toasts.add(Tone::Good, tr.fmt("gui-file-here", &[("path", file.path.display().to_string().into())]));
                    if let Some(folder) = file.path.parent() {
                        ctx.open_url(egui::OpenUrl::new_tab(format!("file://{}", folder.display())));
                    }
                }
                Some(Err(JobError::Cancelled(_))) => {}
                Some(Err(JobError::Failed(failure))) => {
                    let mut words = tr.message(&failure.message);
                    if let Some(remedy) = &failure.remedy {
                        words = format!("{words} {}", tr.message(remedy));
                    }
                    self.toasts.add(Tone::Bad, words);
                }
            }
        }
        self.fetching = waiting;
    }
}
