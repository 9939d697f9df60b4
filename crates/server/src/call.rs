//! One request as a handler sees it: path, query, body, and the store behind it.

use super::answer::Answer;
use super::auth::Principal;
use super::error::{ApiError, ApiResult};
use super::input::{Errors, Input};
use super::limits::{MAX_SEARCH, MAX_WORDS};
use super::operation::Operation;
use super::quotas;
use super::rows::RowsPermit;
use super::scan;
use super::state::App;
use axum::http::{HeaderMap, StatusCode, Uri};
use parking_lot::Mutex;
use serde_json::Value;
use serde_json::value::RawValue;
use std::any::Any;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use voluptas_app::project::limits::passed;
use voluptas_core::base::Millis;
use voluptas_core::domain::project::Project;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{self as store, Author, Op, Source, Store, Tx, Written};

/// Parameters of an address, in order, with repeats.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the part of an address behind the question mark.
    #[cfg(test)]
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let uri: Uri = format!("/?{text}").parse().unwrap_or_default();
        Self::of(&uri)
    }

    /// The parameters of an address.
    #[must_use]
    pub fn of(uri: &Uri) -> Self {
        Self(axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|q| q.0).unwrap_or_default())
    }

    /// Every parameter with its text, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// A parameter that is not blank; `filters[name]`, the older style, is the same as `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let old = format!("filters[{name}]");
        let is_blank = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty();
        self.0.iter().find(|(k, _)| k == name || *k == old).map(|(_, v)| v.as_str()).filter(|v| !is_blank(v))
    }

    /// The values of a parameter that may be given several times: `name` or `name[]`.
    pub fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.0.iter().filter(move |(k, _)| k.strip_suffix("[]").unwrap_or(k) == name).map(|(_, v)| v.as_str())
    }

    /// The comma-separated parts of a parameter, trimmed, in lower case; `None` without the parameter.
    ///
    /// # Errors
    /// 400 for more than [`MAX_WORDS`] parts.
    pub fn words(&self, name: &str) -> ApiResult<Option<Vec<String>>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let words: Vec<String> = text.split(',').map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).collect();
        if words.len() > MAX_WORDS {
            return Err(ApiError::field(name, format!("The {name} may not have more than {MAX_WORDS} items.")));
        }
        Ok(Some(words))
    }

    /// `search`, a part of a title.
    ///
    /// # Errors
    /// 400 for a longer text than [`MAX_SEARCH`], and for one with a NUL character, up to which alone SQLite compares.
    pub fn search(&self) -> ApiResult<Option<&str>> {
        let search = self.get("search");
        if search.is_some_and(|text| text.chars().count() > MAX_SEARCH) {
            return Err(ApiError::field("search", format!("The search may not be greater than {MAX_SEARCH} characters.")));
        }
        if search.is_some_and(|text| text.contains('\0')) {
            return Err(ApiError::field("search", "The search may not contain a NUL character."));
        }
        Ok(search)
    }

    /// The comma-separated numbers of a parameter.
    ///
    /// # Errors
    /// 400 for a part that is not a number.
    pub fn numbers(&self, name: &str) -> ApiResult<Option<Vec<i64>>> {
        let Some(words) = self.words(name)? else { return Ok(None) };
        let numbers: Option<Vec<i64>> = words.iter().map(|w| integer(w)).collect();
        let wrong = || ApiError::field(name, format!("The {name} must be a list of integers."));
        numbers.map(Some).ok_or_else(wrong)
    }

    /// A number.
    ///
    /// # Errors
    /// 400 for a text that is not a number.
    pub fn number(&self, name: &str) -> ApiResult<Option<i64>> {
        let wrong = || ApiError::field(name, format!("The {name} must be an integer."));
        self.get(name).map(|t| integer(t.trim()).ok_or_else(wrong)).transpose()
    }

    /// A boolean.
    ///
    /// # Errors
    /// 400 for a text that is not a boolean.
    pub fn truth(&self, name: &str) -> ApiResult<Option<bool>> {
        match self.get(name).map(str::to_lowercase).as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(ApiError::field(name, format!("The {name} field must be true or false."))),
        }
    }

    /// True when `include` names an entity.
    pub fn includes(&self, what: &str) -> bool {
        self.get("include").is_some_and(|text| text.split(',').any(|word| word.trim().eq_ignore_ascii_case(what)))
    }
}

