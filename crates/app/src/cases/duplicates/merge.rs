//! Merging duplicates: the kept case gets the values that it lacks, and the other cases go to the trash.

use std::collections::HashMap;

use voluptas_core::domain::Message;
use voluptas_core::domain::case::{AttachmentRef, Case, CaseContent, CaseLink};
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_store::case_duplicates::CaseFacts;
use voluptas_store::history::KEPT_CASE;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// A case of a merge, as the plan saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeCase {
    /// Row id.
    pub id: CaseId,
    /// Code for people.
    pub code: CaseCode,
    pub title: String,
    /// Number of results, which stay with the case.
    pub results: u64,
    /// True when the case is linked to Qase. The link stays with the case.
    pub is_linked: bool,
    /// Number of comments, which stay with the case.
    pub comments: usize,
    /// True for a case that was sent to review or approved. The review stays with the case.
    pub is_reviewed: bool,
    /// Hash of content, functions and further suites, by which a later change is noticed.
    stamp: String,
}

/// A field that the merge compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeField {
    /// A field that every case has.
    Of(CaseField),
    /// A custom field by its title.
    Custom(String),
}

/// A blank field of the kept case that gets the value of another case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledField {
    pub field: MergeField,
    /// The case that the value comes from.
    pub from: CaseCode,
}

/// A value of another case that differs from the kept case and is not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptField {
    pub field: MergeField,
    /// The case with the other value.
    pub of: CaseCode,
}

/// The effect of a merge. Made without writing; [`merge`] does exactly this or refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePlan {
    /// The case that stays.
    pub keep: MergeCase,
    /// The cases that go to the trash, in the order in which their values fill blank fields.
    pub others: Vec<MergeCase>,
    /// Tags that the kept case gets.
    pub tags: Vec<String>,
    /// Functions that the kept case gets, with their titles.
    pub functions: Vec<(FunctionId, String)>,
    /// Further suites that show the kept case after the merge, in the order of the others.
    pub suites: Vec<SuiteId>,
    /// Names of the files that the kept case gets.
    pub files: Vec<String>,
    /// Blank fields that are filled.
    pub filled: Vec<FilledField>,
    /// Differing values that stay with the cases in the trash.
    pub kept: Vec<KeptField>,
}

/// The result of a merge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Merged {
    /// Number of cases that went to the trash.
    pub merged: usize,
    /// Cases that changed after the plan and were not merged. Nothing is merged when the kept case is among them.
    pub changed: Vec<CaseCode>,
}

/// A case with its functions, as read in one transaction.
struct Side {
    case: Case,
    code: CaseCode,
    functions: Vec<FunctionId>,
    comments: usize,
}

impl Side {
    fn stamp(&self) -> String {
        let functions: Vec<String> = self.functions.iter().map(|id| id.0.to_string()).collect();
        let suites: Vec<String> = self.case.further_suites.keys().map(|id| id.0.to_string()).collect();
        format!("{}:{}:{}", self.case.content.hash(), functions.join(","), suites.join(","))
    }

    fn plan(&self, facts: &HashMap<CaseId, CaseFacts>) -> MergeCase {
        let facts = facts.get(&self.case.id);
        MergeCase {
            id: self.case.id,
            code: self.code.clone(),
            title: self.case.content.title.clone(),
            results: facts.map_or(0, |f| f.results),
            is_linked: facts.is_some_and(|f| f.is_linked),
            comments: self.comments,
            is_reviewed: self.case.review.is_some(),
            stamp: self.stamp(),
        }
    }
}

/// Plans the merge of cases into one of them; cases that are in the trash are left out. Reads only.
///
/// # Errors
/// [`Error::NotFound`] when the kept case is not there or in the trash.
pub fn plan_merge(store: &Store, keep: CaseId, others: &[CaseId]) -> Result<MergePlan> {
    store.read(|tx| {
        let (kept, rest) = read(tx, keep, others)?;
        let ids: Vec<CaseId> = rest.iter().map(|side| side.case.id).chain([keep]).collect();
        let facts = tx.cases().facts(&ids)?;
        let joined = join(&kept, &rest);
        let mut functions = Vec::with_capacity(joined.functions.len());
        for id in joined.functions {
            functions.push((id, tx.functions().get(id)?.content.title));
        }
        let old = &kept.case.content;
        Ok(MergePlan {
            keep: kept.plan(&facts),
            others: rest.iter().map(|side| side.plan(&facts)).collect(),
            tags: joined.content.tags.iter().filter(|tag| !old.tags.contains(tag)).cloned().collect(),
            functions,
            suites: joined.suites,
            files: joined.content.attachments[old.attachments.len()..].iter().map(|f| f.filename.clone()).collect(),
            filled: joined.filled,
            kept: joined.kept,
        })
    })
}

