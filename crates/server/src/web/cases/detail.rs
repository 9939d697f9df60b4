//! The parts of a case, beside a list or on a page of its own.

use super::state::{ListState, Tab};
use super::tree::Suites;
use super::typed::{CaseInput, StepInput, TEXTS, word_key};
use crate::error::{ApiError, ApiResult};
use crate::options::ENUMERATIONS;
use crate::rest::objects::case::CaseContext;
use crate::web::markdown::{Piece, pieces};
use crate::web::page_request::PageRequest;
use crate::web::texts::{StatusLabel, TimeLabel, status};
use axum::http::StatusCode;
use serde_json::Value;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::db::dialect::SearchKind;
use voluptas_store::{Entity, Slice, Tx};

/// Most results of a case on its page.
const RESULTS: usize = 50;
/// Most shared steps and milestones to choose from.
const CHOICES: i64 = 200;
/// Most functions that are offered for a link.
const OFFERED: usize = 20;

/// Where a case is shown.
#[derive(Debug, Clone)]
pub enum CasePlace {
    /// Beside a list.
    List(Box<ListState>),
    /// On a page of its own.
    Alone,
}

impl CasePlace {
    pub fn address(&self, code: &str, number: i64, tab: Tab, version: Option<i64>) -> String {
        match self {
            Self::List(state) => state.with(|s| {
                s.selected = Some(number);
                s.create = false;
                s.tab = tab;
                s.version = version;
            }),
            Self::Alone => {
                let mut address = format!("/{code}/cases/{number}");
                if tab != Tab::Case {
                    address.push_str(&format!("?tab={}", tab.as_str()));
                }
                if let Some(version) = version {
                    address.push_str(&format!("&version={version}"));
                }
                address
            }
        }
    }
}

/// A tab with the number of its things.
#[derive(Debug)]
pub struct TabLine {
    pub address: String,
    pub text: String,
    pub count: String,
    pub is_here: bool,
}

/// A choice of a list.
#[derive(Debug)]
pub struct Choice {
    pub value: String,
    pub text: String,
    pub is_chosen: bool,
}

/// A list of words.
#[derive(Debug)]
pub struct OptionList {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
    /// The chosen word, to read.
    pub shown: String,
}

/// A long text.
#[derive(Debug)]
pub struct LongText {
    pub name: &'static str,
    pub label: String,
    pub text: String,
    pub md: Vec<Piece>,
}

/// A step of the form.
#[derive(Debug)]
pub struct StepLine {
    pub at: usize,
    /// Name of the step among the wrong fields: `step-0`.
    pub field: String,
    pub step: StepInput,
    /// Steps inside with their numbers; also those of the shared steps.
    pub inside: Vec<(String, String, String)>,
    pub files: String,
    pub error: String,
    pub action_md: Vec<Piece>,
    pub expected_md: Vec<Piece>,
}

/// The form of a case.
#[derive(Debug, Default)]
pub struct FormView {
    pub typed: CaseInput,
    pub texts: Vec<LongText>,
    pub words: Vec<OptionList>,
    pub milestones: Vec<Choice>,
    pub steps: Vec<StepLine>,
    pub shared: Vec<(String, String)>,
    /// Errors by the name of the field.
    pub errors: Vec<(String, String)>,
    pub is_gherkin: bool,
}

impl FormView {
    /// Error of a field; blank for a valid one.
    pub fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    /// A text for the script of the form, which puts a value into the place `{name}`.
    pub fn script_fmt(&self, key: &str, name: &str, tr: &Tr) -> String {
        tr.fmt(key, &[(name, format!("{{{name}}}").into())])
    }

    /// True for the first wrong field, which takes the keyboard.
    pub fn is_first(&self, name: &str) -> bool {
        self.errors.first().is_some_and(|(field, _)| field == name)
    }

    /// Identity of the reason at a field.
    pub fn id(&self, name: &str) -> String {
        format!("wrong-case-{}", name.replace(char::is_whitespace, "-"))
    }

