//! Both languages say everything that the code says, with the same arguments and with the plurals of their grammar.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use voluptas_i18n::AREAS;

use crate::expect_none;
use crate::source::{Source, Token, library, root};

/// The parts of a text that the tests compare.
#[derive(Default)]
pub struct Text {
    /// Names of the arguments.
    variables: BTreeSet<String>,
    /// Keys of each choice in the text.
    choices: Vec<BTreeSet<String>>,
    /// Words of the text, without the keys of choices.
    pub words: String,
    /// Texts that it quotes.
    quoted: Vec<String>,
}

pub type Texts = BTreeMap<String, Text>;

fn pattern(p: &Pattern<String>, text: &mut Text) {
    for element in &p.elements {
        match element {
            PatternElement::TextElement { value } => text.words.extend([value.as_str(), " "]),
            PatternElement::Placeable { expression } => expression_of(expression, text),
        }
    }
}

fn expression_of(e: &Expression<String>, text: &mut Text) {
    match e {
        Expression::Inline(inline) => inline_of(inline, text),
        Expression::Select { selector, variants } => {
            inline_of(selector, text);
            let key = |k: &VariantKey<String>| match k {
                VariantKey::Identifier { name } => name.clone(),
                VariantKey::NumberLiteral { value } => value.clone(),
            };
            text.choices.push(variants.iter().map(|v| key(&v.key)).collect());
            for variant in variants {
                pattern(&variant.value, text);
            }
        }
    }
}

fn inline_of(e: &InlineExpression<String>, text: &mut Text) {
    match e {
        InlineExpression::VariableReference { id } => {
            text.variables.insert(id.name.clone());
        }
        InlineExpression::FunctionReference { arguments, .. } => arguments.positional.iter().for_each(|a| inline_of(a, text)),
        InlineExpression::MessageReference { id, .. } => text.quoted.push(id.name.clone()),
        InlineExpression::Placeable { expression } => expression_of(expression, text),
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

/// All texts of a language, and what is wrong with its files.
pub fn texts(lang: &str) -> (Texts, Vec<String>) {
    let (mut texts, mut wrong) = (Texts::new(), Vec::new());
    for area in AREAS {
        let name = format!("{lang}/{}.ftl", area.name);
        let source = if lang == "ru" { area.ru } else { area.en };
        let resource = parser::parse(source.to_owned()).unwrap_or_else(|(partial, errors)| {
            wrong.extend(errors.iter().map(|e| {
                let line = source.get(..e.pos.start).map_or(0, |s| s.lines().count());
                format!("{name}:{line}: {e}")
            }));
            partial
        });
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut text = Text::default();
            match &message.value {
                Some(value) => pattern(value, &mut text),
                None => wrong.push(format!("{name}: {} says nothing", message.id.name)),
            }
            if !is_key(&message.id.name) {
                wrong.push(format!("{name}: {} is no key: area-word-word in small letters", message.id.name));
            }
            if texts.insert(message.id.name.clone(), text).is_some() {
                wrong.push(format!("{name}: {} is there twice", message.id.name));
            }
        }
    }
    (texts, wrong)
}

fn is_key(text: &str) -> bool {
    let mut parts = text.split('-');
    let lower = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase());
    let tail = |p: &str| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.contains('-') && parts.next().is_some_and(lower) && parts.all(tail)
}

/// True when a literal can only be a key, wherever it stands: `AREA-error-...` and the like.
fn is_surely_key(text: &str) -> bool {
    let kinds = ["error", "warning", "remedy", "skip", "note"];
    is_key(text)
        && AREAS.iter().any(|a| {
            let rest = text.strip_prefix(a.name).and_then(|t| t.strip_prefix('-')).unwrap_or_default();
            kinds.iter().any(|k| rest.strip_prefix(k).is_some_and(|r| r.starts_with('-') && r.len() > 1))
        })
}

/// Arguments of a text and of the texts that it quotes.
fn variables(texts: &Texts, key: &str) -> BTreeSet<String> {
    let Some(text) = texts.get(key) else { return BTreeSet::new() };
    let mut all = text.variables.clone();
    for quoted in text.quoted.iter().filter(|q| *q != key) {
        all.extend(variables(texts, quoted));
    }
    all
}