/// Merges the cases of a plan in one write. A case that changed after the plan is not merged.
///
/// # Errors
/// [`Error::Invalid`] when the joined content breaks a rule; nothing is written then.
pub fn merge(store: &Store, plan: &MergePlan) -> Result<Merged> {
    let label = Message::new("history-merge-cases").with("title", &plan.keep.title).count(KEPT_CASE, plan.keep.id.0);
    let others: Vec<CaseId> = plan.others.iter().map(|c| c.id).collect();
    store
        .write(Op::edit("merge_cases").labelled(label), |tx| {
            let (kept, mut rest) = match read(tx, plan.keep.id, &others) {
                Err(Error::NotFound { .. }) => return Ok(Merged { merged: 0, changed: vec![plan.keep.code.clone()] }),
                read => read?,
            };
            if kept.stamp() != plan.keep.stamp {
                return Ok(Merged { merged: 0, changed: vec![plan.keep.code.clone()] });
            }
            let planned: HashMap<CaseId, &str> = plan.others.iter().map(|c| (c.id, c.stamp.as_str())).collect();
            rest.retain(|side| planned.get(&side.case.id) == Some(&side.stamp().as_str()));
            let is_left = |c: &&MergeCase| rest.iter().all(|side| side.case.id != c.id);
            let changed = plan.others.iter().filter(is_left).map(|c| c.code.clone()).collect();
            let joined = join(&kept, &rest);
            if joined.content != kept.case.content {
                tx.cases().replace(&kept.case, &joined.content)?;
            }
            let milestone = rest.iter().find_map(|side| side.case.milestone_id).filter(|_| kept.case.milestone_id.is_none());
            if milestone.is_some() {
                tx.cases().set_milestone(plan.keep.id, milestone)?;
            }
            for function in joined.functions {
                tx.mappings().link(function, plan.keep.id, Origin::Manual)?;
            }
            for suite in joined.suites {
                tx.cases().add_to_suite(plan.keep.id, suite)?;
            }
            for side in &rest {
                tx.cases().set_deleted(side.case.id, true)?;
            }
            Ok(Merged { merged: rest.len(), changed })
        })
        .map(|w| w.value)
}

/// The kept case and the others that are not in the trash, in the given order.
fn read(tx: &Tx<'_>, keep: CaseId, others: &[CaseId]) -> Result<(Side, Vec<Side>)> {
    let ids: Vec<CaseId> = others.iter().copied().filter(|id| *id != keep).chain([keep]).collect();
    let mut cases: HashMap<CaseId, Case> =
        tx.cases().by_ids(&ids)?.into_iter().filter(|c| c.deleted_ms.is_none()).map(|c| (c.id, c)).collect();
    let mut codes = tx.case_codes(&ids)?;
    let mut side = |id: CaseId| -> Result<Option<Side>> {
        let Some(case) = cases.remove(&id) else { return Ok(None) };
        let code = codes.remove(&id).unwrap_or_default();
        let (functions, comments) = (tx.mappings().functions_of(id)?, tx.reviews().comments(id)?.len());
        Ok(Some(Side { case, code, functions, comments }))
    };
    let kept = side(keep)?.ok_or_else(|| Error::not_found("case", keep))?;
    let mut rest = Vec::with_capacity(others.len());
    for id in others {
        rest.extend(side(*id)?);
    }
    Ok((kept, rest))
}

/// The joined content, and how it came about.
struct Joined {
    content: CaseContent,
    functions: Vec<FunctionId>,
    suites: Vec<SuiteId>,
    filled: Vec<FilledField>,
    kept: Vec<KeptField>,
}

impl Joined {
    /// Takes a value over where the kept case has none. `is_blank` are those of the kept and of the other case.
    fn decide(&mut self, field: MergeField, from: &CaseCode, is_blank: [bool; 2], is_equal: bool) -> bool {
        match is_blank {
            [_, true] => return false,
            [true, false] => self.filled.push(FilledField { field, from: from.clone() }),
            _ if is_equal => {}
            _ => self.kept.push(KeptField { field, of: from.clone() }),
        }
        is_blank[0]
    }
}

/// Joins contents and functions. The order of `rest` decides which value fills a blank field.
fn join(kept: &Side, rest: &[Side]) -> Joined {
    let (content, suites) = (kept.case.content.clone(), Vec::new());
    let mut joined = Joined { content, functions: Vec::new(), suites, filled: Vec::new(), kept: Vec::new() };
    for side in rest {
        joined.content.tags.extend(side.case.content.tags.iter().cloned());
        joined.content.links = CaseLink::joined(&joined.content.links, &side.case.content.links);
        for file in &side.case.content.attachments {
            if !joined.content.attachments.iter().any(|here| is_same_file(here, file)) {
                joined.content.attachments.push(file.clone());
            }
        }
        for function in &side.functions {
            if !kept.functions.contains(function) && !joined.functions.contains(function) {
                joined.functions.push(*function);
            }
        }
        for suite in side.case.further_suites.keys() {
            let is_there = kept.case.suite_id == Some(*suite) || kept.case.further_suites.contains_key(suite);
            if !is_there && !joined.suites.contains(suite) {
                joined.suites.push(*suite);
            }
        }
        fill(&mut joined, &side.case, &side.code);
    }
    joined.content.normalise();
    joined
}

