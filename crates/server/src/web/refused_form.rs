//! A refused form on the page that it was sent from, with the typed values and the errors at its fields.
//!
//! A form takes part by a hidden field `form` with its name on the page. Where its operation is refused, the page is shown again
//! with a [`RefusedForm`] in its frame. Templates ask [`FormState`] for the values and reasons, by the macros of `parts.html`.

use super::form::Form;
use super::page_request::sentence;
use super::wrong_fields;
use crate::error::ApiError;
use axum::http::StatusCode;
use std::borrow::Borrow;
use voluptas_i18n::Tr;

/// Name of the field with the name of the form.
const NAME_FIELD: &str = "form";

/// Typed values of a form, and the errors of its refusal.
#[derive(Debug)]
pub struct RefusedForm {
    name: String,
    form: Form,
    /// By the names of the fields, in the order of the form.
    errors: Vec<(String, String)>,
    /// Reasons that belong to no field of the form.
    words: Vec<String>,
    /// Somebody changed the object meanwhile.
    is_met: bool,
}

impl RefusedForm {
    /// The form of a refusal; `None` where the page cannot show it again, or has no use of that.
    pub fn of(tr: Tr, form: Form, error: &ApiError) -> Result<Self, Form> {
        let has_reason = matches!(
            error.status,
            StatusCode::BAD_REQUEST | StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED | StatusCode::UNPROCESSABLE_ENTITY
        ) || !error.fields.is_empty();
        let Some(name) = form.get(NAME_FIELD).map(str::to_owned).filter(|_| has_reason) else { return Err(form) };
        let (mut errors, mut words) = (Vec::new(), Vec::new());
        for wrong in &error.fields {
            let pointer = wrong.field.trim_start_matches('/');
            let (first, last) = (pointer.split('/').next(), pointer.rsplit('/').next());
            // The short name of an environment is made of its title.
            let of_title = (pointer == "slug").then_some("title");
            match [Some(pointer), first, last, of_title]
                .into_iter()
                .flatten()
                .find_map(|name| form.place(name).map(|at| (at, name)))
            {
                Some((at, name)) => errors.push((at, name.to_owned(), wrong_fields::sentence(tr, &wrong.error))),
                None => words.push(wrong_fields::line(tr, &wrong.field, &wrong.error)),
            }
        }
        errors.sort_by_key(|(at, ..)| *at);
        let errors: Vec<(String, String)> = errors.into_iter().map(|(_, name, words)| (name, words)).collect();
        if errors.is_empty() && words.is_empty() {
            words.push(sentence(tr, error));
        }
        Ok(Self { name, form, errors, words, is_met: error.status == StatusCode::PRECONDITION_FAILED })
    }

    /// A field of the form where it is one of these.
    pub fn opened(&self, field: &str, forms: &[&str]) -> Option<&str> {
        self.form.get(field).filter(|_| forms.contains(&self.name.as_str()))
    }
}

/// A form of a page: as it is stored, or as it was typed and refused.
#[derive(Debug)]
pub struct FormState<'f> {
    name: String,
    refused: Option<&'f RefusedForm>,
}

impl<'f> FormState<'f> {
    pub fn new(name: String, refused: Option<&'f RefusedForm>) -> Self {
        let refused = refused.filter(|refused| refused.name == name);
        Self { name, refused }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reasons that belong to no field.
    pub fn words(&self) -> &[String] {
        self.refused.map_or(&[], |refused| &refused.words)
    }

    /// Error of a field; blank for a valid one.
    pub fn error(&self, name: &str) -> &str {
        let found = self.refused.and_then(|refused| refused.errors.iter().find(|(field, _)| field == name));
        found.map_or("", |(_, words)| words)
    }

    /// True for the first wrong field, which takes the keyboard.
    pub fn is_first(&self, name: &str) -> bool {
        self.refused.and_then(|refused| refused.errors.first()).is_some_and(|(field, _)| field == name)
    }

    /// Identity of the reason at a field.
    pub fn id(&self, name: &str) -> String {
        format!("wrong-{}-{name}", self.name)
    }

    /// Text of a field.
    pub fn value(&self, name: &str, stored: &str) -> String {
        self.refused.and_then(|refused| refused.form.text(name)).unwrap_or_else(|| stored.to_owned())
    }

    /// Value of a field that somebody else stored in the meantime; blank if it is unchanged.
    pub fn theirs<'s>(&self, name: &str, stored: &'s str) -> &'s str {
        let is_met = self.refused.is_some_and(|refused| refused.is_met);
        if is_met && self.value(name, stored).trim() != stored.trim() { stored } else { "" }
    }

    /// True for a value of a list, or of a box, that is selected.
    pub fn is_chosen(&self, name: &str, value: &str, is_stored: impl Borrow<bool>) -> bool {
        self.refused.map_or(*is_stored.borrow(), |refused| refused.form.all(name).iter().any(|one| one == value))
    }

    /// True where a part of the page with this form has to be open.
    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldError;
    use voluptas_i18n::Lang;

    fn refused(body: &str, fields: &[(&str, &str)]) -> RefusedForm {
        let field = |(field, error): &(&str, &str)| FieldError { field: (*field).to_owned(), error: (*error).to_owned() };
        let error = ApiError::unprocessable_fields(fields.iter().map(field).collect());
        RefusedForm::of(Tr::new(Lang::En), Form::parse(body.as_bytes()), &error).expect("a form with a name")
    }

    #[test]
    fn reasons_stand_at_fields_in_the_order_of_the_form_and_others_before_them() {
        let form = refused(
            "form=new&title=x&due_at=soon&role=lead",
            &[("/due_at", "is no number"), ("/title", "is required"), ("/gone", "is strange")],
        );
        let state = FormState::new("new".into(), Some(&form));
        assert_eq!((state.error("title"), state.error("due_at"), state.error("role")), ("is required", "is no number", ""));
        assert!(state.is_first("title") && !state.is_first("due_at"));
        assert_eq!(state.words(), ["gone: is strange"]);
        assert_eq!((state.value("title", "stored").as_str(), state.value("other", "stored").as_str()), ("x", "stored"));
        assert!(state.is_chosen("role", "lead", false) && !state.is_chosen("role", "viewer", true));
        let other = FormState::new("line-1".into(), Some(&form));
        assert_eq!((other.error("title"), other.value("title", "stored").as_str()), ("", "stored"), "another form stays");
        assert!(other.is_chosen("role", "viewer", true));
    }

    #[test]
    fn a_form_without_a_name_and_a_refused_right_are_not_shown_again() {
        let of = |body: &str, error: &ApiError| RefusedForm::of(Tr::new(Lang::En), Form::parse(body.as_bytes()), error).is_ok();
        assert!(!of("title=x", &ApiError::unprocessable("/title", "is required")));
        assert!(!of("form=new", &ApiError::forbidden()));
        assert!(of("form=new", &ApiError::new(StatusCode::CONFLICT, "no")));
    }
}
