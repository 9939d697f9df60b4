//! Lists that the choice of a mirror needs: runs of both projects, fields of cases, and the projects of the second account.

use std::collections::HashMap;

use super::choice::{Choice, shared_fields};
use crate::sync_dialog::account_lists::Listing;
use crate::sync_dialog::context::TabBackend;
use crate::user_error::UserError;
use voluptas_app::qase::lists::{list_all_runs, list_key_fields, list_projects};
use voluptas_qase::model::{CustomField, Project, Run};
use voluptas_settings::Account;

/// Lists of both accounts for the choice of a mirror.
#[derive(Debug, Default)]
pub struct MirrorLists {
    /// Projects of the second account. Those of the first account belong to the dialog.
    projects: Listing<Project>,
    runs: HashMap<(Account, String), Listing<Run>>,
    fields: HashMap<Account, Listing<CustomField>>,
    shared: Option<Vec<String>>,
    shared_of: Option<(Account, String, String)>,
}

impl MirrorLists {
    /// Drops the lists of the second account.
    pub fn forget_second(&mut self) {
        self.projects = Listing::default();
        self.runs.retain(|(account, _), _| *account == Account::Primary);
        self.fields.remove(&Account::MirrorTarget);
        self.shared_of = None;
    }

    /// Takes lists that have arrived.
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

    /// Reads the lists that the choice needs and that were not read yet.
    pub fn read_missing(&mut self, backend: &TabBackend<'_>, choice: &Choice) {
        let target = choice.target_account();
        for (account, code) in [(Account::Primary, &choice.from), (target, &choice.to)] {
            let Some(link) = backend.link_of(account) else { continue };
            let fields = self.fields.entry(account).or_default();
            if fields.is_unread() {
                fields.begin(list_key_fields(backend.workspace, link, false));
            }
            let Some(code) = code else { continue };
            let runs = self.runs.entry((account, code.clone())).or_default();
            if runs.is_unread() {
                runs.begin(list_all_runs(backend.workspace, link, code, false));
            }
        }
        if let (Account::MirrorTarget, Some(link)) = (target, backend.link_of(Account::MirrorTarget))
            && self.projects.is_unread()
        {
            self.projects.begin(list_projects(backend.workspace, link, false));
        }
        self.share(choice);
    }

    /// Reads the runs of a project and the fields of its account again, past the cache.
    pub fn read_again(&mut self, backend: &TabBackend<'_>, account: Account, project: Option<&str>) {
        let Some(link) = backend.link_of(account) else { return };
        if let Some(code) = project {
            let runs = self.runs.entry((account, code.to_owned())).or_default();
            runs.begin(list_all_runs(backend.workspace, link, code, true));
        }
        self.fields.entry(account).or_default().begin(list_key_fields(backend.workspace, link, true));
        if account == Account::MirrorTarget {
            self.projects.begin(list_projects(backend.workspace, link, true));
        }
    }

    /// The projects of the second account.
    pub fn projects(&self) -> &Listing<Project> {
        &self.projects
    }

    /// The runs of a project, newest first; `None` until they were read.
    pub fn runs(&self, account: Account, project: Option<&str>) -> Option<&[Run]> {
        let runs = self.runs.get(&(account, project?.to_owned()))?;
        runs.is_loaded().then(|| runs.rows())
    }

    /// The source run, once it is known.
    pub fn source_of(&self, choice: &Choice) -> Option<&Run> {
        choice.source_of(self.runs(Account::Primary, choice.from.as_deref())?)
    }

    /// Titles of the fields that both projects have; `None` until they were read.
    pub fn shared(&self) -> Option<&[String]> {
        self.shared.as_deref()
    }

    /// The first reason why a list of the choice could not be read.
    pub fn error(&self, choice: &Choice) -> Option<&UserError> {
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
