//! Forms: their fields, and the key that shows that this server wrote them.

use super::page_request::PageRequest;
use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq as _;

/// Name of the field with the key of the session.
pub const KEY_FIELD: &str = "form_key";

/// Most fields of a form: a case of two thousand steps has fewer.
pub const MOST_FIELDS: usize = 10_000;

/// Number of newest objects that are compared with a new one. An equal object means that somebody went back in the browser and
/// sent the form again.
pub const TWINS: usize = 10;

/// Age up to which an equal object counts as a twin, in milliseconds.
pub const TWIN_MS: i64 = 10 * 60 * 1000;

/// The fields of a form, in order, with repeats.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body of a form.
    pub fn parse(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The fields beside the files of a multipart body.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// A field without surrounding blanks; `None` for a missing or blank field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// A field as it was typed, with the line ends of this program; `None` for a missing field.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.replace("\r\n", "\n"))
    }

    /// Every value of a repeated field, as it was typed.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.replace("\r\n", "\n")).collect()
    }

    /// Place of the first field with a name among all fields; `None` for a missing field.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|(n, _)| n == name)
    }

    /// True for a box that is checked.
    pub fn is_checked(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// True where the form has the key of its session. A form without a session has no rights that another site could use.
    pub fn has_key(&self, request: &PageRequest) -> bool {
        if request.form_key.is_empty() {
            return true;
        }
        let header = request.headers.get("x-form-key").and_then(|value| value.to_str().ok());
        let given = header.or_else(|| self.get(KEY_FIELD)).unwrap_or_default();
        given.as_bytes().ct_eq(request.form_key.as_bytes()).into()
    }
}

/// The key of a session's forms: a hash that does not tell the cookie.
pub fn key_of(cookie: &str) -> String {
    blake3::Hash::from(blake3::derive_key("VoluptAS form key of a session", cookie.as_bytes())).to_hex()[..32].to_owned()
}

/// Address of the page that a form was on, without the host; the home page where the browser does not tell. `root` is the address of this server.
pub fn page_before<'h>(root: &str, headers: &'h HeaderMap) -> &'h str {
    let text = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.strip_prefix(root).filter(|rest| is_own_address(rest)).unwrap_or("/")
}

/// True for an address on this server: a redirect leads nowhere else.
pub fn is_own_address(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~%?&=+,:@!$'()*;".contains(&b);
    text.starts_with('/') && !text.starts_with("//") && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_back_to_own_pages_alone() {
        for own in ["/", "/run/DEMO/dashboard/1", "/SHOP/cases?suite_id=1&tags=%D0%BF&q=a+b", "/SHOP/cases?sort=-created"] {
            assert!(is_own_address(own), "{own}");
        }
        for other in
            ["", "//evil.example/run/", "https://evil.example", "/run/\r\nSet-Cookie: a=b", "/\\evil", "/a\"b", "/a#b", "evil"]
        {
            assert!(!is_own_address(other), "{other}");
        }
    }

    #[test]
    fn fields_repeat_and_keep_their_lines() {
        let form = Form::parse("action=a%0D%0Ab&action=&title=+x+&blank=+".as_bytes());
        assert_eq!(form.all("action"), ["a\nb", ""]);
        assert_eq!((form.get("title"), form.get("blank"), form.get("none")), (Some("x"), None, None));
    }
}
