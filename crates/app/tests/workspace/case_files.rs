//! Cases out of one workspace and into an empty one, in every format that the program writes: with texts that break naive formats,
//! and with every field that a case has.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator as _;
use testkit::engine::property_cases;
use testkit::fixture::Fixture;
use voluptas_app::cases::file::{ExportScope, ImportOptions, Target, apply, export, plan};
use voluptas_core::domain::case::{AttachmentRef, CaseContent, CaseLink, NewCase, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldType};
use voluptas_core::domain::function::FunctionContent;
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_formats::cases::{CaseFormat, CasesToWrite, SuiteRow, read_cases, write_cases};
use voluptas_formats::{ReadOptions, WriteOptions};
use voluptas_store::Op;

/// Texts that have a meaning in one format or another.
const HOSTILE: &[&str] = &[
    "=1+1",
    "-5",
    "@a",
    "+7",
    "'=x",
    "1. \"x\"",
    "line\n2. next",
    "a / b",
    "[\"x\"]",
    "\u{202e}rtl \u{5d0}\u{5d1}",
    "😀 👩‍👩‍👧",
    "a,b;c: d",
    "]]><b>&amp;",
    "two  blanks",
    "Custom: x",
    "```",
    "### x",
    "a<br>b",
    "- **a:** b",
    "\"\"\"",
    "Scenario: x",
    "| a | b |",
    "\\u{20}",
    "12345678901234567890",
];

/// A text on one line, without blanks at its ends.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => proptest::sample::select(HOSTILE).prop_map(|t| t.replace('\n', " ")),
        1 => "[a-zа-я0-9\"'.,:;/-]{1,12}",
        1 => Just("ж".repeat(120)),
    ]
}

/// A text of any lines, with blanks and line ends at its ends.
fn body() -> impl Strategy<Value = String> {
    let blank = || proptest::sample::select(vec!["", "", "", " ", "\n", "\r\n", "\t"]);
    let inner = prop_oneof![
        3 => proptest::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => Just("ж".repeat(300)),
        1 => Just("first\r\nsecond\n\nthird".to_owned()),
    ];
    (blank(), inner, blank()).prop_map(|(before, text, after)| format!("{before}{text}{after}"))
}

fn file(name: &str) -> AttachmentRef {
    AttachmentRef { filename: name.into(), mime: "image/png".into(), size: 3, ..AttachmentRef::default() }
}

fn steps(depth: u32) -> BoxedStrategy<Vec<Step>> {
    let below = if depth == 0 { Just(Vec::new()).boxed() } else { steps(depth - 1) };
    let step = (body(), option::of(body()), option::of(body()), any::<bool>(), below).prop_map(
        |(action, data, expected, has_file, steps)| Step {
            action,
            data,
            expected,
            steps,
            attachments: if has_file { vec![file("step.png")] } else { Vec::new() },
            ..Step::default()
        },
    );
    vec(step, 0..3).boxed()
}

/// A case with its home among [`SUITES`], its further suites, and the functions that it covers.
#[derive(Debug, Clone)]
struct Drawn {
    content: CaseContent,
    home: Option<usize>,
    further: BTreeSet<usize>,
    functions: BTreeSet<usize>,
    /// A shared step stands among the steps.
    is_shared: bool,
}

/// Number of suites.
const SUITES: usize = 4;
/// Number of functions.
const FUNCTIONS: usize = 2;

fn drawn() -> impl Strategy<Value = Drawn> {
    let item = || (line(), vec(line(), 1..3)).prop_map(|(title, values)| ParameterItem { title, values });
    let parameter = prop_oneof![
        2 => item().prop_map(|item| Parameter::Single { shared_id: None, item }),
        1 => (item(), line()).prop_map(|(first, title)| {
            let second = ParameterItem { title, values: first.values.clone() };
            Parameter::Group { shared_id: Some("5f1c".into()), items: vec![first, second] }
        }),
    ];
    let link = (1_u32..99, option::of(line()))
        .prop_map(|(n, title)| CaseLink { url: format!("https://a.test/{n}?x=1,2;3"), title: title.unwrap_or_default() });
    let fields = proptest::collection::btree_map(0..FieldType::iter().count(), body(), 0..4);
    let gherkin = body().prop_map(|text| (StepsType::Gherkin, vec![Step { action: format!("Given {text}"), ..Step::default() }]));
    let steps = prop_oneof![3 => steps(2).prop_map(|steps| (StepsType::Classic, steps)), 1 => gherkin];
    let texts = (line(), [(); 4].map(|()| option::of(body())), vec(line(), 0..3), vec(parameter, 0..3), vec(link, 0..3));
    let places = (option::of(0..SUITES), proptest::collection::btree_set(0..SUITES, 0..3));
    let functions = proptest::collection::btree_set(0..FUNCTIONS, 0..3);
    (texts, fields, steps, places, functions, any::<bool>(), any::<bool>()).prop_map(
        |((title, texts, tags, parameters, links), fields, (steps_type, steps), (home, further), functions, odd, is_shared)| {
            let [description, preconditions, postconditions, expected_result] = texts;
            let kinds: Vec<FieldType> = FieldType::iter().collect();
            let custom_fields = fields.into_iter().map(|(kind, value)| (field_title(kinds[kind]), value)).collect();
            let word = |plain: &str, other: &str| if odd { other } else { plain }.to_owned();
            let mut content = CaseContent {
                title,
                description,
                preconditions,
                postconditions,
                expected_result,
                severity: word("normal", "p0-urgent"),
                priority: word("undefined", "high"),
                kind: word("other", "smoke"),
                layer: word("unknown", "api"),
                behavior: word("undefined", "negative"),
                automation: word("is-not-automated", "automated"),
                status: word("actual", "draft"),
                is_flaky: odd,
                steps_type,
                steps,
                tags,
                parameters,
                custom_fields,
                attachments: if odd { vec![file("case.png")] } else { Vec::new() },
                links,
            };
            content.normalise();
            let is_shared = is_shared && steps_type == StepsType::Classic;
            Drawn { content, home, further: further.into_iter().filter(|s| Some(*s) != home).collect(), functions, is_shared }
        },
    )
}

