//! What the mirror's choice is made from: runs of both projects, and the fields of cases.

use std::collections::HashMap;

use super::choice::{Choice, shared_fields};
use crate::app::qase_connection::QaseConnection;
use crate::app::qase_lists::{list_all_runs, list_key_fields, list_projects};
use crate::gui::sync_dialog::connection::Listing;
use crate::gui::sync_dialog::cx::Cx;
use crate::gui::sync_dialog::failure::Trouble;
use crate::qase::model::{CustomField, Project, Run};
use crate::settings::Account;

/// What is known of Qase.
#[derive(Debug, Default)]
pub struct Lists {
    /// Projects of the second account; those of the first belong to the dialog.
    projects: Listing<Project>,
    runs: HashMap<(Account, String), Listing<Run>>,
    fields: HashMap<Account, Listing<CustomField>>,
    shared: Option<Vec<String>>,
    shared_of: Option<(Account, String, String)>,
}

/// How an account is reached.
pub fn link_of<'a>(cx: &Cx<'a>, account: Account) -> Option<&'a QaseConnection> {
    match account {
        Account::Primary => cx.link,
        Account::MirrorTarget => cx.second,
    }
}

impl Lists {
    /// Forgets what was read of the second account.
    pub fn forget_second(&mut self) {
        self.projects = Listing::default();
        self.runs.retain(|(account, _), _| *account == Account::Primary);
        self.fields.remove(&Account::MirrorTarget);
        self.shared_of = None;
    }

    /// Hears of what has come.
    pub fn poll(&mut self) {
        self.projects.poll();
        self.runs.values_mut().for_each(|runs| {
            runs.poll();
        });
        for fields in self.fields.values_mut() {
            if fields.poll() {
                self.shared_of = None;
            }
        }
    }

    /// Reads what the choice needs and what is not there yet.
    pub fn begin(&mut self, cx: &Cx<'_>, choice: &Choice) {
        let target = choice.target_account();
        for (account, code) in [(Account::Primary, &choice.from), (target, &choice.to)] {
            let Some(link) = link_of(cx, account) else { continue };
            let fields = self.fields.entry(account).or_default();
            if is_unread(fields) {
                fields.begin(list_key_fields(cx.workspace, link, false));
            }
            let Some(code) = code else { continue };
            let runs = self.runs.entry((account, code.clone())).or_default();
            if is_unread(runs) {
                runs.begin(list_all_runs(cx.workspace, link, code, false));
            }
        }
        if let (Account::MirrorTarget, Some(link)) = (target, cx.second)
            && is_unread(&self.projects)
        {
            self.projects.begin(list_projects(cx.workspace, link, false));
        }
        self.share(choice);
    }

    /// Reads the runs of a project, and the fields, once more.
    pub fn read_again(&mut self, cx: &Cx<'_>, account: Account, project: Option<&str>) {
        let Some(link) = link_of(cx, account) else { return };
        if let Some(code) = project {
            let runs = self.runs.entry((account, code.to_owned())).or_default();
            runs.begin(list_all_runs(cx.workspace, link, code, true));
        }
        self.fields.entry(account).or_default().begin(list_key_fields(cx.workspace, link, true));
        if account == Account::MirrorTarget {
            self.projects.begin(list_projects(cx.workspace, link, true));
        }
    }

    /// The projects of the second account.
    pub fn projects(&self) -> &Listing<Project> {
        &self.projects
    }

    /// The runs of a project, newest first; none while they are not there.
    pub fn runs(&self, account: Account, project: Option<&str>) -> Option<&[Run]> {
        let runs = self.runs.get(&(account, project?.to_owned()))?;
        runs.is_loaded().then(|| runs.rows())
    }

    /// The run that results come from, as far as it is known.
    pub fn source_of(&self, choice: &Choice) -> Option<&Run> {
        choice.source_of(self.runs(Account::Primary, choice.from.as_deref())?)
    }

    /// Titles of the fields that both projects have; none while they are not known.
    pub fn shared(&self) -> Option<&[String]> {
        self.shared.as_deref()
    }

    /// Why something could not be read.
    pub fn trouble(&self, choice: &Choice) -> Option<&Trouble> {
        let target = choice.target_account();
        let of = |account: Account, code: &Option<String>| self.runs.get(&(account, code.clone()?))?.trouble();
        let fields = |account: Account| self.fields.get(&account)?.trouble();
        let projects = (target == Account::MirrorTarget).then(|| self.projects.trouble()).flatten();
        of(Account::Primary, &choice.from)
            .or(projects)
            .or_else(|| of(target, &choice.to))
            .or_else(|| fields(Account::Primary).or_else(|| fields(target)))
    }

    fn share(&mut self, choice: &Choice) {
        let target = choice.target_account();
        let fields = |account: Account| self.fields.get(&account).filter(|f| f.is_loaded()).map(Listing::rows);
        let known = (choice.from.clone().zip(choice.to.clone())).zip(fields(Account::Primary).zip(fields(target)));
        let Some(((from, to), (here, there))) = known else {
            (self.shared, self.shared_of) = (None, None);
            return;
        };
        let of = (target, from, to);
        if self.shared_of.as_ref() != Some(&of) {
            self.shared = Some(shared_fields(here, &of.1, there, &of.2));
            self.shared_of = Some(of);
        }
    }
}

fn is_unread<T>(listing: &Listing<T>) -> bool {
    !listing.is_loaded() && !listing.is_loading() && listing.trouble().is_none()
}
