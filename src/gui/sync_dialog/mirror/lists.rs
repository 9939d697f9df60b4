//! What the mirror's choice is made from: runs of both projects, and the fields of cases.

use std::collections::HashMap;

use super::choice::{Choice, shared_fields};
use crate::app::sync_link::{list_all_runs, list_key_fields};
use crate::gui::sync_dialog::connection::Listing;
use crate::gui::sync_dialog::cx::Cx;
use crate::gui::sync_dialog::failure::Trouble;
use crate::qase::model::{CustomField, Run};

/// What is known of Qase.
#[derive(Debug, Default)]
pub struct Lists {
    runs: HashMap<String, Listing<Run>>,
    fields: Listing<CustomField>,
    shared: Option<Vec<String>>,
    shared_of: Option<(String, String)>,
}

impl Lists {
    /// Hears of what has come.
    pub fn poll(&mut self) {
        self.runs.values_mut().for_each(|runs| {
            runs.poll();
        });
        if self.fields.poll() {
            self.shared_of = None;
        }
    }

    /// Reads what the choice needs and what is not there yet.
    pub fn begin(&mut self, cx: &Cx<'_>, choice: &Choice) {
        let Some(link) = cx.link else { return };
        for code in [&choice.from, &choice.to].into_iter().flatten() {
            let runs = self.runs.entry(code.clone()).or_default();
            if is_unread(runs) {
                runs.begin(list_all_runs(cx.workspace, link, code, false));
            }
        }
        if is_unread(&self.fields) {
            self.fields.begin(list_key_fields(cx.workspace, link, false));
        }
        self.share(choice);
    }

    /// Reads the runs of a project, and the fields, once more.
    pub fn read_again(&mut self, cx: &Cx<'_>, project: Option<&str>) {
        let Some(link) = cx.link else { return };
        if let Some(code) = project {
            self.runs.entry(code.to_owned()).or_default().begin(list_all_runs(cx.workspace, link, code, true));
        }
        self.fields.begin(list_key_fields(cx.workspace, link, true));
    }

    /// The runs of a project, newest first; none while they are not there.
    pub fn runs(&self, project: Option<&str>) -> Option<&[Run]> {
        let runs = self.runs.get(project?)?;
        runs.is_loaded().then(|| runs.rows())
    }

    /// Titles of the fields that both projects have; none while they are not known.
    pub fn shared(&self) -> Option<&[String]> {
        self.shared.as_deref()
    }

    /// Why something could not be read.
    pub fn trouble(&self, choice: &Choice) -> Option<&Trouble> {
        let of = |code: &Option<String>| self.runs.get(code.as_deref()?)?.trouble();
        of(&choice.from).or_else(|| of(&choice.to)).or_else(|| self.fields.trouble())
    }

    fn share(&mut self, choice: &Choice) {
        let Some((from, to)) = choice.from.clone().zip(choice.to.clone()) else {
            self.shared = None;
            self.shared_of = None;
            return;
        };
        let of = (from, to);
        if self.fields.is_loaded() && self.shared_of.as_ref() != Some(&of) {
            let fields = self.fields.rows();
            self.shared = Some(shared_fields(fields, &of.0, fields, &of.1));
            self.shared_of = Some(of);
        }
    }
}

fn is_unread<T>(listing: &Listing<T>) -> bool {
    !listing.is_loaded() && !listing.is_loading() && listing.trouble().is_none()
}