type Word = fn(&mut CaseContent) -> &mut String;

/// Words of enumerations with the word that says nothing. Severity and status are always somebody's decision, except `undefined`.
const WORDS: [(CaseField, &str, Word); 7] = [
    (CaseField::Severity, "undefined", |c| &mut c.severity),
    (CaseField::Priority, "undefined", |c| &mut c.priority),
    (CaseField::Kind, "other", |c| &mut c.kind),
    (CaseField::Layer, "unknown", |c| &mut c.layer),
    (CaseField::Behavior, "undefined", |c| &mut c.behavior),
    (CaseField::Automation, "is-not-automated", |c| &mut c.automation),
    (CaseField::Status, "", |c| &mut c.status),
];

type Text = fn(&mut CaseContent) -> &mut Option<String>;

const TEXTS: [(CaseField, Text); 4] = [
    (CaseField::Description, |c| &mut c.description),
    (CaseField::Preconditions, |c| &mut c.preconditions),
    (CaseField::Postconditions, |c| &mut c.postconditions),
    (CaseField::ExpectedResult, |c| &mut c.expected_result),
];

/// Fills the blank fields of the kept case from another one.
fn fill(joined: &mut Joined, other: &Case, from: &CaseCode) {
    let mut theirs = other.content.clone();
    for (field, text) in TEXTS {
        let (here, there) = (text(&mut joined.content).clone(), text(&mut theirs).take());
        if joined.decide(MergeField::Of(field), from, [here.is_none(), there.is_none()], here == there) {
            *text(&mut joined.content) = there;
        }
    }
    for (field, blank, word) in WORDS {
        let (here, there) = (word(&mut joined.content).clone(), std::mem::take(word(&mut theirs)));
        if joined.decide(MergeField::Of(field), from, [here == blank, there == blank], here == there) {
            *word(&mut joined.content) = there;
        }
    }
    let is_equal = (joined.content.steps_type, &joined.content.steps) == (theirs.steps_type, &theirs.steps);
    let is_blank = [joined.content.steps.is_empty(), theirs.steps.is_empty()];
    if joined.decide(MergeField::Of(CaseField::Steps), from, is_blank, is_equal) {
        (joined.content.steps, joined.content.steps_type) = (theirs.steps, theirs.steps_type);
    }
    let is_equal = joined.content.parameters == theirs.parameters;
    let is_blank = [joined.content.parameters.is_empty(), theirs.parameters.is_empty()];
    if joined.decide(MergeField::Of(CaseField::Parameters), from, is_blank, is_equal) {
        joined.content.parameters = theirs.parameters;
    }
    for (title, value) in theirs.custom_fields {
        let here = joined.content.custom_fields.get(&title).filter(|here| !here.is_empty());
        let (is_blank, is_equal) = ([here.is_none(), value.is_empty()], here == Some(&value));
        if joined.decide(MergeField::Custom(title.clone()), from, is_blank, is_equal) {
            joined.content.custom_fields.insert(title, value);
        }
    }
}

