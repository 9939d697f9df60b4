//! Answers of typed handlers: one object, a page of a list, an outcome for each item, or nothing.

use crate::answer::Answer;
use crate::error::{ApiError, ApiResult};
use crate::spool::Spool;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use parking_lot::Mutex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::marker::PhantomData;

/// An answer that knows its status and its schema.
pub trait Reply {
    /// Status of a success.
    const STATUS: StatusCode;
    /// True where the answer has an `ETag`.
    const HAS_TAG: bool = false;
    /// False where `fields=` is no parameter of a reading operation: its answer has no fields.
    const TAKES_FIELDS: bool = true;
    /// False where the answer has a secret that must not be kept for a repeated request.
    const IS_KEPT: bool = true;
    /// Media types of the body.
    const MEDIA: &'static [&'static str] = &["application/json"];

    /// Schema of the body; `None` without one.
    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema>;

    /// Names of the fields that the objects of the answer may have; blank where `fields=` chooses nothing.
    fn fields() -> BTreeSet<String> {
        BTreeSet::new()
    }

    /// The answer with these fields of each object alone; `None` keeps all.
    fn answer(&self, fields: Option<&[String]>) -> ApiResult<Answer>;
}

/// Identity of a state of an object, for `ETag` and `If-Match`: a hash of the object as the API returns it.
pub fn tag_of(object: &Value) -> String {
    format!("\"{}\"", &blake3::hash(object.to_string().as_bytes()).to_hex()[..32])
}

fn value(object: &impl Serialize) -> Value {
    // Objects of this API have texts as keys, so that this cannot fail.
    serde_json::to_value(object).unwrap_or_default()
}

/// Names of the fields of a type, by its schema.
fn fields_of<T: JsonSchema>() -> BTreeSet<String> {
    let root = SchemaGenerator::default().into_root_schema_for::<T>().to_value();
    let mut names = BTreeSet::new();
    add_fields(&root, &root, DEEPEST_ALTERNATIVE, &mut names);
    names
}

/// Most references and alternatives around the fields of an object.
const DEEPEST_ALTERNATIVE: usize = 4;

/// Adds the names of the fields of a schema and of its alternatives.
fn add_fields(root: &Value, schema: &Value, depth: usize, names: &mut BTreeSet<String>) {
    names.extend(schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys().cloned()));
    let Some(depth) = depth.checked_sub(1) else { return };
    let referred = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.strip_prefix('#')?));
    let several = ["allOf", "anyOf", "oneOf"].iter().flat_map(|of| schema[*of].as_array().into_iter().flatten());
    for part in referred.into_iter().chain(several) {
        add_fields(root, part, depth, names);
    }
}

/// True for a field that stays whatever the client named.
fn is_identifier(name: &str) -> bool {
    matches!(name, "id" | "code" | "hash")
}

/// Refuses names that are no fields of the answer.
///
/// # Errors
/// 400 with the first unknown name and all known ones.
pub fn check_fields<R: Reply>(wanted: &[String]) -> ApiResult<()> {
    only_known(wanted, R::fields())
}

fn only_known(wanted: &[String], known: BTreeSet<String>) -> ApiResult<()> {
    let is_known = |name: &String| is_identifier(name) || known.contains(name);
    match wanted.iter().find(|name| !is_known(name)) {
        Some(unknown) if !known.is_empty() => {
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            Err(ApiError::field("fields", format!("“{unknown}” is no field here. The fields are: {known}")))
        }
        _ => Ok(()),
    }
}

/// Removes the fields that the client did not name. The id stays, so that a row can be told.
fn keep(object: &mut Value, fields: Option<&[String]>) {
    if let (Some(fields), Some(object)) = (fields, object.as_object_mut()) {
        object.retain(|name, _| fields.iter().any(|field| field == name) || is_identifier(name));
    }
}

fn with_header(mut answer: Answer, name: axum::http::HeaderName, text: &str) -> Answer {
    if let Ok(text) = HeaderValue::from_str(text) {
        answer.headers.push((name, text));
    }
    answer
}

/// One object, with its `ETag`.
#[derive(Debug)]
pub struct One<T>(pub T);