#[test]
fn files_can_be_read() {
    let mut wrong = texts("en").1;
    wrong.extend(texts("ru").1);
    for lang in ["en", "ru"] {
        let folder = fs::read_dir(root().join("assets/i18n").join(lang)).expect("folder of the language");
        for entry in folder.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !AREAS.iter().any(|a| name == format!("{}.ftl", a.name)) {
                wrong.push(format!("{lang}/{name} is in no area: add it to AREAS"));
            }
        }
    }
    expect_none("translation files are sound", wrong);
}

#[test]
fn both_languages_are_complete() {
    let ((en, _), (ru, _)) = (texts("en"), texts("ru"));
    let mut wrong = Vec::new();
    for key in en.keys().chain(ru.keys()).collect::<BTreeSet<_>>() {
        match (en.get(key), ru.get(key)) {
            (Some(_), None) => wrong.push(format!("{key} has no Russian text")),
            (None, Some(_)) => wrong.push(format!("{key} has no English text")),
            _ => {
                let (e, r) = (variables(&en, key), variables(&ru, key));
                if e != r {
                    wrong.push(format!("{key} has other arguments in English {e:?} than in Russian {r:?}"));
                }
            }
        }
    }
    for (key, text) in en.iter().chain(&ru) {
        for quoted in text.quoted.iter().filter(|q| !en.contains_key(*q)) {
            wrong.push(format!("{key} quotes {quoted}, which is not there"));
        }
    }
    for (key, text) in &en {
        if text.words.contains(|c: char| ('\u{400}'..='\u{4ff}').contains(&c)) {
            wrong.push(format!("{key} has Russian letters in its English text"));
        }
    }
    expect_none("both languages are complete", wrong);
}

#[test]
fn plurals_follow_the_grammar() {
    let mut wrong = Vec::new();
    // Whole numbers of Russian are never "other", so that word may stand for "many" where it is the default.
    let complete = |lang: &str, choice: &BTreeSet<String>| match lang {
        "ru" => choice.contains("one") && choice.contains("few") && (choice.contains("many") || choice.contains("other")),
        _ => choice.contains("one") && choice.contains("other"),
    };
    for lang in ["en", "ru"] {
        for (key, text) in texts(lang).0 {
            for choice in text.choices {
                let is_plural = ["one", "few", "many"].iter().any(|p| choice.contains(*p));
                if is_plural && !complete(lang, &choice) {
                    wrong.push(format!("{lang}: {key} has {choice:?}"));
                }
            }
        }
    }
    expect_none("plurals are complete", wrong);
}

/// A place in the code that asks for a text.
struct Use {
    key: String,
    place: String,
    /// Names of the arguments given there, where they can be read from the source.
    arguments: Option<BTreeSet<String>>,
}

fn uses(source: &Source) -> Vec<Use> {
    let mut out = Vec::new();
    for i in 0..source.tokens.len() {
        if !source.is_sign(i + 1, "(") {
            continue;
        }
        let is_message = source.is_word(i, "new") && i >= 2 && source.is_word(i - 2, "Message");
        let is_method = i >= 1 && source.is_sign(i - 1, ".");
        let is_text = is_method && source.is_word(i, "text");
        let is_fmt = is_method && source.is_word(i, "fmt");
        if !(is_message || is_text || is_fmt) {
            continue;
        }
        let end = source.behind(i + 1);
        let first = source.text_at(i + 2).filter(|t| is_key(t));
        if let Some(key) = first {
            let arguments = if is_message {
                message_arguments(source, end)
            } else if is_fmt {
                fmt_arguments(source, i + 3, end)
            } else {
                Some(BTreeSet::new())
            };
            out.push(Use { key: key.to_owned(), place: source.place(i), arguments });
            continue;
        }
        let of_tr = i >= 2 && source.is_word(i - 2, "tr");
        if is_message || of_tr {
            // The key is chosen within the call: every text in its first argument that looks like one.
            let mut k = i + 2;
            while k + 1 < end && !source.is_sign(k, ",") {
                let inner = if source.is_sign(k, "(") || source.is_sign(k, "{") || source.is_sign(k, "[") {
                    source.behind(k)
                } else {
                    k + 1
                };
                let keys = (k..inner).filter_map(|t| source.text_at(t)).filter(|t| is_key(t));
                out.extend(keys.map(|key| Use { key: key.to_owned(), place: source.place(k), arguments: None }));
                k = inner;
            }
        }
    }
    out
}

