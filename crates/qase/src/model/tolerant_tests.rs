//! Odd forms of values, chosen and random.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{Case, CustomField, FieldEntity, FieldKind, Project, Run, Suite, TestResult};

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Probe {
    #[serde(deserialize_with = "int")]
    int: i64,
    #[serde(deserialize_with = "opt_int")]
    opt_int: Option<i64>,
    #[serde(deserialize_with = "flag")]
    flag: bool,
    #[serde(deserialize_with = "opt_text")]
    text: Option<String>,
    #[serde(deserialize_with = "texts")]
    texts: Vec<String>,
    #[serde(deserialize_with = "text_lists")]
    params: BTreeMap<String, Vec<String>>,
}

fn probe(value: Value) -> Result<Probe, serde_json::Error> {
    serde_json::from_value(value)
}

#[test]
fn absent_and_null_are_nothing() {
    let nulls = json!({"int": null, "opt_int": null, "flag": null, "text": null, "texts": null, "params": null});
    assert_eq!(probe(nulls).unwrap(), Probe::default());
    assert_eq!(probe(json!({})).unwrap(), Probe::default());
}

#[test]
fn what_cannot_be_understood_is_an_error_that_shows_it() {
    for bad in [json!({"int": "seven"}), json!({"int": 1.5}), json!({"flag": "maybe"}), json!({"text": {"a": 1}})] {
        let shown = probe(bad).unwrap_err().to_string();
        assert!(shown.contains("expected"), "{shown}");
    }
}

#[test]
fn empty_params_come_as_a_list_and_others_as_an_object() {
    assert!(probe(json!({"params": []})).unwrap().params.is_empty());
    let p = probe(json!({"params": {"Browser": ["Firefox", 3], "One": "x"}})).unwrap().params;
    assert_eq!(p["Browser"], ["Firefox", "3"]);
    assert_eq!(p["One"], ["x"]);
}

#[test]
fn a_list_with_holes_comes_as_an_object() {
    let p = probe(json!({"texts": {"10": "c", "2": "b", "0": "a"}})).unwrap();
    assert_eq!(p.texts, ["a", "b", "c"]);
}

#[test]
fn a_case_with_odd_forms_is_read_and_what_is_unknown_is_kept() {
    let case: Case = serde_json::from_value(json!({
        "id": "7", "title": "Pay", "description": null, "severity": "2", "is_flaky": true, "isManual": 0, "isToBeAutomated": "0",
        "suite_id": null, "params": [], "custom_fields": [{"id": "3", "value": 42}, null], "tags": {},
        "attachments": [{"size": "12", "mime": "image/png", "filename": "a.png",
            "url": "https://files.example/attachment/0123456789abcdef0123456789abcdef01234567/a.png"}],
        "steps": [{"action": "Open", "expected_result": null, "shared_step_hash": "ff", "steps": [{"action": "Inner"}], "hash": "h1"}],
        "parameters": [{"type": "single", "shared_id": null, "item": {"title": "Browser", "values": ["a"]}},
                       {"type": "group", "items": [{"title": "x", "values": ["1"]}, {"title": "y", "values": ["2"]}]}],
        "updated": "2021-12-30T19:23:59.000000Z", "future": {"deep": [1]},
    }))
    .unwrap();
    assert_eq!((case.id, case.severity, case.is_flaky), (7, Some(2), true));
    assert_eq!((case.is_manual, case.automation_state()), (Some(false), 2));
    assert_eq!(case.custom_field(3), Some("42"));
    assert_eq!(case.attachments[0].hash().as_deref(), Some("0123456789abcdef0123456789abcdef01234567"));
    assert_eq!(case.steps[0].steps[0].action, "Inner");
    assert_eq!(case.parameter_items().len(), 3);
    assert_eq!(case.updated(), clock_of("2021-12-30T19:23:59+00:00"));
    let kept = serde_json::to_value(&case).unwrap();
    assert_eq!(kept["future"]["deep"][0], 1);
    assert_eq!(kept["steps"][0]["hash"], "h1");
    assert_eq!(serde_json::from_value::<Case>(kept).unwrap(), case, "what is kept reads back the same");
}

