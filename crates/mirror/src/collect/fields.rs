//! The custom field that holds the keys.

use crate::error::{Error, Result};
use crate::names::closest;
use voluptas_core::domain::Message;
use voluptas_qase::Client;
use voluptas_qase::model::{CustomField, FieldEntity, FieldKind};

/// Custom fields of cases.
async fn of_cases(client: &Client) -> Result<Vec<CustomField>> {
    let all = client.list_custom_fields(Some(FieldEntity::Case)).await?;
    // A server may not know the filter.
    Ok(all.into_iter().filter(|f| f.entity == Some(FieldEntity::Case)).collect())
}

/// The id of the field of this title, and a notice when it was found in another letter case.
pub(super) async fn find(client: &Client, project: &str, title: &str) -> Result<(i64, Option<Message>)> {
    choose(&of_cases(client).await?, project, title)
}

fn choose(all: &[CustomField], project: &str, title: &str) -> Result<(i64, Option<Message>)> {
    let title = title.trim();
    let here: Vec<&CustomField> = all.iter().filter(|f| f.is_in_project(project)).collect();
    let exact: Vec<&CustomField> = here.iter().filter(|f| f.title.trim() == title).copied().collect();
    let (found, is_exact) = match exact.is_empty() {
        false => (exact, true),
        true => (here.iter().filter(|f| f.is_titled(title)).copied().collect(), false),
    };
    match found.as_slice() {
        [] => Err(Error::NoField { project: project.to_owned(), title: title.to_owned(), there: offered(&here, title) }),
        [field] => {
            if !is_text(field) {
                let kind = field.kind.map_or("", FieldKind::slug);
                return Err(Error::FieldKind { title: field.title.clone(), kind });
            }
            let notice = Message::new("mirror-warning-field-case").with("wanted", title).with("title", field.title.trim());
            Ok((field.id, (!is_exact).then_some(notice)))
        }
        several => {
            let ids = several.iter().map(|f| f.id.to_string()).collect::<Vec<_>>().join(", ");
            Err(Error::SeveralFields { title: title.to_owned(), ids })
        }
    }
}

/// True when equal values mean the same: in a list of options they would be numbers of options.
fn is_text(field: &CustomField) -> bool {
    field.kind.is_none_or(|k| k.is_free_text() || matches!(k, FieldKind::Number | FieldKind::Url))
}

/// True when the keys by which cases are counterparts can stand in this field.
pub fn can_hold_keys(field: &CustomField) -> bool {
    field.entity == Some(FieldEntity::Case) && is_text(field)
}

/// All titles, the likest first.
fn offered(fields: &[&CustomField], title: &str) -> String {
    let near = closest(title, fields.iter().map(|f| f.title.trim()));
    let mut titles: Vec<&str> = near.split(", ").filter(|t| !t.is_empty()).collect();
    for field in fields {
        if !titles.contains(&field.title.trim()) {
            titles.push(field.title.trim());
        }
    }
    titles.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(id: i64, title: &str, kind: FieldKind) -> CustomField {
        CustomField {
            id,
            title: title.into(),
            kind: Some(kind),
            entity: Some(FieldEntity::Case),
            is_enabled_for_all_projects: true,
            ..CustomField::default()
        }
    }

    #[test]
    fn the_field_is_found_by_its_title_and_never_guessed() {
        let all = [
            field(1, " Automation Key ", FieldKind::String),
            field(2, "Owner", FieldKind::User),
            field(3, "Twin", FieldKind::String),
            field(4, "twin", FieldKind::String),
            CustomField { is_enabled_for_all_projects: false, ..field(5, "Elsewhere", FieldKind::String) },
        ];
        let find = |title: &str| choose(&all, "SHOP", title);
        assert_eq!(find("Automation Key"), Ok((1, None)));
        let (id, notice) = find("automation  key").expect("other letter case");
        assert_eq!((id, notice.map(|n| n.key)), (1, Some("mirror-warning-field-case".into())));
        assert_eq!(find("Twin").map(|f| f.0), Ok(3));
        assert!(matches!(find("TWIN"), Err(Error::SeveralFields { ids, .. }) if ids == "3, 4"));
        assert!(matches!(find("Owner"), Err(Error::FieldKind { kind: "user", .. })));
        assert!(matches!(find("Elsewhere"), Err(Error::NoField { .. })));
        let Err(Error::NoField { there, .. }) = find("Automation") else { panic!("a field was made up") };
        assert_eq!(there, "Automation Key, Owner, Twin, twin");
    }
}
