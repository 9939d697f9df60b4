//! Turns keys into sentences.
//!
//! Fluent is used because a sentence with a count needs the plural rules of its language, and the sentence, not the code, chooses
//! the word. A missing key or argument is a defect of the program: it is logged once, the key is shown, and the program goes on.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use rustc_hash::FxHashMap;

use super::{AREAS, Area, Lang};
use voluptas_core::domain::message::{Arg, Explain, Message};

type Bundle = FluentBundle<FluentResource>;

/// The texts of a language. An area is read when its first text is requested: a command needs a tenth of the texts of the window,
/// and all texts take 3 MB of memory.
type Texts = [OnceLock<Bundle>; AREAS.len()];

static RU: Texts = [const { OnceLock::new() }; AREAS.len()];
static EN: Texts = [const { OnceLock::new() }; AREAS.len()];
/// Places of areas in [`AREAS`] by the keys that they have in both languages.
static PLACES: LazyLock<FxHashMap<&str, usize>> = LazyLock::new(|| {
    let of_area = |(place, area): (usize, &Area)| keys(area.en).map(move |key| (key, place));
    AREAS.iter().enumerate().flat_map(of_area).collect()
});
static COMPLAINED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// The texts of one language. Copying is cheap; any thread may use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tr {
    lang: Lang,
}

impl Tr {
    /// The texts of `lang`.
    #[must_use]
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The language of the texts.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// True when the key has a text.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.bundle_with(key).is_some_and(|bundle| bundle.has_message(key))
    }

    /// The text of a key without arguments. A missing key gives the key itself.
    #[must_use]
    pub fn text(self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// The text of a key with named arguments: `tr.fmt("common-size-kb", &[("n", 3.into())])`.
    #[must_use]
    pub fn fmt(self, key: &str, args: &[(&str, Arg)]) -> String {
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent.set(Cow::Owned((*name).to_owned()), fluent_value(value));
        }
        self.format(key, Some(&fluent)).into_owned()
    }

    /// The sentence of a message.
    #[must_use]
    pub fn message(self, message: &Message) -> String {
        let mut fluent = FluentArgs::with_capacity(message.args.len());
        for (name, value) in &message.args {
            fluent.set(Cow::Borrowed(name.as_str()), fluent_value(value));
        }
        self.format(&message.key, Some(&fluent)).into_owned()
    }

    /// The sentence of an error and, if there is a remedy, the sentence of the remedy.
    #[must_use]
    pub fn explain(self, error: &dyn Explain) -> String {
        let sentence = self.message(&error.message());
        match error.remedy() {
            Some(remedy) => {
                let stop = if sentence.ends_with(['.', '!', '?', '…', ':']) { "" } else { "." };
                format!("{sentence}{stop} {}", self.message(&remedy))
            }
            None => sentence,
        }
    }

    /// The texts of the area that has a key.
    fn bundle_with(self, key: &str) -> Option<&'static Bundle> {
        let place = *PLACES.get(key)?;
        let texts = match self.lang {
            Lang::Ru => &RU,
            Lang::En => &EN,
        };
        let area = AREAS.get(place)?;
        Some(texts.get(place)?.get_or_init(|| bundle(self.lang, area)))
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle_with(key);
        let Some((bundle, pattern)) = bundle.and_then(|bundle| Some((bundle, bundle.get_message(key)?.value()?))) else {
            complain(self.lang, key, "there is no such text");
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        let text = match args {
            None => bundle.format_pattern(pattern, None, &mut errors),
            // The arguments live shorter than the bundle, so the text cannot stay borrowed.
            Some(args) => Cow::Owned(bundle.format_pattern(pattern, Some(args), &mut errors).into_owned()),
        };
        if let Some(error) = errors.first() {
            complain(self.lang, key, &error.to_string());
        }
        text
    }
}

fn fluent_value(arg: &Arg) -> FluentValue<'_> {
    match arg {
        Arg::Number(n) => FluentValue::from(*n),
        Arg::Text(text) => FluentValue::from(text.as_str()),
    }
}

/// Keys of the messages of a Fluent source: a message begins at the start of a line, and its text goes on in indented ones.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    let message = source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    message.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim_end())
}