/// A whole number. Rust's parser also takes a plus sign, which is no part of an id.
pub fn integer(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

/// One request.
#[derive(Debug)]
pub struct Call {
    /// State of the server.
    pub app: Arc<App>,
    /// The operation that the request wants.
    pub operation: &'static Operation,
    /// The owner of the request's token, and the rights of the token.
    pub principal: Arc<Principal>,
    /// Address of the client.
    pub address: Option<IpAddr>,
    /// `http://host:port` or `https://host:port`, as the client reached it.
    pub root: String,
    /// Headers of the request.
    pub headers: HeaderMap,
    /// Parameters of the path by name.
    pub path: Vec<(&'static str, String)>,
    /// Parameters of the address.
    pub query: Query,
    /// The JSON object of the body; an empty body is an empty object. Null where the body is read element by element.
    pub body: Value,
    /// The bytes of a body that is read element by element; empty once they are read.
    pub bytes: Mutex<Vec<u8>>,
    /// Time at which the request came.
    pub began: Millis,
}

impl Call {
    /// A parameter of the path as text.
    pub fn text(&self, name: &str) -> &str {
        self.path.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v)
    }

    /// A parameter of the path as an id.
    ///
    /// # Errors
    /// 404 for an id that is not a number.
    pub fn id(&self, name: &str, what: &str) -> ApiResult<i64> {
        integer(self.text(name)).ok_or_else(|| ApiError::not_found(what))
    }

    /// The body's fields.
    pub fn input(&self) -> Input<'_> {
        Input::root(&self.body)
    }

    /// Reads the objects of the list of a bulk request, once: the bytes of the body are freed, so that they take no room while
    /// the objects are stored. Only one of them at a time exists as JSON values.
    ///
    /// # Errors
    /// 400 for a body without the list, and for wrong elements.
    pub fn each<T>(&self, field: &'static str, mut read: impl FnMut(&Input<'_>) -> T) -> ApiResult<Vec<T>> {
        let bytes = std::mem::take(&mut *self.bytes.lock());
        let mut fields: HashMap<String, &RawValue> = HashMap::new();
        if !scan::is_nothing(&bytes) {
            let refused = ApiError::new(StatusCode::BAD_REQUEST, "The body must be a JSON object.");
            fields = serde_json::from_slice(&bytes).map_err(|_| refused)?;
        }
        let list = fields.get(field).map_or("null", |raw| raw.get());
        match list.as_bytes().first() {
            Some(b'[') => {}
            Some(b'n') => return Err(ApiError::field(field, format!("The {field} field is required."))),
            _ => return Err(ApiError::field(field, format!("The {field} must be an array."))),
        }
        let errors = Errors::default();
        let (mut found, mut place) = (Vec::new(), 0);
        let taken = scan::each(list, |element| {
            found.extend(Input::element(field, place, &element, &errors).map(|input| read(&input)));
            place += 1;
            !errors.is_full()
        });
        errors.finish()?;
        taken?;
        Ok(found)
    }

    /// The code of the path's project; blank for an operation without one.
    pub fn code(&self) -> &str {
        self.path.iter().find(|(n, _)| matches!(*n, "code" | "project_code")).map_or("", |(_, v)| v)
    }

    /// The project of the path.
    ///
    /// # Errors
    /// 404, also for a project that the token does not see.
    pub fn project(&self, tx: &Tx<'_>) -> ApiResult<Project> {
        project(tx, self.code(), &self.principal)
    }

    /// Waits for the room of one row with long texts. The room lasts as long as the permit.
    pub fn room(&self, tx: &Tx<'_>, kind: SizedRow, id: i64) -> ApiResult<RowsPermit> {
        let bytes = tx.text_sizes(kind, &[id])?.first().copied().unwrap_or(0);
        Ok(self.app.rows.enter(bytes))
    }

    /// The store, writing in the name of the token's owner.
    pub fn store(&self) -> Store {
        let author = Author { address: self.address, ..Author::new(Source::Api, Some(&self.principal.owner)) };
        self.app.store.by(author)
    }

    /// Checks the rights of a request with a long body again, after its body has arrived.
    ///
    /// # Errors
    /// 401 for a token that is no longer in force, 403 for a role that was lowered in the meantime.
    pub fn expect_rights(&self) -> ApiResult<()> {
        self.app.tokens.refresh()?;
        let now = self.app.tokens.by_id(self.principal.token).ok_or_else(ApiError::unauthenticated)?;
        let code = self.code();
        if now.role_in(code) < self.principal.role_in(code) { Err(ApiError::forbidden()) } else { Ok(()) }
    }

    /// Reads one state of the store.
    pub fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let mut refused = None;
        let result = self.app.store.read(|tx| f(tx).map_err(|e| keep(&mut refused, e)));
        unwrap(result, refused)
    }

    /// Notes this operation in the audit: the thing of the path, or the new one of the answer, with the values that were sent.
    fn note(&self, tx: &Tx<'_>, answer: Option<&Answer>) -> store::Result<()> {
        let of_path =
            self.path.iter().filter(|(name, _)| !matches!(*name, "code" | "project_code")).map(|(_, value)| value.as_str());
        let of_path = of_path.collect::<Vec<_>>().join("/");
        let object = if of_path.is_empty() { answer.and_then(Answer::made).unwrap_or_default() } else { of_path };
        // Addresses of webhooks have tokens in them.
        let is_open =
            |name: &str| !SECRET_VALUES.contains(&name) || (name == "url" && !self.operation.path.contains("/webhooks"));
        let fields = self.body.as_object().into_iter().flatten().filter(|(name, _)| is_open(name)).take(NOTED_VALUES);
        let detail: Value = fields.map(|(name, value)| (name.clone(), noted(value))).collect::<serde_json::Map<_, _>>().into();
        let project = Some(self.code().trim().to_ascii_uppercase());
        tx.audit().note(&self.operation.action(), project.as_deref(), &object, &detail)
    }

    /// Writes in one transaction; an error rolls everything back.
    pub fn write<T: 'static>(&self, name: &'static str, f: impl FnOnce(&Tx<'_>) -> ApiResult<T>) -> ApiResult<T> {
        self.execute(Op::bulk(name), f)
    }

    /// Like [`Self::write`], for an operation that may be one that undo takes back.
    pub fn execute<T: 'static>(&self, op: Op, f: impl FnOnce(&Tx<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let mut refused = None;
        let limits = if self.operation.method == "DELETE" { None } else { self.app.quotas.of(self.code()) };
        let usage = |tx: &Tx<'_>| -> store::Result<_> {
            let project = if limits.is_some() { tx.projects().by_code(self.code())? } else { None };
            project.map(|project| tx.project_rules().usage(project.id)).transpose()
        };
        let result = self.store().write(op, |tx| {
            let before = usage(tx)?;
            let value = f(tx).map_err(|e| keep(&mut refused, e))?;
            if let (Some(limits), Some(before), Some(after)) = (&limits, before, usage(tx)?)
                && let Some(passed) = passed(limits, &before, &after)
            {
                return Err(keep(&mut refused, quotas::refusal(passed)));
            }
            if self.operation.is_audited() {
                self.note(tx, (&value as &dyn Any).downcast_ref())?;
            }
            Ok(value)
        });
        self.written(result, refused)
    }

    /// Like [`Self::write`], for a write of which many come at once: see [`Store::write_in_queue`]. A project with limits and an audited operation
    /// take the usual way.
    pub fn write_in_queue<T: Send + 'static>(
        &self,
        name: &'static str,
        f: impl FnOnce(&Tx<'_>) -> ApiResult<T> + Send + 'static,
    ) -> ApiResult<T> {
        if self.operation.is_audited() || self.app.quotas.of(self.code()).is_some() {
            return self.write(name, f);
        }
        let refused = Arc::new(Mutex::new(None));
        let place = Arc::clone(&refused);
        let result = self.store().write_in_queue(Op::bulk(name), move |tx| f(tx).map_err(|e| keep(&mut place.lock(), e)));
        let refused = refused.lock().take();
        self.written(result, refused)
    }

    /// The value of a write; the refusal of an operation in place of the error of the store that stands for it.
    fn written<T>(&self, result: store::Result<Written<T>>, refused: Option<ApiError>) -> ApiResult<T> {
        let value = unwrap(result.map(|w| w.value), refused)?;
        self.app.stats.count_write();
        Ok(value)
    }
}