impl<T: Serialize + JsonSchema> Reply for One<T> {
    const STATUS: StatusCode = StatusCode::OK;
    const HAS_TAG: bool = true;

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        Some(schemas.subschema_for::<T>())
    }

    fn fields() -> BTreeSet<String> {
        fields_of::<T>()
    }

    fn answer(&self, fields: Option<&[String]>) -> ApiResult<Answer> {
        let mut object = value(&self.0);
        let tag = tag_of(&object);
        keep(&mut object, fields);
        Ok(with_header(Answer::new(Self::STATUS, &object), ETAG, &tag))
    }
}

/// A new object, with its `ETag` and its address behind `/api/v1`.
#[derive(Debug)]
pub struct CreatedObject<T> {
    pub object: T,
    pub path: String,
}

impl<T: Serialize + JsonSchema> Reply for CreatedObject<T> {
    const STATUS: StatusCode = StatusCode::CREATED;
    const HAS_TAG: bool = true;

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        Some(schemas.subschema_for::<T>())
    }

    fn answer(&self, _: Option<&[String]>) -> ApiResult<Answer> {
        let object = value(&self.object);
        let answer = with_header(Answer::new(Self::STATUS, &object), ETAG, &tag_of(&object));
        Ok(with_header(answer, LOCATION, &format!("/api/v1{}", self.path)))
    }
}

/// Like [`CreatedObject`], for an object with a secret.
#[derive(Debug)]
pub struct CreatedSecret<T> {
    pub object: T,
    pub path: String,
}

impl<T: Serialize + JsonSchema> Reply for CreatedSecret<T> {
    const STATUS: StatusCode = StatusCode::CREATED;
    const IS_KEPT: bool = false;

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        Some(schemas.subschema_for::<T>())
    }

    fn answer(&self, _: Option<&[String]>) -> ApiResult<Answer> {
        let answer = Answer::new(Self::STATUS, &value(&self.object));
        Ok(with_header(answer, LOCATION, &format!("/api/v1{}", self.path)))
    }
}

/// A file that was made for this answer.
#[derive(Debug)]
pub struct File {
    /// Media type.
    pub mime: &'static str,
    pub name: String,
    /// Its text, which is taken once.
    pub text: Mutex<Option<Spool>>,
}

impl Reply for File {
    const STATUS: StatusCode = StatusCode::OK;
    const TAKES_FIELDS: bool = false;
    const MEDIA: &'static [&'static str] = &["text/html", "text/markdown", "application/xml", "application/json"];

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        Some(json_schema!({}))
    }

    fn answer(&self, _: Option<&[String]>) -> ApiResult<Answer> {
        let answer = Answer::of(Self::STATUS, self.text.lock().take().unwrap_or_default());
        // Whoever opens it in a browser sees it in a place without rights on this server.
        let answer = with_header(answer, CONTENT_SECURITY_POLICY, "sandbox allow-scripts");
        let answer = with_header(answer, CONTENT_DISPOSITION, &format!("attachment; filename=\"{}\"", self.name));
        Ok(with_header(answer, CONTENT_TYPE, self.mime))
    }
}

/// A part of a list.
#[derive(Debug)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// The place behind the last item; `None` at the end of the list.
    pub next_cursor: Option<String>,
}

impl<T> Listed<T> {
    /// A list that has all of its items.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

impl<T: Serialize + JsonSchema> Reply for Listed<T> {
    const STATUS: StatusCode = StatusCode::OK;

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        let item = schemas.subschema_for::<T>();
        Some(json_schema!({
            "type": "object",
            "properties": {
                "items": { "type": "array", "items": item },
                "next_cursor": {
                    "type": ["string", "null"],
                    "description": "The value of `cursor` for the items behind these; null at the end of the list.",
                },
            },
            "required": ["items", "next_cursor"],
        }))
    }

    fn fields() -> BTreeSet<String> {
        fields_of::<T>()
    }

    fn answer(&self, fields: Option<&[String]>) -> ApiResult<Answer> {
        let items: Vec<Value> = self
            .items
            .iter()
            .map(value)
            .map(|mut item| {
                keep(&mut item, fields);
                item
            })
            .collect();
        Ok(Answer::new(Self::STATUS, &json!({ "items": items, "next_cursor": self.next_cursor })))
    }
}

/// A part of a list whose items are written as they are read, so that they never stand in memory together.
#[derive(Debug)]
pub struct TextList<T> {
    text: Mutex<Option<Spool>>,
    item: PhantomData<fn() -> T>,
}

/// Takes the items of a [`TextList`] in their order.
#[derive(Debug)]
pub struct ListText<'f> {
    spool: Spool,
    is_empty: bool,
    fields: Option<&'f [String]>,
}