fn clock_of(text: &str) -> Option<i64> {
    voluptas_core::base::clock::parse(text)
}

#[test]
fn options_of_a_custom_field_come_as_text_or_list() {
    let v1: CustomField = serde_json::from_value(json!({
        "id": 1, "title": "Team", "entity": "Case", "type": "Selectbox", "value": "[{\"id\":1,\"title\":\"Web\"}]", "is_required": 1
    }))
    .unwrap();
    let v2: CustomField = serde_json::from_value(json!({
        "id": 1, "title": "Team", "entity": 0, "type": 3, "value": [{"id": 1, "title": "Web", "slug": null}], "is_required": true
    }))
    .unwrap();
    assert_eq!(v1, v2);
    assert_eq!((v1.entity, v1.kind), (Some(FieldEntity::Case), Some(FieldKind::Selectbox)));
    let plain: CustomField = serde_json::from_value(json!({"id": 2, "title": "T", "value": ""})).unwrap();
    assert!(plain.options.is_empty());
}

#[test]
fn a_run_is_open_until_something_says_that_it_ended() {
    let run = |v: Value| serde_json::from_value::<Run>(v).unwrap();
    assert!(run(json!({"id": 1, "status": 0, "status_text": "active", "stats": []})).is_open());
    assert!(run(json!({"id": 1, "status": 0, "status_text": "In progress"})).is_open());
    assert!(!run(json!({"id": 1, "status": 1})).is_open());
    assert!(!run(json!({"id": 1, "status": 2, "status_text": "Aborted"})).is_open());
    assert!(!run(json!({"id": 1, "status": 0, "end_time": "2026-01-15T09:00:00+00:00"})).is_open());
}

#[test]
fn absent_counts_are_no_error() {
    let p: Project = serde_json::from_value(json!({"title": "Demo", "code": "DEMO", "counts": null})).unwrap();
    assert_eq!(p.counts.cases, 0);
    let p: Project =
        serde_json::from_value(json!({"title": "Demo", "code": "DEMO", "counts": {"cases": "3", "runs": []}})).unwrap();
    assert_eq!(p.counts.cases, 3);
}

/// Any JSON at all, small.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~]{0,8}".prop_map(Value::from),
        "-?[0-9]{1,25}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z0-9]{1,4}", inner, 0..4).prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn numbers_are_the_same_in_every_form(n in any::<i64>()) {
        let forms = [json!(n), json!(n.to_string()), json!(format!(" {n} "))];
        for form in forms {
            let p = probe(json!({"int": form.clone(), "opt_int": form})).unwrap();
            prop_assert_eq!((p.int, p.opt_int), (n, Some(n)));
        }
    }

    #[test]
    fn texts_are_kept_byte_for_byte(s in any::<String>()) {
        prop_assert_eq!(probe(json!({"text": s.clone()})).unwrap().text, Some(s));
    }

    #[test]
    fn no_value_of_any_member_can_panic(name in "[a-z_]{1,12}|id|title|steps|params|tags|custom_fields|parameters|value|stats", value in any_json()) {
        let object = json!({ name: value });
        drop(serde_json::from_value::<Case>(object.clone()));
        drop(serde_json::from_value::<Suite>(object.clone()));
        drop(serde_json::from_value::<Run>(object.clone()));
        drop(serde_json::from_value::<TestResult>(object.clone()));
        drop(serde_json::from_value::<CustomField>(object));
    }

    #[test]
    fn a_case_survives_keeping(id in 1i64..1_000_000, title in any::<String>(), description in any::<Option<String>>(), extra in any_json()) {
        let case: Case = serde_json::from_value(json!({"id": id, "title": title, "description": description, "zz_extra": extra})).unwrap();
        let again: Case = serde_json::from_value(serde_json::to_value(&case).unwrap()).unwrap();
        prop_assert_eq!(again, case);
    }
}