/// Longest text of one value in the audit, in characters.
const NOTED_TEXT: usize = 200;
/// Values of a body that the audit leaves out.
const SECRET_VALUES: [&str; 3] = ["url", "secret", "chat"];
/// Most values of a body in the audit.
const NOTED_VALUES: usize = 20;

/// A value of a body for the audit: short texts and numbers as they are.
fn noted(value: &Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > NOTED_TEXT => {
            format!("{}…", text.chars().take(NOTED_TEXT).collect::<String>()).into()
        }
        Value::Array(values) => format!("[{}]", values.len()).into(),
        Value::Object(fields) => format!("{{{}}}", fields.len()).into(),
        plain => plain.clone(),
    }
}

/// The project with a code, as [`Call::project`] finds it.
pub fn project(tx: &Tx<'_>, code: &str, principal: &Principal) -> ApiResult<Project> {
    let found = tx.projects().by_code(code)?.filter(|project| principal.sees(project.id));
    found.ok_or_else(|| ApiError::not_found("Project"))
}

/// The store knows only its own errors: the API error is put aside while the transaction is rolled back.
pub fn keep(place: &mut Option<ApiError>, error: ApiError) -> store::Error {
    *place = Some(error);
    store::Error::Aborted
}

fn unwrap<T>(result: store::Result<T>, refused: Option<ApiError>) -> ApiResult<T> {
    match refused {
        Some(refused) => Err(refused),
        None => Ok(result?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_of_both_styles() {
        let q = Query::parse("filters[run]=1,2&status=Failed&include=cases,defects&api=true&blank=");
        assert_eq!(q.numbers("run").expect("numbers"), Some(vec![1, 2]));
        assert_eq!(q.words("status").expect("words"), Some(vec!["failed".to_owned()]));
        assert!(q.includes("defects") && !q.includes("case"));
        assert_eq!(q.truth("api").expect("truth"), Some(true));
        assert_eq!(q.get("blank"), None);
        assert!(q.numbers("status").is_err());
        let long = Query::parse(&format!("status={}&search={}", "a,".repeat(MAX_WORDS + 1), "a".repeat(MAX_SEARCH + 1)));
        assert!(long.words("status").is_err() && long.search().is_err());
    }
}
