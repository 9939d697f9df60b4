//! Markdown as a tree of the blocks that can be drawn.

use std::borrow::Cow;
use std::iter::Peekable;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Longest text that is shown as Markdown, in bytes: a longer one is drawn as its source, which costs less.
const MOST: usize = 20_000;

/// Deepest nesting of quotes, lists and the like that is shown as Markdown: reading and drawing call themselves for each level.
const DEEPEST: usize = 40;

/// A part of a text that stands on lines of its own.
#[derive(Debug, PartialEq)]
pub(super) enum Block {
    Paragraph(Vec<Run>),
    /// A heading with its level from 1.
    Heading(u8, Vec<Run>),
    Code(String),
    Quote(Vec<Self>),
    /// A list with the number of its first item; `None` for points.
    List(Option<u64>, Vec<Item>),
    /// The sides of the columns of a table, and its rows, the first one its head. Rows may be shorter than the head.
    Table(Vec<Side>, Vec<Vec<Vec<Run>>>),
    Rule,
    /// A note at the foot, with its label.
    Footnote(String, Vec<Self>),
}

/// The side of a column at which its cells stand: `:---`, `:---:`, `---:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

impl From<&Alignment> for Side {
    fn from(alignment: &Alignment) -> Self {
        match alignment {
            Alignment::None | Alignment::Left => Self::Left,
            Alignment::Center => Self::Middle,
            Alignment::Right => Self::Right,
        }
    }
}

/// An item of a list.
#[derive(Debug, PartialEq)]
pub(super) struct Item {
    /// State of the check box of the item, if it has one.
    pub done: Option<bool>,
    pub blocks: Vec<Block>,
}

/// Characters of one look.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Run {
    pub text: String,
    pub look: RunStyle,
    /// The address behind them.
    pub link: Option<String>,
}

/// The look of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct RunStyle {
    pub strong: bool,
    pub italic: bool,
    pub strike: bool,
    pub code: bool,
}

fn events(text: &str) -> Parser<'_> {
    let extensions = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    Parser::new_ext(text, extensions | Options::ENABLE_FOOTNOTES)
}

/// True for a text that can be drawn in useful time and without running out of stack.
pub(super) fn is_drawable(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut is_shallow = |event: Event<'_>| {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth <= DEEPEST
    };
    text.len() <= MOST && events(text).all(&mut is_shallow)
}

/// True for a text that Markdown shows otherwise than its source.
pub fn has_markup(text: &str) -> bool {
    if text.len() <= MOST && text.contains("://") && is_drawable(text) && has_address(text) {
        return true;
    }
    if text.len() > MOST || !text.contains(['#', '*', '_', '`', '[', '-', '+', '>', '|', '~', '.', ')', '!', '=', '<']) {
        return false;
    }
    let is_marked = events(text).any(|event| {
        !matches!(
            event,
            Event::Start(Tag::Paragraph | Tag::HtmlBlock)
                | Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock)
                | Event::Text(_)
                | Event::SoftBreak
                | Event::Html(_)
                | Event::InlineHtml(_)
        )
    });
    is_marked && is_drawable(text)
}

/// A text without its markup, for a place that has room for plain text alone. A text without markup stays as it is.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !has_markup(text) {
        return text.into();
    }
    let mut lines = Vec::new();
    put_plain(&blocks(text), "", &mut lines);
    lines.join("\n").into()
}