    /// Errors of fields that the form does not show.
    pub fn others(&self) -> Vec<String> {
        let is_placed = |name: &str| {
            matches!(name, "title" | "suite" | "further" | "tags" | "milestone")
                || name.starts_with("step-")
                || self.texts.iter().any(|text| text.name == name)
                || self.words.iter().any(|words| words.name == name)
                || self.typed.custom.contains_key(name)
        };
        let line = |(name, text): &(String, String)| if name.is_empty() { text.clone() } else { format!("{name}: {text}") };
        self.errors.iter().filter(|(name, _)| !is_placed(name)).map(line).collect()
    }
}

/// A file of a case.
#[derive(Debug)]
pub struct FileLine {
    pub name: String,
    pub facts: String,
    pub address: String,
    pub is_image: bool,
    /// Its place among the files of the case, and its hash.
    pub at: usize,
    pub hash: String,
}

/// A result of a case.
#[derive(Debug)]
pub struct ResultRow {
    pub look: StatusLabel,
    pub run: String,
    pub number: i64,
    pub address: String,
    pub values: String,
    pub duration: String,
    pub when: TimeLabel,
}

/// A function that a case covers, or could cover.
#[derive(Debug)]
pub struct FunctionRow {
    pub func_id: String,
    pub title: String,
    pub address: String,
}

/// A version of a case.
#[derive(Debug)]
pub struct VersionRow {
    pub number: usize,
    pub who: String,
    pub words: String,
    pub when: TimeLabel,
    pub address: String,
    pub is_here: bool,
}

/// A word of a text, with whether it changed.
pub type MarkedWords = Vec<(String, bool)>;

/// A field that a version changed.
#[derive(Debug)]
pub struct DifferenceRow {
    pub name: String,
    pub old: Option<MarkedWords>,
    pub new: Option<MarkedWords>,
}

#[derive(Debug)]
pub struct CommentRow {
    pub author: String,
    pub initials: String,
    pub md: Vec<Piece>,
    pub when: TimeLabel,
}

/// State of the review.
#[derive(Debug, Default)]
pub struct ReviewBox {
    /// Class of the chip; blank without a review.
    pub class: &'static str,
    pub word: String,
    pub sentence: String,
    pub can_send: bool,
    pub can_approve: bool,
    pub can_end: bool,
}

/// The last result.
#[derive(Debug)]
pub struct LastLine {
    pub look: StatusLabel,
    pub run: String,
    pub address: String,
    pub when: TimeLabel,
}

/// A case that somebody else saved while it was edited: the stored form beside the typed one.
#[derive(Debug)]
pub struct EditConflict {
    pub sentence: String,
    /// Fields that both have changed, with what is in them now.
    pub theirs: Vec<(String, String)>,
}

/// A case as a page shows it.
#[derive(Debug)]
pub struct Detail {
    pub is_new: bool,
    /// Attribute by which the title of a new case takes the keyboard: browsers obey `autofocus` where a page begins, and the script where a part is
    /// replaced.
    pub focus: &'static str,
    pub number: i64,
    /// `SHOP-42`
    pub name: String,
    pub title: String,
    /// Address of the case alone.
    pub address: String,
    /// Address of this part of the page, to which its forms return.
    pub here: String,
    /// Address without the case.
    pub close: String,
    /// Address that forms of the case are sent to.
    pub target: String,
    pub is_alone: bool,
    pub previous: String,
    pub next: String,
    pub tag: String,
    pub is_deleted: bool,
    pub writes: bool,
    pub last: Option<LastLine>,
    pub review: ReviewBox,
    pub tabs: Vec<TabLine>,
    pub tab: &'static str,
    pub form: FormView,
    /// True where the form has what a person has typed, and not what is stored.
    pub is_typed: bool,
    /// Message about the form before.
    pub notice: Option<String>,
    pub meeting: Option<EditConflict>,
    /// Number of an equal case that was created a moment ago.
    pub twin: Option<i64>,
    pub files: Vec<FileLine>,
    pub parameters: Vec<(String, String)>,
    pub links: Vec<(String, String)>,
    pub facts: String,
    pub results: Vec<ResultRow>,
    pub functions: Vec<FunctionRow>,
    /// Words by which functions are searched for.
    pub find: String,
    pub offered: Vec<FunctionRow>,
    pub may_see_functions: bool,
    pub versions: Vec<VersionRow>,
    pub differences: Vec<DifferenceRow>,
    /// The version that can be restored.
    pub restorable: Option<(i64, String)>,
    pub comments: Vec<CommentRow>,
}

