//! The glossary of the user texts: one word per thing, in both languages.
//!
//! A text says "select", "create", "skip" and "removed"; the words below are those that the glossary replaced. What must not be
//! here: spelling and grammar.

use crate::expect_none;
use crate::translations::texts;

/// A word or phrase of a language that a text must not use.
struct Banned {
    /// Small letters, words separated by one space. A trailing `*` stands for any ending.
    words: &'static str,
    /// The word to use instead.
    instead: &'static str,
    /// Keys of the texts where the word is right.
    allowed: &'static [&'static str],
}

const fn banned(words: &'static str, instead: &'static str) -> Banned {
    Banned { words, instead, allowed: &[] }
}

const ENGLISH: &[Banned] = &[
    banned("choose*", "select"),
    banned("chosen", "selected"),
    banned("choosing", "selecting"),
    // "Make the file smaller" is no creation.
    Banned { words: "make", instead: "create", allowed: &["qase-remedy-too-large"] },
    banned("makes", "creates"),
    banned("making", "creating"),
    // A change is made on one side of a synchronisation.
    Banned {
        words: "made",
        instead: "created",
        allowed: &[
            "sync-dialog-policy-smart-more",
            "sync-dialog-policy-ask-more",
            "sync-dialog-policy-mine-more",
            "cli-sync-would",
        ],
    },
    banned("leave out", "skip"),
    banned("leaves out", "skips"),
    banned("left out", "skipped"),
    banned("left alone", "unchanged, skipped"),
    banned("leave alone", "skip"),
    banned("gone", "removed, deleted"),
    banned("nobody", "unassigned"),
    banned("not decided", "unresolved"),
    banned("double", "duplicate"),
    banned("doubles", "duplicates"),
    banned("in force", "using"),
    banned("synchroni*", "sync"),
    banned("left panel", "sidebar"),
    banned("fictional", "sample"),
    banned("finish run", "complete run"),
    banned("finish the run", "complete the run"),
];

const RUSSIAN: &[Banned] = &[
    banned("корзина удалённого", "корзина"),
    banned("помечен как нестабильный", "помечен нестабильным"),
    banned("помечены как нестабильные", "помечены нестабильными"),
    // "Соответствует сьюту" is the dative of the masculine noun.
    Banned { words: "сьюту", instead: "сьют", allowed: &["sync-note-of-a-suite"] },
    banned("сьютой", "сьютом"),
    banned("эта сьюта", "этот сьют"),
    banned("каждая сьюта", "каждый сьют"),
    banned("из сьют", "из сьютов"),
    banned("нет сьют", "нет сьютов"),
    banned("расхожден*", "конфликт"),
    banned("двойник*", "дубликат"),
    banned("дубли", "дубликаты"),
    banned("зеркал*", "перенос"),
    banned("просмотр", "предпросмотр"),
    banned("просмотра", "предпросмотра"),
    banned("рабочий файл*", "рабочее пространство"),
    banned("рабочего файла", "рабочего пространства"),
    banned("рабочем файле", "рабочем пространстве"),
    banned("рабочей баз*", "рабочее пространство"),
    banned("рабочую базу", "рабочее пространство"),
    banned("учётная запись", "аккаунт"),
    banned("учётной записи", "аккаунта"),
    banned("учётную запись", "аккаунт"),
    banned("связка ключей", "системное хранилище паролей"),
    banned("никто", "не назначен"),
    banned("исчез*", "удалён"),
    banned("не тронут*", "без изменений, пропущено"),
    banned("не взят*", "пропущено"),
    banned("забыть", "удалить"),
    banned("возвращено", "повторено"),
    banned("крупнее", "увеличить"),
    banned("мельче", "уменьшить"),
    banned("левая панель", "боковая панель"),
    banned("удалить в корзину", "переместить в корзину"),
    banned("свои поля", "пользовательские поля"),
    banned("критичный пробел", "критичная функция без покрытия"),
    banned("чтобы смотреть прогоны", "чтобы открыть рабочее пространство"),
    // A name of a thing with a capital letter begins the sentence; a number may follow it.
    Banned {
        words: "будет перемещено", instead: "переместится", allowed: &["sync-dialog-will-trash"]
    },
];