/// Adds the lines of blocks; `first` stands before the first of them.
fn put_plain(blocks: &[Block], first: &str, lines: &mut Vec<String>) {
    let of_runs = |runs: &[Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    for (n, block) in blocks.iter().enumerate() {
        let first = if n == 0 { first } else { "" };
        match block {
            Block::Paragraph(runs) | Block::Heading(_, runs) => lines.push(format!("{first}{}", of_runs(runs))),
            Block::Code(code) => lines.push(format!("{first}{code}")),
            Block::Quote(inside) => put_plain(inside, first, lines),
            Block::List(number, items) => {
                for (n, item) in items.iter().enumerate() {
                    let mark = match (item.done, number) {
                        (Some(true), _) => "[x] ".to_owned(),
                        (Some(false), _) => "[ ] ".to_owned(),
                        (None, Some(number)) => format!("{}. ", number + n as u64),
                        (None, None) => "• ".to_owned(),
                    };
                    put_plain(&item.blocks, &mark, lines);
                }
            }
            Block::Table(_, rows) => {
                lines.extend(rows.iter().map(|row| row.iter().map(|cell| of_runs(cell)).collect::<Vec<_>>().join(" · ")));
            }
            Block::Rule => {}
            Block::Footnote(label, inside) => put_plain(inside, &format!("[{label}] "), lines),
        }
    }
}

fn addresses() -> LinkFinder {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
}

fn has_address(text: &str) -> bool {
    addresses().links(text).next().is_some()
}

/// Makes links of the addresses that stand in a text without markup.
fn with_addresses(runs: Vec<Run>) -> Vec<Run> {
    let mut all = Vec::with_capacity(runs.len());
    for run in runs {
        if run.link.is_some() || run.look.code || !run.text.contains("://") {
            all.push(run);
            continue;
        }
        let parts = addresses().spans(&run.text).map(|span| Run {
            text: span.as_str().to_owned(),
            look: run.look,
            link: span.kind().map(|_| span.as_str().to_owned()),
        });
        all.extend(parts.collect::<Vec<_>>());
    }
    all
}

/// The blocks of a text that [`is_drawable`].
pub(super) fn blocks(text: &str) -> Vec<Block> {
    Reader { events: events(text).peekable() }.blocks()
}

struct Reader<'a> {
    events: Peekable<Parser<'a>>,
}