impl Detail {
    /// True when a person typed in a field that somebody else has changed too.
    pub fn is_clash(&self) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| !meeting.theirs.is_empty())
    }
}

/// Titles of the custom fields of a project's cases.
pub fn custom_fields(tx: &Tx<'_>, project: &Project) -> ApiResult<Vec<String>> {
    let fields = tx.fields().all()?.into_iter();
    Ok(fields.filter(|field| field.entity == FieldEntity::Case && field.is_in(&project.code)).map(|field| field.title).collect())
}

/// Word of a value of an enumeration or a dictionary; one that is not known stays as it is stored.
pub fn word(tr: Tr, value: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let slug: String = value.to_lowercase().chars().map(plain).collect();
    let key = format!("gui-value-{}", slug.trim_matches('-'));
    if tr.has(&key) { tr.text(&key).into_owned() } else { value.to_owned() }
}

fn words(tr: Tr, typed: &CaseInput) -> Vec<OptionList> {
    let of = |e: &crate::options::Enumeration| {
        let now = typed.words.get(e.slug).cloned().unwrap_or_default();
        let mut slugs: Vec<&str> = e.options.iter().map(|option| option.1).collect();
        if !now.is_empty() && !slugs.contains(&now.as_str()) {
            slugs.push(&now);
        }
        let choice = |slug: &&str| {
            let text = if e.slug == "layer" && *slug != "unknown" { slug.to_uppercase() } else { word(tr, slug) };
            Choice { value: (*slug).to_owned(), text, is_chosen: *slug == now }
        };
        let choices: Vec<Choice> = slugs.iter().map(choice).collect();
        let shown = choices.iter().find(|choice| choice.is_chosen).map(|choice| choice.text.clone()).unwrap_or_default();
        OptionList { name: e.slug, label: tr.text(word_key(e.slug)).into_owned(), choices, shown }
    };
    // The four that the page shows first.
    let order = ["priority", "severity", "automation", "status", "type", "layer", "behavior"];
    order.iter().filter_map(|slug| ENUMERATIONS.iter().find(|e| e.slug == *slug)).map(of).collect()
}

