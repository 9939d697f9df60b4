//! To the wire and back is the identity; odd answers become values with notes.

use super::*;
use crate::base::Base;
use crate::snapshot::{CaseState, SuiteRef};
use proptest::prelude::*;
use serde_json::json;
use voluptas_core::domain::case::{AttachmentRef, CaseContent, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::custom_field::key_of;
use voluptas_core::domain::field::CaseField;
use voluptas_qase::model::{self as wire, CustomField, FieldEntity, FieldKind};

fn fields() -> Fields {
    let custom: Vec<wire::CustomField> = serde_json::from_value(json!([
        { "id": 1, "title": "Automation Key", "entity": "case", "type": "string", "is_enabled_for_all_projects": true },
        { "id": 2, "title": "Browser", "entity": "case", "type": "selectbox", "is_enabled_for_all_projects": true,
          "value": [{ "id": 1, "title": "Firefox" }, { "id": 2, "title": "Chromium" }] },
        { "id": 3, "title": "Systems", "entity": "case", "type": "multiselect", "is_enabled_for_all_projects": true,
          "value": "[{\"id\":1,\"title\":\"Linux\"},{\"id\":2,\"title\":\"Windows\"}]" },
        { "id": 4, "title": "Of runs", "entity": "run", "type": "string", "is_enabled_for_all_projects": true },
        { "id": 5, "title": "Elsewhere", "entity": "case", "type": "string", "projects_codes": ["OTHER"] },
    ]))
    .unwrap();
    Fields::read(&[], &custom, "SHOP", &["automation key".into()])
}

/// The case that Qase would answer after the write.
fn echo(write: &wire::CaseWrite) -> wire::Case {
    let text = |t: &Option<String>| t.clone().filter(|t| !t.is_empty());
    fn steps(written: &[wire::StepWrite]) -> Vec<serde_json::Value> {
        written
            .iter()
            .map(|s| {
                let files: Vec<_> = s.attachments.iter().map(|h| file(h)).collect();
                json!({
                    "action": s.value.clone().or(s.action.clone()).unwrap_or_default(), "expected_result": s.expected_result,
                    "data": s.data, "shared_step_hash": s.shared, "attachments": files, "steps": steps(&s.steps),
                })
            })
            .collect()
    }
    fn file(hash: &str) -> serde_json::Value {
        json!({ "size": 3, "mime": "image\\/png", "filename": "a.png", "url": format!("https://files.example/{hash}/a.png?sign=1") })
    }
    let parameters: Vec<_> = write
        .parameters
        .iter()
        .flatten()
        .map(|p| match p {
            wire::ParameterWrite::Single(i) => json!({ "type": "single", "item": i }),
            wire::ParameterWrite::Group { items } => json!({ "type": "group", "items": items }),
            wire::ParameterWrite::Shared { shared_id } => {
                json!({ "type": "single", "shared_id": shared_id, "item": { "title": "shared", "values": ["1"] } })
            }
        })
        .collect();
    let custom: Vec<_> =
        write.custom_field.iter().map(|(id, v)| json!({ "id": id.parse::<i64>().unwrap(), "value": v })).collect();
    serde_json::from_value(json!({
        "id": 7, "title": write.title, "description": text(&write.description), "preconditions": text(&write.preconditions),
        "postconditions": text(&write.postconditions), "severity": write.severity, "priority": write.priority,
        "type": write.kind, "layer": write.layer, "behavior": write.behavior, "status": write.status,
        "is_flaky": write.is_flaky, "isManual": write.is_manual, "isToBeAutomated": write.is_to_be_automated,
        "suite_id": write.suite_id, "steps_type": write.steps_type, "steps": steps(write.steps.as_deref().unwrap_or_default()),
        "tags": write.tags.iter().flatten().map(|t| json!({ "title": t, "internal_id": 1 })).collect::<Vec<_>>(),
        "params": [], "parameters": parameters, "custom_fields": custom,
        "attachments": write.attachments.iter().flatten().map(|h| file(h)).collect::<Vec<_>>(),
    }))
    .unwrap()
}

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-zA-Zа-яё *_`<>&\"']{0,12}[a-zж]")
}

fn attachment() -> impl Strategy<Value = AttachmentRef> {
    "[0-9a-f]{40}".prop_map(|hash| AttachmentRef {
        url: Some(format!("https://files.example/{hash}/a.png")),
        hash: Some(hash),
        filename: "a.png".into(),
        mime: "image/png".into(),
        size: 3,
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let leaf = ("[a-zа-я \n]{0,12}", text(), text(), proptest::collection::vec(attachment(), 0..2))
        .prop_map(|(action, expected, data, attachments)| Step { action, expected, data, attachments, ..Step::default() });
    let step = leaf.prop_recursive(3, 12, 3, |inner| {
        (proptest::collection::vec(inner, 0..3), "[a-z]{1,5}").prop_map(|(steps, action)| Step {
            action,
            steps,
            ..Step::default()
        })
    });
    let shared = "[0-9a-f]{40}".prop_map(|hash| Step { shared: Some(hash), ..Step::default() });
    proptest::collection::vec(prop_oneof![4 => step, 1 => shared], 0..4)
}

fn parameters() -> impl Strategy<Value = Vec<Parameter>> {
    let item = ("[a-z]{1,6}", proptest::collection::vec("[a-z0-9]{1,4}", 1..4))
        .prop_map(|(title, values)| ParameterItem { title, values });
    let one = item.clone().prop_map(|item| Parameter::Single { shared_id: None, item });
    let group = proptest::collection::vec(item, 2..4).prop_map(|items| Parameter::Group { shared_id: None, items });
    proptest::collection::vec(prop_oneof![one, group], 0..3)
}

fn pick(slugs: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(slugs).prop_map(str::to_owned)
}

prop_compose! {
    fn content()(
        title in "[a-zA-Zа-яё]{1,20}",
        texts in (text(), text(), text()),
        enums in (
            pick(&["undefined", "blocker", "critical", "normal", "trivial"]), pick(&["undefined", "high", "low"]),
            pick(&["other", "smoke", "exploratory"]), pick(&["unknown", "e2e", "unit"]),
            pick(&["undefined", "positive", "destructive"]), pick(&["actual", "draft", "deprecated"]),
            pick(&["is-not-automated", "to-be-automated", "automated"]),
        ),
        is_flaky in any::<bool>(),
        steps in steps(),
        gherkin in proptest::option::weighted(0.2, "Given [a-z]{1,9}\nWhen [a-z]{1,9}"),
        tags in proptest::collection::vec("[a-zж]{1,6}", 0..4),
        parameters in parameters(),
        key in proptest::option::of("[A-Z]{2}-[0-9]{1,3}"),
        browser in proptest::option::of(pick(&["Firefox", "Chromium"])),
        systems in proptest::option::of(pick(&["Linux", "Windows", "Linux, Windows"])),
        attachments in proptest::collection::vec(attachment(), 0..3),
    ) -> CaseContent {
        let (severity, priority, kind, layer, behavior, status, automation) = enums;
        let mut c = CaseContent {
            title, description: texts.0, preconditions: texts.1, postconditions: texts.2, severity, priority, kind, layer,
            behavior, automation, status, is_flaky, steps_type: StepsType::Classic, steps, tags, parameters, attachments,
            ..CaseContent::default()
        };
        if let Some(scenario) = gherkin {
            c.steps_type = StepsType::Gherkin;
            c.steps = vec![Step { action: scenario, ..Step::default() }];
        }
        for (title, value) in [("automation key", key), ("Browser", browser), ("Systems", systems)] {
            if let Some(value) = value {
                c.custom_fields.insert(title.into(), value);
            }
        }
        c.normalise();
        c
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn to_the_wire_and_back(content in content(), suite in proptest::option::of(1_i64..9)) {
        let state = CaseState { content, place: SuiteRef::remote(suite) };
        let (sendable, notes) = sendable(&state, &fields());
        prop_assert_eq!(&sendable, &state);
        prop_assert!(notes.is_empty(), "{:?}", notes);
        let back = case(&echo(&case_write(&state, None, None, &fields())), &fields());
        prop_assert_eq!(back.state, state);
        prop_assert!(back.notes.is_empty(), "{:?}", back.notes);
    }
}

#[test]
fn an_update_sends_the_changed_fields_alone_and_clears_texts_and_fields() {
    let mut before = CaseState::default();
    before.content.title = "A".into();
    before.content.description = Some("old".into());
    before.content.custom_fields = [("automation key".into(), "AK-1".into()), ("Browser".into(), "Firefox".into())].into();
    let mut after = before.clone();
    after.content.description = None;
    after.content.custom_fields = [("Browser".into(), "Chromium".into())].into();
    let write = case_write(&after, Some(&before), Some(&[CaseField::Description, CaseField::CustomFields]), &fields());
    assert_eq!(serde_json::to_value(&write).unwrap(), json!({ "description": "", "custom_field": { "1": "", "2": "2" } }));
}

#[test]
fn what_qase_cannot_hold_stays_out_of_the_agreement() {
    let mut local = CaseState { place: SuiteRef::Root, ..Default::default() };
    local.content.severity = "apocalyptic".into();
    local.content.custom_fields = [("Only here".into(), "x".into()), ("Browser".into(), "Lynx".into())].into();
    local.content.attachments = vec![AttachmentRef { filename: "local.png".into(), ..Default::default() }];
    let (sent, notes) = sendable(&local, &fields());
    assert_eq!(sent, CaseState::default());
    assert_eq!(notes.len(), 4, "{notes:?}");
    let remote: wire::Case =
        serde_json::from_value(json!({ "id": 1, "suite_id": 3, "title": "", "tags": [], "steps": [], "custom_fields": [] }))
            .unwrap();
    let apart = inexpressible_there(&local, &case(&remote, &fields()), None, &fields());
    assert_eq!(apart.values.fields, [CaseField::Severity, CaseField::Attachments, CaseField::Suite].into());
    assert_eq!(apart.values.custom, ["Browser".to_owned(), "Only here".to_owned()].into());
}

#[test]
fn an_option_that_was_removed_takes_no_part() {
    let mut local = CaseState::default();
    local.content.custom_fields = [("Browser".into(), "Safari".into())].into();
    let remote: wire::Case = serde_json::from_value(json!({ "id": 1, "custom_fields": [{ "id": 2, "value": "7" }] })).unwrap();
    let remote = case(&remote, &fields());
    assert_eq!(remote.unreadable, ["Browser".to_owned()].into());
    let apart = inexpressible(&local, Some(&remote), None, &fields());
    assert_eq!(apart.values.custom, ["Browser".to_owned()].into());
    // Without field definitions no value takes part, not even an agreed one.
    let agreed = Base::agreed(local);
    let apart = inexpressible(&CaseState::default(), Some(&remote), Some(&agreed), &Fields::default());
    assert_eq!(apart.values.custom, ["Browser".to_owned()].into());
}

#[test]
fn traces_are_taken_off_and_put_back() {
    let text = voluptas_core::domain::trace::join("Any article", "voluptas case 7f");
    let sent: wire::Case = serde_json::from_value(json!({ "id": 1, "title": "A", "description": text })).unwrap();
    let read = case(&sent, &fields());
    assert_eq!(read.state.content.description.as_deref(), Some("Any article"));
    assert_eq!(read.trace.as_deref(), Some("voluptas case 7f"));
    let (mut unset, mut cleared) = (None, Some(String::new()));
    with_trace(&mut unset, read.trace.as_deref(), false);
    with_trace(&mut cleared, read.trace.as_deref(), false);
    assert_eq!((unset, cleared.as_deref()), (None, Some("[//]: # (voluptas case 7f)")));
}

#[test]
fn odd_answers() {
    let sent: wire::Case = serde_json::from_value(json!({
        "id": "12", "title": " Sign in ", "description": null, "severity": 42, "priority": null, "automation": 2,
        "params": { "browser": ["Firefox", "Chromium"] }, "parameters": null, "custom_fields": [{ "id": 99, "value": "x" }],
        "steps": null, "tags": [{ "title": "b" }, { "title": "a" }, { "title": "a" }], "suite_id": 0, "is_flaky": "1",
        "attachments": [],
    }))
    .unwrap();
    let case = case(&sent, &fields());
    let c = &case.state.content;
    assert_eq!((c.title.as_str(), c.severity.as_str(), c.priority.as_str()), ("Sign in", "#42", "undefined"));
    assert_eq!(fields().id(EnumField::Severity, "#42"), Some(42));
    assert_eq!((c.automation.as_str(), c.is_flaky, case.state.place), ("automated", true, SuiteRef::Root));
    assert_eq!(c.tags, ["a", "b"]);
    assert_eq!(c.parameters.len(), 1);
    let keys: Vec<&str> = case.notes.iter().map(|n| n.key.as_str()).collect();
    assert_eq!(keys, ["sync-note-unknown-option", "sync-note-unknown-field"]);
}

#[test]
fn options_have_titles_here_and_ids_there() {
    let f = fields();
    let browser = f.custom_by_title("BROWSER").unwrap();
    assert_eq!((browser.read("2"), browser.read("9")), (("Chromium".into(), true), ("9".into(), false)));
    assert_eq!(
        (browser.write("chromium"), browser.write("2"), browser.write("Lynx")),
        (Some("2".into()), Some("2".into()), None)
    );
    let systems = f.custom_by_title("Systems").unwrap();
    assert_eq!((systems.read("1,2"), systems.write("Windows, Linux")), (("Linux, Windows".into(), true), Some("2,1".into())));
    assert!(f.custom_by_title("Of runs").is_none() && f.custom_by_title("Elsewhere").is_none());
    assert_eq!(f.custom_by_name("automation_key").map(|c| c.id), Some(1));
}

#[test]
fn fields_are_found_by_every_spelling_that_the_mapping_knows() {
    let titled = |title: &str| CustomField {
        id: 1,
        title: title.into(),
        kind: Some(FieldKind::String),
        entity: Some(FieldEntity::Case),
        is_enabled_for_all_projects: true,
        ..CustomField::default()
    };
    for title in ["functional_id", "Functional ID", "functional-id", "Functional  Id:", "FUNCTIONAL/ID"] {
        let fields = Fields::read(&[], &[titled(title)], "", &[]);
        assert!(fields.custom_by_name("functional_id").is_some(), "{title}");
        assert_eq!(key_of(title), crate::mapping::FUNCTION_FIELD);
    }
}

#[test]
fn titles_of_options_may_contain_commas() {
    let option = |id: i64, title: &str| voluptas_qase::model::FieldOption { id, title: title.into(), ..Default::default() };
    let field = |options: &[(i64, &str)]| {
        let field = CustomField {
            id: 1,
            title: "Markets".into(),
            kind: Some(FieldKind::Multiselect),
            entity: Some(FieldEntity::Case),
            is_enabled_for_all_projects: true,
            options: options.iter().map(|(id, title)| option(*id, title)).collect(),
            ..CustomField::default()
        };
        Fields::read(&[], &[field], "", &[]).custom_by_id(1).cloned().expect("field")
    };
    let markets = field(&[(1, "Korea, South"), (2, "Italy"), (3, "Korea, North, East")]);
    for (ids, titles) in
        [("1", "Korea, South"), ("2,1", "Italy, Korea, South"), ("3,2,1", "Korea, North, East, Italy, Korea, South")]
    {
        assert_eq!(markets.read(ids), (titles.to_owned(), true));
        assert_eq!(markets.write(titles).as_deref(), Some(ids));
    }
    assert_eq!(markets.write("2, 1").as_deref(), Some("2,1"), "ids that an earlier version stored");
    assert_eq!(markets.write("Korea"), None);
    let ambiguous = field(&[(1, "a"), (2, "b"), (3, "a, b")]);
    assert_eq!(ambiguous.read("1,2"), ("1,2".to_owned(), true));
    assert_eq!((ambiguous.read("3"), ambiguous.read("2,3")), (("a, b".to_owned(), true), ("b, a, b".to_owned(), true)));
}