impl Reader<'_> {
    /// Blocks up to the end of the one around them.
    fn blocks(&mut self) -> Vec<Block> {
        let mut all = Vec::new();
        loop {
            match self.events.peek() {
                None | Some(Event::End(_)) => return all,
                Some(Event::Start(tag)) if !is_inline(tag) => {
                    let tag = tag.clone();
                    self.events.next();
                    all.push(self.block(&tag));
                    // The end of the block.
                    self.events.next();
                }
                Some(Event::Rule) => {
                    self.events.next();
                    all.push(Block::Rule);
                }
                // The text of a tight item has no paragraph around it.
                Some(_) => match self.runs() {
                    runs if runs.is_empty() => {
                        self.events.next();
                    }
                    runs => all.push(Block::Paragraph(runs)),
                },
            }
        }
    }

    fn block(&mut self, tag: &Tag<'_>) -> Block {
        match tag {
            Tag::Heading { level, .. } => Block::Heading(number(*level), self.runs()),
            Tag::BlockQuote(_) => Block::Quote(self.blocks()),
            Tag::CodeBlock(_) => {
                Block::Code(self.runs().into_iter().map(|run| run.text).collect::<String>().trim_end().to_owned())
            }
            Tag::List(first) => Block::List(*first, self.items()),
            Tag::Table(sides) => Block::Table(sides.iter().map(Side::from).collect(), self.rows()),
            Tag::Paragraph | Tag::HtmlBlock => Block::Paragraph(self.runs()),
            Tag::FootnoteDefinition(label) => Block::Footnote(label.to_string(), self.blocks()),
            // No other block comes with the options of `events`; what it holds is shown.
            _ => Block::Quote(self.blocks()),
        }
    }

    fn items(&mut self) -> Vec<Item> {
        let mut all = Vec::new();
        while let Some(Event::Start(Tag::Item)) = self.events.peek() {
            self.events.next();
            let done = match self.events.peek() {
                Some(Event::TaskListMarker(done)) => Some(*done),
                _ => None,
            };
            if done.is_some() {
                self.events.next();
            }
            all.push(Item { done, blocks: self.blocks() });
            self.events.next();
        }
        all
    }

    fn rows(&mut self) -> Vec<Vec<Vec<Run>>> {
        let mut all = Vec::new();
        while let Some(Event::Start(Tag::TableHead | Tag::TableRow)) = self.events.peek() {
            self.events.next();
            let mut row = Vec::new();
            while let Some(Event::Start(Tag::TableCell)) = self.events.peek() {
                self.events.next();
                row.push(self.runs());
                self.events.next();
            }
            self.events.next();
            all.push(row);
        }
        all
    }

    /// Characters up to the next block, or to the end of the block around them.
    fn runs(&mut self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        // What is open, each with the look and the link before it.
        let mut open: Vec<(RunStyle, Option<String>)> = Vec::new();
        let (mut look, mut link) = (RunStyle::default(), None);
        loop {
            match self.events.peek() {
                None | Some(Event::Rule) => break,
                Some(Event::End(_)) if open.is_empty() => break,
                Some(Event::Start(tag)) if !is_inline(tag) => break,
                Some(_) => {}
            }
            let mut push = |text: &str, look: RunStyle, link: &Option<String>| match runs.last_mut() {
                Some(last) if last.look == look && last.link == *link => last.text.push_str(text),
                _ => runs.push(Run { text: text.to_owned(), look, link: link.clone() }),
            };
            match self.events.next() {
                Some(Event::Start(tag)) => {
                    open.push((look, link.clone()));
                    match tag {
                        Tag::Strong => look.strong = true,
                        Tag::Emphasis => look.italic = true,
                        Tag::Strikethrough => look.strike = true,
                        // A picture of elsewhere is not loaded: the text leads to it.
                        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => link = Some(dest_url.to_string()),
                        _ => {}
                    }
                }
                Some(Event::End(_)) => {
                    if let Some(before) = open.pop() {
                        (look, link) = before;
                    }
                }
                Some(Event::Text(text) | Event::Html(text) | Event::InlineHtml(text)) => push(&text, look, &link),
                Some(Event::Code(text)) => push(&text, RunStyle { code: true, ..look }, &link),
                // A line of its own in the source is one here: people write lists of checks so.
                Some(Event::SoftBreak | Event::HardBreak) => push("\n", look, &link),
                Some(Event::FootnoteReference(label)) => push(&format!("[{label}]"), look, &link),
                Some(Event::TaskListMarker(done)) => push(if done { "[x] " } else { "[ ] " }, look, &link),
                _ => {}
            }
        }
        if let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches('\n').len());
        }
        runs.retain(|run| !run.text.is_empty());
        with_addresses(runs)
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Run {
        Run { text: text.into(), ..Run::default() }
    }

    fn strong(text: &str) -> Run {
        Run { look: RunStyle { strong: true, ..RunStyle::default() }, ..run(text) }
    }

    #[test]
    fn only_markup_is_shown_as_markdown() {
        for plain in ["", "A cart with goods for 740.", "Line one\nline two", "2 + 2 = 4", "<b>", "a_b", "price < 5 & > 3"] {
            assert!(!has_markup(plain), "{plain}");
        }
        for marked in
            ["# Head", "**bold**", "- one\n- two", "1. one", "`code`", "[a](https://example.org)", "|a|b|\n|-|-|\n|1|2|"]
        {
            assert!(has_markup(marked), "{marked}");
        }
        assert!(has_markup("see http://localhost/a") && has_markup("a[^1]\n\n[^1]: b"));
        assert!(!has_markup(&"**b** ".repeat(10_000)), "a text that is too long to be laid out again and again");
        assert!(!has_markup(&"> ".repeat(5_000)) && has_markup("> > > a"), "a text that is too deep");
    }

    #[test]
    fn plain_text_has_the_words_without_the_marks() {
        for (source, expected) in [
            ("Press **Save** and `F5`", "Press Save and F5"),
            ("Open\n[the page](https://a.test)", "Open\nthe page"),
            ("1. **one**\n2. two\n   - inside", "1. one\n2. two\n• inside"),
            ("# Head\n\n> quoted\n\n|a|b|\n|-|-:|\n|1|**2**|", "Head\nquoted\na · b\n1 · 2"),
            ("a_b * c", "a_b * c"),
        ] {
            assert_eq!(plain(source), expected);
        }
    }

    #[test]
    fn runs_keep_their_look_and_lines() {
        let text = "Press **Save _now_**,\nthen `F5` or ~~F6~~ [here](https://a.test)";
        let [Block::Paragraph(runs)] = &blocks(text)[..] else { panic!("one paragraph") };
        let looks = |run: &Run| (run.text.clone(), run.look.strong, run.look.italic, run.look.code, run.look.strike);
        let expected = [
            ("Press ", false, false, false, false),
            ("Save ", true, false, false, false),
            ("now", true, true, false, false),
            (",\nthen ", false, false, false, false),
            ("F5", false, false, true, false),
            (" or ", false, false, false, false),
            ("F6", false, false, false, true),
            (" ", false, false, false, false),
            ("here", false, false, false, false),
        ];
        let expected: Vec<_> = expected.into_iter().map(|(t, a, b, c, d)| (t.to_owned(), a, b, c, d)).collect();
        assert_eq!(runs.iter().map(looks).collect::<Vec<_>>(), expected);
        assert_eq!(runs.last().and_then(|run| run.link.as_deref()), Some("https://a.test"));
    }

    #[test]
    fn addresses_become_links_and_footnotes_stay() {
        let text = "See https://a.test/b?c=1, or `https://code.test`.[^n]\n\n[^n]: The _note_.";
        let [Block::Paragraph(runs), Block::Footnote(label, note)] = &blocks(text)[..] else { panic!("a paragraph and a note") };
        let links: Vec<_> = runs.iter().filter_map(|run| run.link.as_deref()).collect();
        assert_eq!((links, label.as_str()), (vec!["https://a.test/b?c=1"], "n"));
        assert_eq!(
            runs.iter().map(|run| run.text.as_str()).collect::<String>(),
            "See https://a.test/b?c=1, or https://code.test.[n]"
        );
        assert!(matches!(&note[..], [Block::Paragraph(runs)] if runs.len() == 3), "{note:?}");
    }

    #[test]
    fn lists_tables_quotes_and_code_become_blocks() {
        let text = "# Head\n\n1. one\n   - inside\n2. **two**\n\n- [x] done\n\n> quoted\n\n```\nlet a;\n```\n\n|a|b|\n|-|-:|\n|1|**2**|\n\n---\n";
        let item = |blocks| Item { done: None, blocks };
        let expected = [
            Block::Heading(1, vec![run("Head")]),
            Block::List(
                Some(1),
                vec![
                    item(vec![
                        Block::Paragraph(vec![run("one")]),
                        Block::List(None, vec![item(vec![Block::Paragraph(vec![run("inside")])])]),
                    ]),
                    item(vec![Block::Paragraph(vec![strong("two")])]),
                ],
            ),
            Block::List(None, vec![Item { done: Some(true), blocks: vec![Block::Paragraph(vec![run("done")])] }]),
            Block::Quote(vec![Block::Paragraph(vec![run("quoted")])]),
            Block::Code("let a;".into()),
            Block::Table(
                vec![Side::Left, Side::Right],
                vec![vec![vec![run("a")], vec![run("b")]], vec![vec![run("1")], vec![strong("2")]]],
            ),
            Block::Rule,
        ];
        assert_eq!(blocks(text), expected);
    }

    proptest::proptest! {
        /// No text stops the reader before its end, and no letter of a paragraph is lost.
        #[test]
        fn every_text_is_read_to_its_end(text in "[a-z*_`\\[\\]()#>|\\- \n1.!~<]{0,200}") {
            let mut reader = Reader { events: events(&text).peekable() };
            if is_drawable(&text) {
                let _ = reader.blocks();
                proptest::prop_assert!(reader.events.next().is_none());
            }
        }
    }
}