/// The form with these fields.
pub fn form_view(
    request: &PageRequest,
    tx: &Tx<'_>,
    project: &Project,
    typed: CaseInput,
    errors: Vec<(String, String)>,
) -> ApiResult<FormView> {
    let tr = request.tr;
    let shared = tx.shared_steps().list(project.id, None, Slice { limit: CHOICES, offset: 0 })?.rows;
    let hashes: Vec<String> = typed.steps.iter().map(|step| step.shared.clone()).filter(|hash| !hash.is_empty()).collect();
    let known = tx.shared_steps().by_hashes(project.id, &hashes)?;
    let milestone = |m: voluptas_store::milestones::Milestone| {
        let value = m.number.to_string();
        Choice { is_chosen: value == typed.milestone, text: m.content.title, value }
    };
    let milestones = tx.milestones().list(project.id, None, Slice { limit: CHOICES, offset: 0 })?.rows;
    let milestones: Vec<Choice> = milestones.into_iter().map(milestone).collect();
    let line = |(at, step): (usize, &StepInput)| {
        let mut inside = step.inside(at + 1);
        if let Some(shared) = known.get(&step.shared) {
            let of_shared = shared.steps.iter().enumerate();
            inside = of_shared
                .map(|(i, s)| (format!("{}.{}", at + 1, i + 1), s.action.clone(), s.expected.clone().unwrap_or_default()))
                .collect();
        }
        let files = step.files();
        let error = errors.iter().find(|(name, _)| *name == format!("step-{at}")).map(|(_, text)| text.clone());
        StepLine {
            at,
            field: format!("step-{at}"),
            inside,
            files: if files == 0 {
                String::new()
            } else {
                tr.message(&Message::new("web-cases-step-files").count("count", files))
            },
            error: error.unwrap_or_default(),
            action_md: pieces(&step.action),
            expected_md: pieces(&step.expected),
            step: match known.get(&step.shared) {
                Some(shared) => StepInput { action: shared.title.clone(), ..step.clone() },
                None => step.clone(),
            },
        }
    };
    let steps = typed.steps.iter().enumerate().map(line).collect();
    let text = |(name, key): &(&'static str, &'static str)| {
        let text = typed.texts.get(name).cloned().unwrap_or_default();
        LongText { name, label: tr.text(key).into_owned(), md: pieces(&text), text }
    };
    Ok(FormView {
        texts: TEXTS.iter().map(text).collect(),
        words: words(tr, &typed),
        milestones,
        steps,
        shared: shared.into_iter().map(|s| (s.hash, s.title)).collect(),
        errors,
        is_gherkin: false,
        typed,
    })
}

/// A case that is not written yet.
pub fn blank(
    request: &PageRequest,
    tx: &Tx<'_>,
    project: &Project,
    typed: CaseInput,
    errors: Vec<(String, String)>,
    place: &CasePlace,
) -> ApiResult<Detail> {
    let code = &project.code;
    let close = match place {
        CasePlace::List(state) => state.with(|s| s.create = false),
        CasePlace::Alone => format!("/{code}/cases"),
    };
    let mut detail = empty(request, code, 0, place);
    detail.is_new = true;
    detail.focus = if request.headers.contains_key("hx-request") { "data-focus" } else { "autofocus" };
    detail.title = request.tr.text("web-cases-new").into_owned();
    detail.target = format!("/{code}/cases");
    detail.here.clone_from(&close);
    detail.close = close;
    detail.writes = true;
    detail.form = form_view(request, tx, project, typed, errors)?;
    Ok(detail)
}

fn empty(request: &PageRequest, code: &str, number: i64, place: &CasePlace) -> Detail {
    let may_see_functions =
        request.principal.as_ref().is_some_and(|principal| principal.access.allows_in_registry(Permission::Read));
    Detail {
        is_new: false,
        focus: "",
        number,
        name: format!("{code}-{number}"),
        title: String::new(),
        address: format!("/{code}/cases/{number}"),
        here: String::new(),
        close: match place {
            CasePlace::List(state) => state.with(|s| {
                s.selected = None;
                s.tab = Tab::Case;
                s.version = None;
            }),
            CasePlace::Alone => format!("/{code}/cases?selected_id={number}"),
        },
        target: format!("/{code}/cases/{number}"),
        is_alone: matches!(place, CasePlace::Alone),
        previous: String::new(),
        next: String::new(),
        tag: String::new(),
        is_deleted: false,
        writes: false,
        last: None,
        review: ReviewBox::default(),
        tabs: Vec::new(),
        tab: "case",
        form: FormView::default(),
        is_typed: false,
        notice: None,
        meeting: None,
        twin: None,
        files: Vec::new(),
        parameters: Vec::new(),
        links: Vec::new(),
        facts: String::new(),
        results: Vec::new(),
        functions: Vec::new(),
        find: String::new(),
        offered: Vec::new(),
        may_see_functions,
        versions: Vec::new(),
        differences: Vec::new(),
        restorable: None,
        comments: Vec::new(),
    }
}

