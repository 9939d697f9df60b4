//! Languages of feature files, with their keywords: English and Russian as one, and those of `assets/formats/gherkin.txt`.

use std::sync::LazyLock;

use crate::words;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/formats/gherkin.txt"));

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| read(TEXT));

/// A language of the data file.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) code: &'static str,
    /// Kinds and keywords of headings, in the order of the data file.
    headings: Vec<(&'static str, &'static str)>,
    /// Kinds and keywords of steps, in the order of the data file.
    steps: Vec<(&'static str, &'static str)>,
}

/// The keywords that a file may have.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keywords {
    /// Those of English and Russian, in any letter case.
    Common,
    /// Those of one other language.
    Of(&'static Language),
}

impl Keywords {
    /// The keywords of a language by its code in the header of a file; `None` for an unknown one.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        if ["en", "ru"].iter().any(|common| code.eq_ignore_ascii_case(common)) {
            return Some(Self::Common);
        }
        LANGUAGES.iter().find(|language| code.eq_ignore_ascii_case(language.code)).map(Self::Of)
    }

    /// The language that most of these lines of steps are in. English and Russian win a tie.
    pub(super) fn of_steps<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let lines: Vec<&str> =
            lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['*', '|', '#'])).collect();
        let common = lines.iter().filter(|line| Self::Common.is_step(line)).count();
        // Most files end here, without a look at each language. Those like Russian share keywords with it, such as «И» and «То».
        if common * 10 >= lines.len() * 9 {
            return Self::Common;
        }
        let mut best = (common, Self::Common);
        for language in &*LANGUAGES {
            let count = language.said_in(&lines);
            if count > best.0 {
                best = (count, Self::Of(language));
            }
        }
        best.1
    }

    /// Kind and title of a heading such as `Scenario: Sign in`.
    pub(super) fn heading(self, line: &str) -> Option<(&'static str, &str)> {
        let (word, title) = line.trim().split_once(':')?;
        let kind = match self {
            Self::Common => words::ours("gherkin", word)?,
            Self::Of(language) => match language.heading(word)? {
                "outline" => "scenario",
                kind => kind,
            },
        };
        Some((kind, title.trim()))
    }

    /// Kind and length in bytes of the keyword of a step, at the beginning of a line.
    pub(super) fn step(self, line: &str) -> Option<(&'static str, usize)> {
        if line.starts_with("* ") || line == "*" {
            return Some(("and", 1));
        }
        match self {
            Self::Common => common_step(line),
            Self::Of(language) => language.step(line),
        }
    }

    /// True for a line that begins with the keyword of a step.
    pub(super) fn is_step(self, line: &str) -> bool {
        self.step(line.trim_start()).is_some()
    }
}

impl Language {
    /// The keyword that the program writes for a kind; blank for one that is no keyword.
    pub(super) fn word(&self, kind: &str) -> &'static str {
        let mut words = self.headings.iter().chain(&self.steps);
        words.find(|(of, _)| *of == kind).map_or("", |(_, word)| word.trim_end_matches('~'))
    }

    fn heading(&self, word: &str) -> Option<&'static str> {
        self.headings.iter().find(|(_, heading)| *heading == word).map(|(kind, _)| *kind)
    }

    /// Kind and length of the longest keyword that the line begins with.
    fn step(&self, line: &str) -> Option<(&'static str, usize)> {
        let begins = |(kind, keyword): &(&'static str, &'static str)| {
            let word = keyword.trim_end_matches('~');
            let rest = line.strip_prefix(word)?;
            let ends = keyword.ends_with('~') || rest.is_empty() || rest.starts_with(' ');
            ends.then_some((*kind, word.len()))
        };
        self.steps.iter().filter_map(begins).max_by_key(|(_, length)| *length)
    }

    /// The number of lines that are steps in this language; 0 when all of them are further ones such as `And`.
    fn said_in(&self, lines: &[&str]) -> usize {
        let kinds: Vec<&str> = lines.iter().filter_map(|line| self.step(line)).map(|(kind, _)| kind).collect();
        if kinds.iter().any(|kind| matches!(*kind, "given" | "when" | "then")) { kinds.len() } else { 0 }
    }
}

