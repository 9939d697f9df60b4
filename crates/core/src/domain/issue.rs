//! Issues of a tracker that results name by their ids.

use super::result::ResultLink;

/// Part of a template that stands for the id.
pub const ID: &str = "{id}";

/// True for an address that a browser opens.
pub fn is_page(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme))
}

/// True for the kind of a link, or the name of a label, that holds ids of issues.
pub fn is_issue(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "issue" | "bug" | "defect" | "jira" | "ticket")
}

/// Identity of the issue of a link: its address, or its name if it has no address.
pub fn named_by(link: &ResultLink) -> &str {
    if link.url.is_empty() { &link.name } else { &link.url }
}

/// True for a template of addresses: a page with [`ID`] in it.
pub fn is_template(url: &str) -> bool {
    is_page(url) && url.contains(ID) && !url.contains(char::is_whitespace)
}

/// The page of an issue: the template with the id in place of [`ID`]. Characters that would leave the place of the id are
/// encoded. `None` for a blank id and for text that is no id, such as a sentence.
pub fn page(template: &str, id: &str) -> Option<String> {
    let id = id.trim();
    if id.is_empty() || id.len() > 200 || id.contains(char::is_whitespace) || !is_template(template) {
        return None;
    }
    let mut encoded = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(template.replace(ID, &encoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_in_the_template_and_cannot_leave_it() {
        let template = "https://tracker.example/browse/{id}?from=tests";
        assert_eq!(page(template, " SHOP-12 ").as_deref(), Some("https://tracker.example/browse/SHOP-12?from=tests"));
        assert_eq!(page(template, "../x?y#z").as_deref(), Some("https://tracker.example/browse/..%2Fx%3Fy%23z?from=tests"));
        for (template, id) in [(template, ""), (template, "two words"), ("file:///{id}", "1"), ("https://tracker.example/", "1")]
        {
            assert_eq!(page(template, id), None, "{template} {id}");
        }
        assert!(is_issue("Issue") && !is_issue("tms"));
    }
}