/// The state of a case: its object of the API, and the tag by which a form names it.
pub struct StoredCase {
    pub id: CaseId,
    pub object: Value,
    pub tag: String,
    pub is_deleted: bool,
}

/// Reads a case, also from the trash.
pub fn stored(request: &PageRequest, tx: &Tx<'_>, project: &Project, number: i64) -> ApiResult<StoredCase> {
    if let Some(case) = tx.cases().by_number(project.id, number)? {
        let object = CaseContext::load(tx, &request.root, std::slice::from_ref(&case))?.object(&case);
        let object = serde_json::to_value(&object).unwrap_or_default();
        let tag = crate::rest::tag_of(&object);
        return Ok(StoredCase { id: case.id, object, tag, is_deleted: false });
    }
    let id = tx.deleted_case(project.id, number)?.ok_or_else(|| ApiError::not_found("Case"))?;
    let case = tx.cases().get(id)?;
    let object = CaseContext::load(tx, &request.root, std::slice::from_ref(&case))?.object(&case);
    Ok(StoredCase { id, object: serde_json::to_value(&object).unwrap_or_default(), tag: String::new(), is_deleted: true })
}

/// Reads a case with the part that the address names.
pub fn load(request: &PageRequest, number: i64, tab: Tab, version: Option<i64>, place: &CasePlace) -> ApiResult<Detail> {
    let (detail, id) = request.read(|tx| {
        let project = request.project(tx)?;
        let case = stored(request, tx, &project, number)?;
        let suites = Suites::load(tx, project.id)?;
        let fields = custom_fields(tx, &project)?;
        let typed = CaseInput::of(&case.object, &suites, &fields);
        let mut detail = of_stored(request, tx, &project, &case, (tab, version), place)?;
        detail.form = form_view(request, tx, &project, typed, Vec::new())?;
        detail.form.is_gherkin = case.object["steps_type"] == "gherkin";
        detail.notice = request.notice();
        match tab {
            Tab::Results => detail.results = results(request, tx, &project, case.id)?,
            Tab::Functions => functions(request, tx, &project, case.id, &mut detail)?,
            Tab::Discussion => detail.comments = comments(request, tx, case.id)?,
            Tab::Case | Tab::History => {}
        }
        Ok((detail, case.id))
    })?;
    if tab == Tab::History { super::history::add(request, detail, id, version, place) } else { Ok(detail) }
}