/// The first line that is the heading of a feature in a language of the data file, from 1, with the code of the language.
pub(super) fn foreign_feature(text: &str) -> Option<(u64, &'static str)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let (word, _) = line.trim().split_once(':')?;
        let language = LANGUAGES.iter().find(|language| language.heading(word) == Some("feature"))?;
        Some((number, language.code))
    })
}

/// Kind and length in bytes of a keyword of a step in English or Russian, at the beginning of a line.
fn common_step(line: &str) -> Option<(&'static str, usize)> {
    if !line.starts_with(char::is_uppercase) {
        return None;
    }
    // Keywords have up to three words.
    let ends = line.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).take(3);
    ends.chain([line.len()]).find_map(|end| Some((words::ours("gherkin_step", line.get(..end)?)?, end)))
}

fn read(text: &'static str) -> Vec<Language> {
    let mut languages: Vec<Language> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(code) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            languages.push(Language { code, headings: Vec::new(), steps: Vec::new() });
        } else if let Some(((kind, keywords), language)) = line.split_once('=').zip(languages.last_mut()) {
            let kind = kind.trim();
            let is_step = matches!(kind, "given" | "when" | "then" | "and" | "but");
            let list = if is_step { &mut language.steps } else { &mut language.headings };
            list.extend(keywords.split('|').map(|keyword| (kind, keyword.trim())));
        }
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{CaseFormat, CasesFile, CasesToWrite, read_cases, shown_path, write_cases};
    use crate::{ReadOptions, WriteOptions};

    /// The kinds that each language has.
    const KINDS: [&str; 11] =
        ["feature", "rule", "background", "scenario", "outline", "examples", "given", "when", "then", "and", "but"];

    #[test]
    fn each_language_has_a_keyword_of_each_kind_and_none_twice() {
        let mut codes: Vec<&str> = LANGUAGES.iter().map(|language| language.code).collect();
        assert!(codes.len() > 40, "{codes:?}");
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), LANGUAGES.len());
        for language in &*LANGUAGES {
            for kind in KINDS {
                assert!(!language.word(kind).is_empty(), "{} lacks {kind}", language.code);
            }
            for list in [&language.headings, &language.steps] {
                let mut words: Vec<&str> = list.iter().map(|(_, word)| word.trim_end_matches('~')).collect();
                assert!(list.iter().all(|(kind, word)| KINDS.contains(kind) && !word.is_empty()), "{}", language.code);
                let count = words.len();
                words.sort_unstable();
                words.dedup();
                assert_eq!(words.len(), count, "{} has a keyword twice", language.code);
            }
        }
    }

    /// Languages with a keyword in the test below that the crate `gherkin` does not know, or knows with a typing error.
    const NEWER: [&str; 9] = ["af", "be", "da", "ja", "ka", "ko", "nl", "uz", "vi"];

    #[test]
    fn each_language_is_read_and_comes_back_from_a_written_file() {
        for language in &*LANGUAGES {
            let code = language.code;
            let [feature, rule, background, scenario, outline, examples, given, when, then, and, but] =
                KINDS.map(|kind| language.word(kind));
            let text = format!(
                "# language: {code}\n\n{feature}: Shop\n  About it\n\n  {background}:\n    {given} one\n\n  {scenario}: Pay\n    \
                 {given} a\n    {when} b\n    {then} c\n    {and} d\n    {but} e\n\n  {rule}: Prices\n    {outline}: Sum\n      \
                 {when} <x>\n\n      {examples}:\n        | x |\n        | 1 |\n"
            );
            let read = |text: &str| read_cases("a.feature", text.as_bytes(), None, &ReadOptions::default()).expect("cases");
            let file = read(&text);
            let places: Vec<(String, &str)> =
                file.rows.iter().map(|row| (shown_path(&row.suite), row.content.title.as_str())).collect();
            assert_eq!(places, [("Shop".to_owned(), "Pay"), ("Shop / Prices".to_owned(), "Sum")], "{text}");
            let shop = &file.suites[0].content;
            assert_eq!(shop.preconditions.as_deref(), Some(format!("{given} one").as_str()), "{text}");
            assert_eq!(
                (shop.description.as_deref(), file.rows[0].content.steps[0].action.lines().count()),
                (Some("About it"), 5)
            );
            assert_eq!(file.rows[1].content.parameters.len(), 1, "{text}");
            let content = CasesToWrite {
                project: "SHOP".into(),
                title: "Shop".into(),
                suites: file.suites.clone(),
                rows: file.rows.clone(),
                shared_steps: Vec::new(),
            };
            let bytes = write_cases(CaseFormat::Feature, &content, WriteOptions::default()).expect("bytes");
            let written = String::from_utf8(bytes).expect("UTF-8");
            assert!(written.starts_with(&format!("# language: {code}\n")), "{written}");
            let back = read(&written);
            let rows =
                |file: &CasesFile| file.rows.iter().map(|row| (row.suite.clone(), row.content.clone())).collect::<Vec<_>>();
            let suites = |file: &CasesFile| file.suites.iter().map(|suite| suite.content.clone()).collect::<Vec<_>>();
            assert_eq!((rows(&back), suites(&back)), (rows(&file), suites(&file)), "{written}");
            if !NEWER.contains(&code) {
                let parsed = ::gherkin::Feature::parse(&written, ::gherkin::GherkinEnv::default());
                let parsed = parsed.unwrap_or_else(|e| panic!("{e}\n{written}"));
                let steps = parsed.rules.iter().flat_map(|rule| &rule.scenarios).map(|scenario| scenario.steps.len());
                assert_eq!(steps.collect::<Vec<_>>(), [5, 1], "{written}");
            }
        }
    }

    #[test]
    fn the_longest_keyword_counts_and_some_need_no_blank() {
        let step = |code: &str, line: &str| {
            let (kind, length) = Keywords::of_code(code).expect("a language").step(line)?;
            Some((kind, line[..length].to_owned()))
        };
        let some = |kind: &'static str, word: &str| Some((kind, word.to_owned()));
        assert_eq!(step("fr", "Étant donné qu'il paie"), some("given", "Étant donné qu'"));
        assert_eq!(step("fr", "Et que le panier"), some("and", "Et que"));
        assert_eq!(step("zh-cn", "当我付款"), some("when", "当"));
        assert_eq!(step("de", "Dann"), some("then", "Dann"));
        assert_eq!((step("de", "Dannach"), step("de", "Given a cart")), (None, None));
        assert_eq!(Keywords::of_code("de").expect("German").heading("Szenariogrundriss: A"), Some(("scenario", "A")));
        let heading = |line: &'static str| Keywords::Common.heading(line);
        assert_eq!((heading("Фича: Вход"), heading("Значения:")), (Some(("feature", "Вход")), Some(("examples", ""))));
        assert!(matches!(Keywords::of_code("EN"), Some(Keywords::Common)));
        assert!(Keywords::of_code("xx").is_none());
    }

    #[test]
    fn most_lines_tell_the_language() {
        let code = |text: &str| match Keywords::of_steps(text.lines()) {
            Keywords::Common => "en",
            Keywords::Of(language) => language.code,
        };
        assert_eq!(code("Dado un carro\nCuando pago\nEntonces veo"), "es");
        assert_eq!(code("Dado um carrinho\nQuando pago\nEntão vejo"), "pt");
        assert_eq!(code("Given a cart\nCuando pago"), "en");
        assert_eq!(code("Дано корзина\nКогда плачу"), "en");
        assert_eq!(code("Дадено количка\nИ цена\nТо плащам\nНо чакам"), "bg");
        assert_eq!(code("Дано кошик\nЯкщо плачу\nТо чекаю"), "uk");
        assert_eq!(code("A user pays\nA cart is shown\nI wait"), "en");
        assert_eq!((code(""), code("| Wenn |\n* Wenn ich zahle")), ("en", "en"));
    }
}
