//! Rules of runs that every front end follows, for use inside the transaction of a write.

use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::environments::EnvironmentContent;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::page::Slice;
use voluptas_store::{Result, Tx};

/// Longest slug of an environment that is made of its name, in characters.
const SLUG_MAX: usize = 100;

/// A text as a title: within its longest length, without zero bytes.
pub fn title(text: &str) -> String {
    let text = text.trim();
    if text.len() <= TITLE_MAX && !text.contains('\0') {
        return text.to_owned();
    }
    text.replace('\0', "").chars().take(TITLE_MAX).collect()
}

/// Row id of the environment of a project with a name, created if it is new. Names that differ in case or punctuation are one.
pub fn environment(tx: &Tx<'_>, project: ProjectId, name: &str) -> Result<i64> {
    let name = title(name);
    let slug = environment_slug(&name);
    if let Some(found) = tx.environments().by_slug(project, &slug)? {
        return Ok(found.id);
    }
    let content = EnvironmentContent { title: name, slug, ..EnvironmentContent::default() };
    Ok(tx.environments().create(project, &content)?.id)
}

/// The slug of an environment with a name.
pub fn environment_slug(name: &str) -> String {
    name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(SLUG_MAX).collect()
}

/// Row id of the milestone of a project with this title, ignoring case. Creates the milestone if no open one has the title.
pub fn milestone(tx: &Tx<'_>, project: ProjectId, name: &str) -> Result<i64> {
    let title = title(name);
    let wanted = fold(&title);
    let open = tx.milestones().list(project, None, Slice::ALL)?.rows.into_iter().filter(|known| !known.content.is_completed);
    if let Some(found) = open.into_iter().find(|known| fold(&known.content.title) == wanted) {
        return Ok(found.id);
    }
    Ok(tx.milestones().create(project, &MilestoneContent { title, ..MilestoneContent::default() })?.id)
}

/// Row id of a configuration of a project, ignoring case. Creates the configuration and its group if they are new.
pub fn configuration(tx: &Tx<'_>, project: ProjectId, group: &str, value: &str) -> Result<i64> {
    let [group, value] = [group, value].map(title);
    let known = tx.configurations().groups(project)?.into_iter().find(|known| fold(&known.title) == fold(&group));
    let number = match known {
        Some(known) => {
            if let Some(found) = known.configurations.iter().find(|one| fold(&one.title) == fold(&value)) {
                return Ok(found.id);
            }
            known.number
        }
        None => tx.configurations().create_group(project, &group)?,
    };
    Ok(tx.configurations().create(project, number, &value)?.id)
}

/// Names in the form of a run that are created with its write where the project does not have them. Blank ones count as none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewNames {
    /// Environment, instead of the one of the content.
    pub environment: Option<String>,
    /// Milestone, instead of the one of the content.
    pub milestone: Option<String>,
    /// Configurations beside those of the content: name of the group, and value.
    pub configurations: Vec<(String, String)>,
}

/// Sets the environment, the milestone and the configurations of a run by name, and creates those that the project does not have.
pub fn set_new(tx: &Tx<'_>, project: ProjectId, run: &mut RunContent, names: &NewNames) -> Result<()> {
    let named = |name: &Option<String>| name.clone().filter(|name| !name.trim().is_empty());
    if let Some(name) = named(&names.environment) {
        run.environment_id = Some(environment(tx, project, &name)?);
    }
    if let Some(name) = named(&names.milestone) {
        run.milestone_id = Some(milestone(tx, project, &name)?);
    }
    for (group, value) in &names.configurations {
        if group.trim().is_empty() || value.trim().is_empty() {
            continue;
        }
        let id = configuration(tx, project, group, value)?;
        if !run.configurations.contains(&id) {
            run.configurations.push(id);
        }
    }
    Ok(())
}

/// The cases that a new run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WantedCases {
    /// Every living case of the project.
    All,
    /// These cases, then those of a plan (row id).
    Of {
        /// Cases in the order in which they are run.
        cases: Vec<CaseId>,
        /// Row id of the plan.
        plan: Option<i64>,
    },
}

/// The cases of a new run, in order. A case that is named and in the plan stands twice.
pub fn cases(tx: &Tx<'_>, project: ProjectId, wanted: WantedCases) -> Result<Vec<CaseId>> {
    match wanted {
        WantedCases::All => Ok(tx.cases().lines(project)?.into_iter().map(|line| line.id).collect()),
        WantedCases::Of { mut cases, plan } => {
            if let Some(plan) = plan {
                cases.extend(tx.plans().cases(plan)?.into_iter().map(|(id, _)| id));
            }
            Ok(cases)
        }
    }
}

/// Sets the tags of a run. A tag that is new to the workspace is created.
pub fn set_tags(tx: &Tx<'_>, run: &mut RunContent, tags: Vec<String>) -> Result<()> {
    for tag in &tags {
        tx.fields().ensure_tag(tag)?;
    }
    run.tags = tags;
    Ok(())
}

/// True when a run may begin and end at these times: it does not end before it begins.
pub fn is_order_of_times(start: Option<Millis>, end: Option<Millis>) -> bool {
    start.zip(end).is_none_or(|(start, end)| start <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_does_not_end_before_it_begins() {
        for (start, end, is_right) in [
            (None, None, true),
            (Some(5), None, true),
            (None, Some(5), true),
            (Some(5), Some(5), true),
            (Some(6), Some(5), false),
        ] {
            assert_eq!(is_order_of_times(start, end), is_right, "{start:?} {end:?}");
        }
    }
}