impl<'f> ListText<'f> {
    /// A list without items yet. `fields` names those of each item that stay.
    pub fn new(fields: Option<&'f [String]>) -> Self {
        let mut spool = Spool::default();
        // A spool takes everything, and tells at the end where it could not.
        spool.write_all(b"{\"items\":[").ok();
        Self { spool, is_empty: true, fields }
    }

    /// Adds an item: the text of its JSON object.
    pub fn add(&mut self, text: &[u8]) {
        if !std::mem::take(&mut self.is_empty) {
            self.spool.write_all(b",").ok();
        }
        if self.fields.is_none() {
            self.spool.write_all(text).ok();
            return;
        }
        let mut object = serde_json::from_slice(text).unwrap_or_default();
        keep(&mut object, self.fields);
        serde_json::to_writer(&mut self.spool, &object).ok();
    }

    /// Adds the objects of a part of the list.
    ///
    /// # Errors
    /// An object that cannot be written as JSON.
    pub fn add_all<T: Serialize>(&mut self, objects: &[T]) -> ApiResult<()> {
        for object in objects {
            self.add(&serde_json::to_vec(object).map_err(|e| voluptas_store::Error::Corrupt(e.to_string()))?);
        }
        Ok(())
    }

    /// The list with the place behind its last item.
    pub fn finish<T>(mut self, next_cursor: Option<&str>) -> TextList<T> {
        self.spool.write_all(format!("],\"next_cursor\":{}}}", json!(next_cursor)).as_bytes()).ok();
        TextList { text: Mutex::new(Some(self.spool)), item: PhantomData }
    }
}

impl<T: Serialize + JsonSchema> Reply for TextList<T> {
    const STATUS: StatusCode = StatusCode::OK;

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        Listed::<T>::schema(schemas)
    }

    fn fields() -> BTreeSet<String> {
        fields_of::<T>()
    }

    fn answer(&self, _: Option<&[String]>) -> ApiResult<Answer> {
        Ok(Answer::of(Self::STATUS, self.text.lock().take().unwrap_or_default()))
    }
}

/// The outcome of one item of a bulk request.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Outcome {
    /// Place of the item in the request, from 0.
    pub index: usize,
    /// Status that the item would have had as a request of its own: 200, 201, 404, 422.
    pub status: u16,
    /// Id of the item; null where it was refused.
    pub id: Option<i64>,
    /// Reason of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The outcomes of the items of a bulk request, in their order. One refused item leaves the others alone.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Outcomes {
    pub outcomes: Vec<Outcome>,
}

impl Reply for Outcomes {
    const STATUS: StatusCode = StatusCode::OK;

    fn schema(schemas: &mut SchemaGenerator) -> Option<Schema> {
        Some(schemas.subschema_for::<Self>())
    }

    fn answer(&self, _: Option<&[String]>) -> ApiResult<Answer> {
        Ok(Answer::new(Self::STATUS, &value(self)))
    }
}

/// Done, and nothing to say.
#[derive(Debug)]
pub struct Done;

impl Reply for Done {
    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }

    fn answer(&self, _: Option<&[String]>) -> ApiResult<Answer> {
        Ok(Answer::empty(Self::STATUS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, Serialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Thing {
        Case { title: String },
        Run { number: i64 },
    }

    #[test]
    fn fields_are_those_of_the_schema() {
        assert_eq!(Listed::<Thing>::fields().into_iter().collect::<Vec<_>>(), ["kind", "number", "title"]);
        assert!(One::<BTreeMap<String, i64>>::fields().is_empty() && Done::fields().is_empty());
        let wanted = |name: &str| [name.to_owned()];
        check_fields::<Listed<Thing>>(&wanted("title")).expect("a field");
        check_fields::<Listed<Thing>>(&wanted("id")).expect("an identifier");
        check_fields::<Done>(&wanted("nope")).expect("nothing to choose from");
        let refused = check_fields::<Listed<Thing>>(&wanted("nope")).expect_err("no field");
        assert_eq!((refused.status, refused.fields[0].field.as_str()), (StatusCode::BAD_REQUEST, "fields"));
        assert_eq!(refused.fields[0].error, "“nope” is no field here. The fields are: kind, number, title");
        let list = Listed::whole(vec![Thing::Case { title: "Pay".to_owned() }, Thing::Run { number: 2 }]);
        list.answer(Some(&wanted("kind"))).expect("a list");
    }
}