/// The head of a case and the data that all its parts share.
pub fn of_stored(
    request: &PageRequest,
    tx: &Tx<'_>,
    project: &Project,
    case: &StoredCase,
    (tab, version): (Tab, Option<i64>),
    place: &CasePlace,
) -> ApiResult<Detail> {
    let (tr, code, object) = (request.tr, &project.code, &case.object);
    let number = object["id"].as_i64().unwrap_or_default();
    let mut detail = empty(request, code, number, place);
    detail.title = object["title"].as_str().unwrap_or_default().to_owned();
    detail.tag.clone_from(&case.tag);
    detail.is_deleted = case.is_deleted;
    detail.writes = request.may(Permission::WriteCases) && !case.is_deleted;
    detail.tab = tab.as_str();
    detail.here = place.address(code, number, tab, version);
    if let Some(last) = tx.rollup().last_of(&[case.id])?.remove(&case.id) {
        let run = tx.runs().get(last.run)?;
        detail.last = Some(LastLine {
            look: status(tr, &last.status),
            run: tr.message(&Message::new("web-cases-in-run").with("number", run.number)),
            address: format!("/{code}/runs/{}", run.number),
            when: TimeLabel::of(tr, request.now, last.latest_ms),
        });
    }
    detail.review = review(request, tx, case)?;
    let recent = tx.results().recent(&[case.id], RESULTS + 1)?.len();
    let counts = [
        String::new(),
        if recent > RESULTS { format!("{RESULTS}+") } else { tr.number(recent) },
        tr.number(tx.mappings().functions_of(case.id)?.len()),
        // To count the changes of links takes a look at all of them, which is for the history itself.
        String::new(),
        tr.number(tx.reviews().comments(case.id)?.len()),
    ];
    let texts = [
        "web-cases-tab-case",
        "web-cases-tab-results",
        "web-cases-tab-functions",
        "web-cases-tab-history",
        "web-cases-tab-discussion",
    ];
    let line = |((of, count), text): ((Tab, String), &str)| TabLine {
        address: place.address(code, number, of, None),
        text: tr.text(text).into_owned(),
        count,
        is_here: of == tab,
    };
    detail.tabs = Tab::ALL.into_iter().zip(counts).zip(texts).map(line).collect();
    detail.files = files(tr, object);
    let parameters = object["parameters"].as_array().into_iter().flatten();
    let items = parameters.flat_map(|parameter| parameter["items"].as_array().into_iter().flatten());
    let values = |item: &Value| -> String {
        item["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    detail.parameters = items.map(|item| (item["title"].as_str().unwrap_or_default().to_owned(), values(item))).collect();
    let links = object["links"].as_array().into_iter().flatten().filter_map(|link| {
        let url = link["url"].as_str().filter(|url| url.starts_with("http://") || url.starts_with("https://"))?;
        let title = link["title"].as_str().filter(|title| !title.is_empty()).unwrap_or(url);
        Some((url.to_owned(), title.to_owned()))
    });
    detail.links = links.collect();
    detail.facts = facts(request, tx, case)?;
    Ok(detail)
}

/// `Created on 3 March by Olga · changed 5 minutes ago by Irina`
fn facts(request: &PageRequest, tx: &Tx<'_>, case: &StoredCase) -> ApiResult<String> {
    let tr = request.tr;
    let full = tx.cases().get(case.id)?;
    let creator = tx.around_cases(std::slice::from_ref(&full))?.authors.remove(&case.id);
    let latest = tx.history().of(Entity::Case.as_str(), case.id.0, 1)?.pop().and_then(|(operation, _)| operation.who);
    let when = tr.date(full.created_ms);
    let created = tr.message(&match creator {
        Some(who) => Message::new("web-cases-created-by").with("when", when).with("who", who),
        None => Message::new("web-cases-created").with("when", when),
    });
    let when = tr.ago(request.now, full.updated_ms);
    let changed = tr.message(&match latest {
        Some(who) => Message::new("web-cases-changed-by").with("when", when).with("who", who),
        None => Message::new("web-cases-changed").with("when", when),
    });
    Ok(if full.updated_ms == full.created_ms { created } else { format!("{created} · {changed}") })
}

fn files(tr: Tr, object: &Value) -> Vec<FileLine> {
    let all = object["attachments"].as_array().into_iter().flatten().enumerate();
    let line = |(at, file): (usize, &Value)| {
        let text = |name: &str| file[name].as_str().unwrap_or_default().to_owned();
        let size = tr.bytes(file["size"].as_u64().unwrap_or_default());
        let address = text("url");
        let is_page = address.starts_with("http://") || address.starts_with("https://") || address.starts_with('/');
        FileLine {
            name: text("filename"),
            facts: format!("{size} · {}", text("mime")),
            address: if is_page { address } else { String::new() },
            is_image: text("mime").starts_with("image/"),
            at,
            hash: text("hash"),
        }
    };
    all.map(line).collect()
}

fn review(request: &PageRequest, tx: &Tx<'_>, case: &StoredCase) -> ApiResult<ReviewBox> {
    let tr = request.tr;
    let full = tx.cases().get(case.id)?;
    let writes = request.may(Permission::WriteCases) && !case.is_deleted;
    let Some(review) = &full.review else {
        return Ok(ReviewBox { can_send: writes, can_approve: writes, ..ReviewBox::default() });
    };
    let is_outdated = tx.reviews().is_outdated(&full)?;
    let is_approved = review.state == voluptas_core::domain::review::ReviewState::Approved;
    let (class, key, sentence) = match (is_approved, is_outdated) {
        (false, _) => ("in-progress", "review-in-review", "review-sent-by"),
        (true, false) => ("passed", "review-approved", "review-approved-by"),
        (true, true) => ("blocked", "review-outdated", "review-changed-since"),
    };
    let by = if review.by.is_empty() { tr.text("review-somebody").into_owned() } else { review.by.clone() };
    Ok(ReviewBox {
        class,
        word: tr.text(key).into_owned(),
        sentence: tr.message(&Message::new(sentence).with("by", by).with("ago", tr.ago(request.now, review.at_ms))),
        can_send: writes && is_approved && is_outdated,
        can_approve: writes && (!is_approved || is_outdated),
        can_end: writes,
    })
}

fn results(request: &PageRequest, tx: &Tx<'_>, project: &Project, case: CaseId) -> ApiResult<Vec<ResultRow>> {
    let tr = request.tr;
    let lines = tx.results().recent(&[case], RESULTS)?;
    let runs = tx.results().runs_of(&lines.iter().map(|line| line.id).collect::<Vec<_>>())?;
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(run) = runs.get(&line.id) else { continue };
        let run = tx.runs().get(*run)?;
        rows.push(ResultRow {
            look: status(tr, &line.status),
            address: format!("/{}/runs/{}", project.code, run.number),
            number: run.number,
            run: run.content.title,
            values: line.values,
            duration: line.duration_ms.map(|ms| tr.duration(ms)).unwrap_or_default(),
            when: TimeLabel::of(tr, request.now, line.at_ms),
        });
    }
    Ok(rows)
}

fn functions(request: &PageRequest, tx: &Tx<'_>, project: &Project, case: CaseId, detail: &mut Detail) -> ApiResult<()> {
    if !detail.may_see_functions {
        return Ok(());
    }
    let row = |function: voluptas_core::domain::function::Function| FunctionRow {
        address: format!("/{}/functions?func={}", project.code, crate::web::home::escape(&function.content.func_id)),
        title: function.content.title,
        func_id: function.content.func_id,
    };
    let linked = tx.mappings().functions_of(case)?;
    for id in &linked {
        detail.functions.push(row(tx.functions().get(*id)?));
    }
    detail.find = request.query.get("find").unwrap_or_default().trim().to_owned();
    if !fold(&detail.find).is_empty() {
        for (kind, id) in tx.search().find(&detail.find, 500)? {
            let id = voluptas_core::domain::ids::FunctionId(id);
            if kind != SearchKind::Function || linked.contains(&id) || detail.offered.len() >= OFFERED {
                continue;
            }
            let function = tx.functions().get(id)?;
            if function.deleted_ms.is_none() {
                detail.offered.push(row(function));
            }
        }
    }
    Ok(())
}

fn comments(request: &PageRequest, tx: &Tx<'_>, case: CaseId) -> ApiResult<Vec<CommentRow>> {
    let tr = request.tr;
    let row = |comment: voluptas_core::domain::review::Comment| {
        let author = if comment.author.is_empty() { tr.text("review-somebody").into_owned() } else { comment.author };
        CommentRow {
            initials: crate::web::frame::initials(&author),
            author,
            md: pieces(&comment.body),
            when: TimeLabel::of(tr, request.now, comment.created_ms),
        }
    };
    Ok(tx.reviews().comments(case)?.into_iter().map(row).collect())
}

/// Refusals that a form shows instead of a page of its own.
pub fn is_answered_by_form(error: &ApiError) -> bool {
    matches!(
        error.status,
        StatusCode::PRECONDITION_FAILED | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST | StatusCode::CONFLICT
    )
}