/// Texts that are not shown but searched: synonyms of commands, among which the replaced words are welcome.
const SEARCHED: &str = "palette-also-";

/// The words of a text in small letters, with one space before, between and behind them.
fn flat(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.fold(String::from(" "), |out, w| out + &w.to_lowercase() + " ")
}

fn uses(flat: &str, words: &str) -> bool {
    match words.strip_suffix('*') {
        Some(stem) => flat.contains(&format!(" {stem}")),
        None => flat.contains(&format!(" {words} ")),
    }
}

#[test]
fn texts_use_the_words_of_the_glossary() {
    let mut found = Vec::new();
    for (lang, rules) in [("en", ENGLISH), ("ru", RUSSIAN)] {
        for (key, text) in texts(lang).0.into_iter().filter(|(k, _)| !k.starts_with(SEARCHED)) {
            let flat = flat(&text.words);
            for rule in rules.iter().filter(|r| uses(&flat, r.words) && !r.allowed.contains(&&*key)) {
                found.push(format!("{lang}: {key} says “{}”; the word is “{}”", rule.words, rule.instead));
            }
        }
    }
    expect_none("texts use the glossary", found);
}

#[test]
fn every_exception_is_needed() {
    let mut found = Vec::new();
    for (lang, rules) in [("en", ENGLISH), ("ru", RUSSIAN)] {
        let texts = texts(lang).0;
        for rule in rules {
            for key in rule.allowed {
                if !texts.get(*key).is_some_and(|t| uses(&flat(&t.words), rule.words)) {
                    found.push(format!("{lang}: {key} does not say “{}”", rule.words));
                }
            }
        }
    }
    expect_none("exceptions of the glossary are needed", found);
}

/// The window names an option of a case in two places: in the case itself and in the sync dialog.
#[test]
fn an_option_has_one_name() {
    let mut found = Vec::new();
    for lang in ["en", "ru"] {
        let texts = texts(lang).0;
        for (key, text) in &texts {
            let Some(option) = key.strip_prefix("sync-dialog-option-") else { continue };
            let Some(other) = texts.get(&format!("gui-value-{option}")) else { continue };
            if flat(&text.words) != flat(&other.words) {
                found.push(format!("{lang}: {option} is “{}” and “{}”", text.words.trim(), other.words.trim()));
            }
        }
    }
    expect_none("an option has one name", found);
}

#[test]
fn banned_words_are_found_whole_and_by_their_stem() {
    assert!(uses(&flat("A case was Left out."), "left out") && uses(&flat("Двойники в Qase"), "двойник*"));
    assert!(!uses(&flat("The remade list"), "made") && !uses(&flat("Предпросмотр"), "просмотр"));
}

#[test]
fn russian_quotes_are_guillemets() {
    let quoted = |text: &str| text.contains(['“', '”', '"']);
    let found = texts("ru").0.into_iter().filter(|(_, t)| quoted(&t.words)).map(|(key, _)| key).collect();
    expect_none("Russian texts quote with «»", found);
}

/// Areas whose texts are shown in the command line alone.
const COMMAND_LINE: &str = "cli-";

#[test]
fn only_the_command_line_names_variables_of_tokens() {
    let mut found = Vec::new();
    for lang in ["en", "ru"] {
        let names = |words: &str| ["QASE_API_TOKEN", "QASE_TARGET_API_TOKEN"].iter().any(|name| words.contains(name));
        let texts = texts(lang).0.into_iter().filter(|(key, t)| !key.starts_with(COMMAND_LINE) && names(&t.words));
        found.extend(texts.map(|(key, _)| format!("{lang}: {key}")));
    }
    expect_none("the window says in plain words where a token belongs", found);
}