/// True for references to one file: by hash, by address, otherwise by name and size.
fn is_same_file(a: &AttachmentRef, b: &AttachmentRef) -> bool {
    match (&a.hash, &b.hash, &a.url, &b.url) {
        (Some(a), Some(b), ..) => a == b,
        (_, _, Some(a), Some(b)) => a == b,
        _ => (&a.filename, a.size) == (&b.filename, b.size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use voluptas_core::domain::case::Step;
    use voluptas_core::domain::ids::ProjectId;

    fn side(number: i64, content: CaseContent, functions: &[i64]) -> Side {
        let case = Case {
            id: CaseId(number),
            project_id: ProjectId(1),
            number,
            suite_id: None,
            position: 0,
            further_suites: BTreeMap::new(),
            milestone_id: None,
            content,
            review: None,
            created_ms: 0,
            updated_ms: 0,
            deleted_ms: None,
        };
        let functions = functions.iter().map(|id| FunctionId(*id)).collect();
        Side { case, code: CaseCode::numbered("SHOP", number), functions, comments: 0 }
    }

    fn step(action: &str) -> Step {
        Step { action: action.into(), ..Step::default() }
    }

    fn file(name: &str, hash: Option<&str>) -> AttachmentRef {
        AttachmentRef { filename: name.into(), hash: hash.map(str::to_owned), ..AttachmentRef::default() }
    }

    #[test]
    fn fills_blank_fields_and_keeps_different_ones() {
        let kept = CaseContent {
            title: "Pay".into(),
            priority: "high".into(),
            tags: vec!["cart".into()],
            steps: vec![step("Open")],
            attachments: vec![file("a.png", Some("1"))],
            ..CaseContent::default()
        };
        let mut other = CaseContent {
            title: "pay".into(),
            description: Some("With a card".into()),
            priority: "low".into(),
            layer: "e2e".into(),
            status: "deprecated".into(),
            tags: vec!["cart".into(), "smoke".into()],
            steps: vec![step("Close")],
            attachments: vec![file("b.png", Some("1")), file("b.png", Some("2"))],
            ..CaseContent::default()
        };
        other.custom_fields.insert("Key".into(), "K1".into());
        let third = CaseContent { description: Some("By card".into()), steps: vec![step("Open")], ..CaseContent::default() };
        let rest = [side(2, other, &[5, 6]), side(3, third, &[6, 7])];
        let joined = join(&side(1, kept, &[5]), &rest);
        let of = |field, from| (MergeField::Of(field), from);
        let filled: Vec<_> = joined.filled.into_iter().map(|f| (f.field, f.from.rank().1)).collect();
        let key = (MergeField::Custom("Key".into()), 2);
        assert_eq!(filled, [of(CaseField::Description, 2), of(CaseField::Layer, 2), key]);
        let left: Vec<_> = joined.kept.into_iter().map(|k| (k.field, k.of.rank().1)).collect();
        assert_eq!(
            left,
            [of(CaseField::Priority, 2), of(CaseField::Status, 2), of(CaseField::Steps, 2), of(CaseField::Description, 3)]
        );
        let content = joined.content;
        assert_eq!((content.title.as_str(), content.priority.as_str(), content.status.as_str()), ("Pay", "high", "actual"));
        assert_eq!(
            (content.tags.as_slice(), content.steps.as_slice()),
            (&["cart".into(), "smoke".into()][..], &[step("Open")][..])
        );
        assert_eq!(content.attachments.len(), 2, "the file with the same hash is there already");
        assert_eq!(joined.functions, [FunctionId(6), FunctionId(7)]);
    }

    #[test]
    fn a_case_without_steps_gets_those_of_the_first_other() {
        let full = CaseContent { steps: vec![step("Open"), step("Pay")], ..CaseContent::default() };
        let joined = join(&side(1, CaseContent::default(), &[]), &[side(2, full.clone(), &[])]);
        assert_eq!(joined.content.steps, full.steps);
    }

    fn content() -> impl Strategy<Value = CaseContent> {
        let text = || prop::option::of("[ab]{1,2}");
        let word = prop::sample::select(vec!["undefined", "high", "low"]);
        (text(), text(), word, prop::collection::vec("[abc]", 0..3), prop::collection::btree_map("[xy]", "[ab]", 0..2)).prop_map(
            |(description, preconditions, priority, tags, custom_fields)| {
                let priority = priority.to_owned();
                let mut content =
                    CaseContent { description, preconditions, priority, tags, custom_fields, ..CaseContent::default() };
                content.normalise();
                content
            },
        )
    }

    proptest! {
        /// A merge loses no value of the kept case, no tag and no function, and merging the same cases again changes nothing.
        #[test]
        fn a_merge_only_adds(all in prop::collection::vec((content(), prop::collection::btree_set(0_i64..5, 0..3)), 1..5)) {
            let sides: Vec<Side> = (1..).zip(all).map(|(number, (content, functions))| {
                side(number, content, &functions.into_iter().collect::<Vec<_>>())
            }).collect();
            let joined = join(&sides[0], &sides[1..]);
            let (old, new) = (&sides[0].case.content, &joined.content);
            prop_assert!(old.description.is_none() || old.description == new.description);
            prop_assert!(old.priority == "undefined" || old.priority == new.priority);
            for side in &sides {
                prop_assert!(side.case.content.tags.iter().all(|t| new.tags.contains(t)));
                prop_assert!(side.functions.iter().all(|f| sides[0].functions.contains(f) || joined.functions.contains(f)));
                prop_assert!(side.case.content.description.is_none() || new.description.is_some());
                prop_assert!(side.case.content.custom_fields.keys().all(|k| new.custom_fields.contains_key(k)));
            }
            let mut functions = sides[0].functions.clone();
            functions.extend(&joined.functions);
            let case = Case { content: new.clone(), ..sides[0].case.clone() };
            let again = join(&Side { case, code: sides[0].code.clone(), functions, comments: 0 }, &sides[1..]);
            prop_assert_eq!(&again.content, new);
            prop_assert!(again.functions.is_empty() && again.filled.is_empty());
        }
    }
}