fn field_title(kind: FieldType) -> String {
    format!("Field {}", <&str>::from(kind))
}

fn functions(f: &Fixture) {
    f.store
        .write(Op::bulk("functions"), |tx| {
            (0..FUNCTIONS).try_for_each(|n| {
                let content = FunctionContent { func_id: format!("f{n}"), title: format!("F{n}"), ..FunctionContent::default() };
                tx.functions().create(None, &content, &[]).map(|_| ())
            })
        })
        .expect("functions");
}

/// Suites, each at the top or below an earlier one. There are few titles, so that neighbours often have the same.
fn suites() -> impl Strategy<Value = Vec<(Option<usize>, SuiteContent)>> {
    let few = vec(line(), 2);
    let places = [(); SUITES].map(|()| (0..2_usize, option::of(any::<proptest::sample::Index>()), option::of(body())));
    (few, places).prop_map(|(titles, places)| {
        let suite = |(at, (title, above, description)): (usize, (usize, Option<proptest::sample::Index>, Option<String>))| {
            let parent = above.filter(|_| at > 0).map(|above| above.index(at));
            (parent, SuiteContent { title: titles[title].clone(), description, preconditions: None })
        };
        places.into_iter().enumerate().map(suite).collect()
    })
}

/// A workspace with the suites and cases.
fn filled(suites: &[(Option<usize>, SuiteContent)], cases: &[Drawn]) -> Fixture {
    let f = Fixture::new();
    functions(&f);
    let project = f.project();
    f.store
        .write(Op::bulk("cases"), |tx| {
            for kind in FieldType::iter() {
                tx.fields().create(&CustomField::new(field_title(kind), FieldEntity::Case, kind))?;
            }
            let mut ids: Vec<SuiteId> = Vec::new();
            for (parent, content) in suites {
                let suite = NewSuite { parent_id: parent.map(|at| ids[at]), number: None, content: content.clone() };
                ids.push(tx.suites().create(project.id, &suite)?);
            }
            let typing = Step { action: "Type".into(), ..Step::default() };
            let outer = tx.shared_steps().create(project.id, "Sign in", &[Step { steps: vec![typing.clone()], ..typing }])?;
            let used = |hash: &str| Step { action: "Text".into(), shared: Some(hash.to_owned()), ..Step::default() };
            let all: std::collections::BTreeMap<String, _> =
                tx.functions().all()?.into_iter().map(|function| (function.content.func_id.clone(), function.id)).collect();
            for case in cases {
                let mut content = case.content.clone();
                content.steps.extend(case.is_shared.then(|| used(&outer)));
                let new = NewCase { suite_id: case.home.map(|at| ids[at]), number: None, content };
                let id = tx.cases().create(project.id, &new)?;
                for suite in &case.further {
                    tx.cases().add_to_suite(id, ids[*suite])?;
                }
                for function in &case.functions {
                    tx.mappings().link(all[&format!("f{function}")], id, Origin::Manual)?;
                }
            }
            Ok(())
        })
        .expect("written");
    f
}

fn exported(f: &Fixture) -> CasesToWrite {
    export(&f.store, &f.project(), &ExportScope::Project).expect("exported")
}

/// Writes the content, reads it into an empty workspace, and gives what that workspace then exports.
fn through(format: CaseFormat, content: &CasesToWrite) -> CasesToWrite {
    let bytes = write_cases(format, content, WriteOptions::default()).expect("bytes");
    let file = read_cases("cases", &bytes, Some(format), &ReadOptions::default()).expect("cases");
    let other = Fixture::new();
    functions(&other);
    let shown = plan(&other.store, None, &file, &ImportOptions::default()).expect("planned");
    apply(&other.store, &Target::of_code("SHOP".into()), &file, &shown).expect("written").expect("not stale");
    exported(&other)
}