/// Names in `.with("name", ...)` and `.count("name", ...)` that follow directly. None when more may be added elsewhere.
fn message_arguments(source: &Source, mut i: usize) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    while source.is_sign(i, ".") && (source.is_word(i + 1, "with") || source.is_word(i + 1, "count")) {
        names.insert(source.text_at(i + 3)?.to_owned());
        i = source.behind(i + 2);
    }
    let kept_for_later = source.is_sign(i, ";") || source.is_sign(i, ".");
    if kept_for_later { None } else { Some(names) }
}

/// Names in `&[("name", ...), ...]`. None when the arguments come from elsewhere.
fn fmt_arguments(source: &Source, from: usize, end: usize) -> Option<BTreeSet<String>> {
    let open = (from..end).find(|k| source.is_sign(*k, "["))?;
    let (mut names, mut k, close) = (BTreeSet::new(), open + 1, source.behind(open));
    while k < close {
        if source.is_sign(k, "(") {
            names.insert(source.text_at(k + 1)?.to_owned());
            k = source.behind(k);
        } else {
            k += 1;
        }
    }
    Some(names)
}

/// Arguments that one place adds to every message of an area, so that the places that make them need not.
const ADDED_LATER: &[(&str, &[&str])] = &[
    // File and position: the report on reading a file adds them.
    ("formats-", &["file", "line", "field"]),
];

/// Keys in the templates of pages, with the files that ask for them.
fn keys_of_templates() -> Vec<(String, String)> {
    let (mut keys, mut folders) = (Vec::new(), vec![root().join("assets/html")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("folder of templates").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("template");
            for call in ["text(\"", "fmt(\""] {
                for rest in text.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap_or_default();
                    keys.push((key.to_owned(), path.display().to_string()));
                }
            }
        }
    }
    keys
}

#[test]
fn every_text_that_the_code_asks_for_is_there() {
    let (en, _) = texts("en");
    let mut wrong = Vec::new();
    for (key, place) in keys_of_templates() {
        if !en.contains_key(&key) {
            wrong.push(format!("{place}: {key} is in no translation file"));
        }
    }
    for found in library().iter().flat_map(uses) {
        if !en.contains_key(&found.key) {
            wrong.push(format!("{}: {} is in no translation file", found.place, found.key));
        } else if let Some(given) = &found.arguments {
            for name in variables(&en, &found.key).difference(given) {
                let is_later =
                    |(prefix, names): &(&str, &[&str])| found.key.starts_with(prefix) && names.contains(&name.as_str());
                if !ADDED_LATER.iter().any(is_later) {
                    wrong.push(format!("{}: {} wants ${name}", found.place, found.key));
                }
            }
        }
    }
    for source in library() {
        for i in 0..source.tokens.len() {
            if let Some(text) = source.text_at(i).filter(|t| is_surely_key(t) && !en.contains_key(*t)) {
                wrong.push(format!("{}: {text} is in no translation file", source.place(i)));
            }
        }
    }
    expect_none("the code's texts are there", wrong);
}

/// Keys that the code puts together: the literal part that stands before the first `{` or ends with `-` is enough to find them,
/// so only prefixes that cannot be seen in a literal need to be listed here, each with its reason.
const DYNAMIC_PREFIXES: &[&str] = &[];

#[test]
fn every_text_is_used() {
    let mut literals = BTreeSet::new();
    let mut prefixes: BTreeSet<String> = DYNAMIC_PREFIXES.iter().map(|p| (*p).to_owned()).collect();
    for source in library() {
        for (token, _) in source.tokens {
            let Token::Text(text) = token else { continue };
            let head = text.split('{').next().unwrap_or_default();
            let is_prefix = head.strip_suffix('-').is_some_and(|h| is_key(h) || (!h.is_empty() && is_key(&format!("{h}-x"))));
            if is_prefix && (text.contains('{') || text.ends_with('-')) {
                prefixes.insert(head.to_owned());
            }
            literals.insert(text);
        }
    }
    literals.extend(keys_of_templates().into_iter().map(|(key, _)| key));
    let (en, _) = texts("en");
    let quoted: BTreeSet<&String> = en.values().flat_map(|t| &t.quoted).collect();
    let found = en
        .keys()
        .filter(|k| !literals.contains(*k) && !quoted.contains(k) && !prefixes.iter().any(|p| k.starts_with(p)))
        .cloned()
        .collect();
    expect_none("texts that nobody asks for", found);
}

#[test]
fn keys_are_told_from_other_words() {
    assert!(is_key("common-month-1") && is_key("gui-open"));
    assert!(!is_key("Content-Type") && !is_key("word") && !is_key("a--b") && !is_key("-a") && !is_key("2-a"));
}
