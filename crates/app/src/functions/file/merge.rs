//! The content of a function after an import, field by field, from the stored value, the value in the file and the policy.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::files::import::{Merge, Policy};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::function::FunctionContent;
use voluptas_core::domain::person::RaciRole;

/// Flags that the file may remove.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clears {
    pub crit: bool,
    pub focus: bool,
}

/// Merges the content of a row into that of its function.
pub(super) fn content(merge: &mut Merge, here: &FunctionContent, file: &FunctionContent, clears: Clears) -> FunctionContent {
    let mut out = here.clone();
    if file.title != here.title && merge.decide("title", here.title.clone(), file.title.clone(), false) {
        out.title.clone_from(&file.title);
    }
    if file.kind != here.kind && merge.decide("type", here.kind.as_str().to_owned(), file.kind.as_str().to_owned(), false) {
        out.kind = file.kind;
    }
    for (field, here, file) in [
        ("alias", &mut out.alias, &file.alias),
        ("description", &mut out.description, &file.description),
        ("module", &mut out.module, &file.module),
        ("epic", &mut out.epic, &file.epic),
        ("feature", &mut out.feature, &file.feature),
        ("segment", &mut out.segment, &file.segment),
        ("automation", &mut out.automation_status, &file.automation_status),
        ("maturity", &mut out.maturity, &file.maturity),
        ("status", &mut out.status, &file.status),
        ("container", &mut out.container, &file.container),
        ("database", &mut out.database, &file.database),
    ] {
        merge.text(field, here, file.as_ref());
    }
    for (field, here, file) in [
        ("stories", &mut out.stories, &file.stories),
        ("tags", &mut out.tags, &file.tags),
        ("aliases", &mut out.aliases, &file.aliases),
        ("subsystems", &mut out.subsystems, &file.subsystems),
        ("external_services", &mut out.external_services, &file.external_services),
        ("roles", &mut out.roles, &file.roles),
    ] {
        list(merge, field, here, file, true);
    }
    // What the team keeps here is not joined with what a file says of it (domain, 1.11).
    list(merge, "test_cases", &mut out.test_cases_noted, &file.test_cases_noted, false);
    list(merge, "documentation", &mut out.documentation_links, &file.documentation_links, false);
    flag(merge, "crit", &mut out.is_crit, file.is_crit, clears.crit);
    flag(merge, "focus", &mut out.is_focus, file.is_focus, clears.focus);
    custom_fields(merge, &mut out.custom_fields, &file.custom_fields);
    out
}

/// A list is joined by the smart policy if it `joins`; otherwise it is one value.
fn list(merge: &mut Merge, field: &str, here: &mut Vec<String>, file: &[String], joins: bool) {
    if file.is_empty() || here == file {
        return;
    }
    let joins = joins && merge.policy == Policy::Smart;
    let mut new = if joins { here.clone() } else { Vec::new() };
    let known: HashSet<&String> = here.iter().filter(|_| joins).collect();
    new.extend(file.iter().filter(|value| !known.contains(value)).cloned());
    if new != *here && merge.decide(field, here.join(", "), new.join(", "), here.is_empty() || joins) {
        *here = new;
    }
}

/// A flag is the team's own: only values of the file that win change it. A row without it removes it where the file `clears` it.
fn flag(merge: &mut Merge, field: &str, here: &mut bool, file: bool, clears: bool) {
    let new = file || (*here && !clears);
    let word = |flag: bool| if flag { "true" } else { "false" }.to_owned();
    if new != *here && merge.decide(field, word(*here), word(new), false) {
        *here = new;
    }
}

fn custom_fields(merge: &mut Merge, here: &mut BTreeMap<String, String>, file: &BTreeMap<String, String>) {
    for (title, value) in file {
        let before = here.get(title);
        if before != Some(value) && merge.decide(title, before.cloned().unwrap_or_default(), value.clone(), before.is_none()) {
            here.insert(title.clone(), value.clone());
        }
    }
}

/// The names of the people of a function, role by role. Names are compared without regard to case; a role that the file leaves blank
/// stays.
pub(super) fn people(merge: &mut Merge, here: &[(RaciRole, String)], file: &[(RaciRole, String)]) -> Vec<(RaciRole, String)> {
    let mut out = Vec::new();
    for role in RaciRole::ALL {
        let of = |people: &[(RaciRole, String)]| -> Vec<String> {
            people.iter().filter(|(r, _)| *r == role).map(|(_, name)| name.clone()).collect()
        };
        let (mut here, file) = (of(here), of(file));
        let folded = |names: &[String]| names.iter().map(|name| fold(name)).collect::<BTreeSet<_>>();
        let (known, wanted) = (folded(&here), folded(&file));
        let joins = merge.policy == Policy::Smart && matches!(role, RaciRole::Consulted | RaciRole::Informed);
        let is_same = known == wanted || (joins && wanted.is_subset(&known));
        if !file.is_empty() && !is_same {
            let mut new = if joins { here.clone() } else { Vec::new() };
            new.extend(file.iter().filter(|name| !joins || !known.contains(&fold(name))).cloned());
            if merge.decide(role.as_str(), here.join(", "), new.join(", "), here.is_empty() || joins) {
                here = new;
            }
        }
        out.extend(here.into_iter().map(|name| (role, name)));
    }
    out
}