/// The content as a file can hold it: without files, shared steps by their titles, since each workspace has hashes of its own. Without
/// `has_shared`, shared steps are plain ones, with their steps within them.
fn comparable(content: &CasesToWrite, has_shared: bool) -> CasesToWrite {
    let titles: BTreeMap<String, String> = content.shared_steps.iter().map(|s| (s.hash.clone(), s.title.clone())).collect();
    let known: BTreeMap<&str, _> = content.shared_steps.iter().map(|s| (s.hash.as_str(), s)).collect();
    let expand = |steps: &mut [Step]| {
        for step in steps {
            if let Some(shared) = step.shared.as_deref().and_then(|hash| known.get(hash)) {
                (step.action, step.steps) = (shared.title.clone(), shared.steps.clone());
            }
        }
    };
    fn bare(steps: &mut [Step], name: &impl Fn(&str) -> Option<String>) {
        for step in steps {
            step.attachments.clear();
            step.shared = step.shared.as_deref().and_then(name);
            bare(&mut step.steps, name);
        }
    }
    let name = |hash: &str| titles.get(hash).cloned().filter(|_| has_shared);
    let mut out = content.clone();
    // A project that an import makes has its code as its title.
    out.title.clone_from(&out.project);
    for row in &mut out.rows {
        row.content.attachments.clear();
        if !has_shared {
            expand(&mut row.content.steps);
        }
        bare(&mut row.content.steps, &name);
    }
    for step in &mut out.shared_steps {
        step.hash.clear();
        bare(&mut step.steps, &name);
    }
    out.shared_steps.retain(|_| has_shared);
    out
}

/// A text as Markdown and feature files keep it: its lines without blanks at their ends, and without blank lines around them.
fn loose(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: property_cases(10), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_export_makes_the_same_cases_in_an_empty_workspace(
        suites in suites(),
        mut cases in vec(drawn(), 1..5),
    ) {
        // Titles of a suite differ: rows of one title would need the policy that takes both.
        for (n, case) in cases.iter_mut().enumerate() {
            case.content.title.push_str(&format!(" {n}"));
        }
        let here = filled(&suites, &cases);
        let content = exported(&here);
        for format in [CaseFormat::Json, CaseFormat::Xml, CaseFormat::Csv, CaseFormat::Xlsx] {
            prop_assert!(format.keeps_everything());
            let has_shared = format.keeps_shared_steps();
            prop_assert_eq!(comparable(&through(format, &content), has_shared), comparable(&content, has_shared), "{:?}", format);
        }
        let paths = |content: &CasesToWrite| content.suites.iter().map(SuiteRow::path).collect::<Vec<_>>();
        for format in [CaseFormat::Md, CaseFormat::Feature, CaseFormat::QaseCsv] {
            let back = through(format, &content);
            prop_assert_eq!(paths(&back), paths(&content), "{:?}", format);
            prop_assert_eq!(back.rows.len(), content.rows.len(), "{:?}", format);
            for (a, b) in back.rows.iter().zip(&content.rows) {
                prop_assert_eq!((&a.suite, &a.content.title), (&b.suite, &b.content.title), "{:?}", format);
                prop_assert!(a.id == b.id || format == CaseFormat::QaseCsv, "{:?}: {:?}, not {:?}", format, a.id, b.id);
                if format == CaseFormat::Md {
                    let (x, y) = (&a.content, &b.content);
                    prop_assert_eq!((&a.functions, &a.further, &x.links), (&b.functions, &b.further, &y.links));
                    prop_assert_eq!((&x.tags, &x.severity, &x.priority, &x.status), (&y.tags, &y.severity, &y.priority, &y.status));
                    let texts = |c: &CaseContent| {
                        [&c.description, &c.preconditions, &c.postconditions, &c.expected_result].map(|t| loose(t.as_deref().unwrap_or_default()))
                    };
                    prop_assert_eq!(texts(x), texts(y));
                    let fields = |c: &CaseContent| c.custom_fields.iter().map(|(t, v)| (t.clone(), loose(v))).collect::<Vec<_>>();
                    prop_assert_eq!(fields(x), fields(y));
                }
            }
        }
    }
}

#[test]
fn nul_is_dropped_by_tables_and_refused_elsewhere() {
    let f = Fixture::new();
    f.project();
    let mut content = exported(&f);
    let row = |title: &str| voluptas_formats::cases::CaseRow {
        line: 0,
        id: None,
        suite: Vec::new(),
        content: CaseContent { title: title.into(), description: Some(format!("{title}\0 text")), ..CaseContent::default() },
        functions: Vec::new(),
        further: Vec::new(),
        milestone: String::new(),
    };
    content.rows.push(row("One"));
    for (format, kept) in [(CaseFormat::Csv, 1), (CaseFormat::Xlsx, 1), (CaseFormat::Json, 0), (CaseFormat::Xml, 0)] {
        let bytes = write_cases(format, &content, WriteOptions::default()).expect("bytes");
        let read = read_cases("cases", &bytes, Some(format), &ReadOptions::default()).expect("cases");
        assert_eq!((read.rows.len(), read.report.skipped_in_all()), (kept, 1 - kept), "{format:?}");
        assert!(read.rows.iter().all(|row| row.content.description.as_deref() == Some("One text")), "{format:?}");
    }
}