fn bundle(lang: Lang, area: &Area) -> Bundle {
    let mut bundle = Bundle::new_concurrent(lang.code().parse().into_iter().collect());
    // The marks that isolate right-to-left names would show as boxes in the window and as noise in a terminal. Both languages run
    // from left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(grouped));
    let source = match lang {
        Lang::Ru => area.ru,
        Lang::En => area.en,
    };
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, errors)| {
        tracing::error!(area = area.name, %lang, "translation file has {} errors", errors.len());
        readable
    });
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(area = area.name, %lang, "translation file repeats {} keys", errors.len());
    }
    bundle
}

/// Groups whole numbers of a sentence by thousands. An id, which must not be grouped, is passed as a text.
fn grouped(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small enough to be exact")]
        FluentValue::Number(n) if n.value.fract() == 0.0 && n.value.abs() < 9e15 => Some(group(n.value as i64)),
        _ => None,
    }
}

/// Logs a defect of the texts once, because the window asks for every text sixty times a second.
fn complain(lang: Lang, key: &str, what: &str) {
    let mut seen = COMPLAINED.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.len() < 1000 && seen.insert(format!("{lang}/{key}/{what}")) {
        tracing::error!(%lang, key, "translation: {what}");
    }
}

/// Thousands separator of both languages: a narrow space without a line break.
pub(super) const THOUSANDS: char = '\u{202f}';

/// Sign of negative numbers. The monospace font of the window draws it like a hyphen: signed numbers are shown in the other font.
pub(super) const MINUS: char = '\u{2212}';

/// Digits of a whole number in groups of three.
pub(super) fn group(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 6);
    if n < 0 {
        out.push(MINUS);
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(THOUSANDS);
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken;

    impl Explain for Broken {
        fn message(&self) -> Message {
            Message::new("common-time-seconds-ago").count("n", 5)
        }

        fn remedy(&self) -> Option<Message> {
            Some(Message::new("common-time-now"))
        }
    }

    #[test]
    fn plural_of_both_languages() {
        let days = |lang, n: i64| Tr::new(lang).message(&Message::new("common-time-days-ago").count("n", n));
        assert_eq!(days(Lang::Ru, 2), "2 дня назад");
        assert_eq!(days(Lang::Ru, 5), "5 дней назад");
        assert_eq!(days(Lang::Ru, 21), "21 день назад");
        assert_eq!(days(Lang::En, 1), "1 day ago");
        assert_eq!(days(Lang::En, 1245), "1\u{202f}245 days ago");
    }

    #[test]
    fn figures_of_one_outcome_are_singular() {
        let figures = |n: i64| {
            let message = Message::new("dashboard-figures").count("runs", n).count("bad", n);
            Tr::new(Lang::En).message(&message.count("switches", n).count("flaky", n))
        };
        assert_eq!(figures(1), "Last outcome: 1 failed, 1 switch between passed and failed, flaky within 1 run.");
        assert_eq!(figures(2), "Last 2 outcomes: 2 failed, 2 switches between passed and failed, flaky within 2 runs.");
    }

    #[test]
    fn every_text_is_in_one_area_and_has_its_place() {
        let mut seen = HashSet::new();
        for area in AREAS {
            for (lang, source) in [(Lang::En, area.en), (Lang::Ru, area.ru)] {
                let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
                let messages = resource.entries().filter(|entry| matches!(entry, fluent_syntax::ast::Entry::Message(_)));
                assert_eq!(keys(source).count(), messages.count(), "{} {lang}", area.name);
                keys(source).for_each(|key| assert!(Tr::new(lang).has(key), "{lang} {key}"));
                keys(source).for_each(|key| assert!(seen.insert((lang, key)), "{lang} {key} twice"));
            }
        }
    }

    #[test]
    fn no_text_refers_to_another_area() {
        for source in AREAS.iter().flat_map(|area| [area.en, area.ru]) {
            let mut referred = source.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.trim());
            let of_others = |name: &&str| PLACES.contains_key(name) && !keys(source).any(|key| key == *name);
            assert_eq!(referred.find(of_others), None);
        }
    }

    #[test]
    fn missing_key_is_shown_and_no_panic() {
        assert_eq!(Tr::new(Lang::Ru).text("no-such-key-at-all"), "no-such-key-at-all");
        assert!(Tr::new(Lang::En).fmt("common-time-days-ago", &[]).contains("ago"));
    }

    #[test]
    fn explains_with_the_remedy() {
        assert_eq!(Tr::new(Lang::En).explain(&Broken), "5\u{a0}s ago. just now");
    }
}
