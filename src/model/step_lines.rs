//! The steps of a case as a flat list of lines with a depth, which is what a keyboard walks through and what the editor changes.
//!
//! [`StepLines::of`] flattens nested steps, [`StepLines::steps`] nests them again. A line keeps its number while it moves, so that
//! the text field that draws it keeps the keyboard.

use std::collections::BTreeSet;

use voluptas_core::domain::case::{AttachmentRef, Step};

/// Deepest nesting that the editor makes.
const DEEPEST: usize = 8;

/// One step without the steps inside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Number of the line, unique in its list.
    pub key: u64,
    /// Nesting, 0 for a step of the case.
    pub depth: usize,
    pub action: String,
    /// Test data; blank for none.
    pub data: String,
    /// Expected result; blank for none.
    pub expected: String,
    /// Hash of the shared step that stands here.
    pub shared: Option<String>,
    /// Files of the step.
    pub attachments: Vec<AttachmentRef>,
    /// Steps inside a shared step, as last seen. They are not edited here.
    pub inside: Vec<Step>,
}

impl Line {
    /// True for a line in which nothing was written.
    pub fn is_blank(&self) -> bool {
        let texts = [&self.action, &self.data, &self.expected];
        self.shared.is_none() && self.attachments.is_empty() && texts.iter().all(|t| t.trim().is_empty())
    }
}

/// The column of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepCell {
    Action,
    /// Test data.
    Data,
    /// Expected result.
    Expected,
}

impl StepCell {
    /// The columns from left to right.
    pub const ALL: [Self; 3] = [Self::Action, Self::Data, Self::Expected];
}

/// The steps of a draft as lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepLines {
    /// The lines from top to bottom.
    pub lines: Vec<Line>,
    /// Keys of the selected lines.
    pub selected: BTreeSet<u64>,
    /// Keys of the shared steps whose steps are hidden.
    pub folded: BTreeSet<u64>,
    /// The line from which a selection of several extends.
    anchor: Option<u64>,
    next: u64,
}

/// A step of the case with the steps inside it, which can become part of a shared step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Key of its first line.
    pub key: u64,
    /// Number of the step.
    pub number: String,
    /// Action of the step, or the name of the shared step.
    pub action: String,
    /// Number of steps inside.
    pub inside: usize,
    /// True when it is or holds a shared step, which no shared step may contain.
    pub has_shared: bool,
}

impl StepLines {
    /// Flattens steps.
    #[must_use]
    pub fn of(steps: &[Step]) -> Self {
        let mut this = Self::default();
        this.flatten(steps, 0);
        this
    }

    /// Replaces all steps. Each line takes the key of the former line at its index, so that the keyboard focus stays.
    pub fn replace(&mut self, steps: &[Step]) {
        let mut fresh = Self::of(steps);
        for (line, old) in fresh.lines.iter_mut().zip(&self.lines) {
            line.key = old.key;
        }
        fresh.next = fresh.next.max(self.next);
        for line in fresh.lines.iter_mut().skip(self.lines.len()) {
            fresh.next += 1;
            line.key = fresh.next;
        }
        *self = fresh;
    }

    /// Appends steps. A blank last line is replaced.
    pub fn append(&mut self, steps: &[Step]) {
        if self.lines.last().is_some_and(|line| line.depth == 0 && line.is_blank()) {
            self.lines.pop();
        }
        self.flatten(steps, 0);
    }

    fn flatten(&mut self, steps: &[Step], depth: usize) {
        for step in steps {
            let shared = step.shared.clone();
            let line = Line {
                depth,
                action: step.action.clone(),
                data: step.data.clone().unwrap_or_default(),
                expected: step.expected.clone().unwrap_or_default(),
                inside: if shared.is_some() { step.steps.clone() } else { Vec::new() },
                shared,
                attachments: step.attachments.clone(),
                key: 0,
            };
            let is_shared = line.shared.is_some();
            self.insert(self.lines.len(), line);
            if !is_shared {
                self.flatten(&step.steps, depth + 1);
            }
        }
    }

    /// The steps, nested. A line in which nothing was written and that holds nothing is left out.
    pub fn steps(&self) -> Vec<Step> {
        let mut at = 0;
        self.nest(&mut at, 0)
    }

    fn nest(&self, at: &mut usize, depth: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(line) = self.lines.get(*at).filter(|l| l.depth >= depth) {
            *at += 1;
            let inside = if self.lines.get(*at).is_some_and(|l| l.depth > depth) { self.nest(at, depth + 1) } else { Vec::new() };
            if line.is_blank() && inside.is_empty() {
                continue;
            }
            let some = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
            steps.push(Step {
                action: line.action.clone(),
                expected: some(&line.expected),
                data: some(&line.data),
                shared: line.shared.clone(),
                attachments: line.attachments.clone(),
                steps: if line.shared.is_some() { line.inside.clone() } else { inside },
            });
        }
        steps
    }

    /// Puts a line at a place and gives its key.
    pub fn insert(&mut self, at: usize, line: Line) -> u64 {
        self.next += 1;
        self.lines.insert(at, Line { key: self.next, ..line });
        self.next
    }

    /// The line after the last one inside the line at `at`.
    pub fn end(&self, at: usize) -> usize {
        let depth = self.lines.get(at).map_or(0, |l| l.depth);
        self.lines.iter().skip(at + 1).position(|l| l.depth <= depth).map_or(self.lines.len(), |n| at + 1 + n)
    }

    /// Adds a blank line after a line and the lines inside it, or at the end. Returns its key.
    pub fn add_after(&mut self, at: Option<usize>) -> u64 {
        let (place, depth) = at.map_or((self.lines.len(), 0), |i| (self.end(i), self.lines.get(i).map_or(0, |l| l.depth)));
        self.insert(place, Line { depth, ..Line::default() })
    }

    /// Deletes a line. The lines inside it move one level up.
    pub fn remove(&mut self, at: usize) {
        let end = self.end(at);
        for line in self.lines.iter_mut().take(end).skip(at + 1) {
            line.depth -= 1;
        }
        self.lines.remove(at);
    }

    /// Moves a line with the lines inside it past its neighbour of the same level. Returns false at the first or last place.
    pub fn shift(&mut self, at: usize, down: bool) -> bool {
        let Some(depth) = self.lines.get(at).map(|l| l.depth) else { return false };
        let end = self.end(at);
        if down {
            if self.lines.get(end).is_none_or(|l| l.depth != depth) {
                return false;
            }
            let below = self.end(end);
            self.lines[at..below].rotate_left(end - at);
        } else {
            let Some(above) = self.lines[..at].iter().rposition(|l| l.depth <= depth) else { return false };
            if self.lines[above].depth != depth {
                return false;
            }
            self.lines[above..end].rotate_left(at - above);
        }
        true
    }

    /// Moves the line at `from` with the lines inside it before the line at `to` (`len` for the end), to the level of that line.
    pub fn place(&mut self, from: usize, to: usize) {
        let end = self.end(from);
        if to >= from && to <= end {
            return;
        }
        let old = self.lines[from].depth;
        let depth = self.lines.get(to).map_or(0, |l| l.depth);
        let moved: Vec<Line> = self.lines.drain(from..end).collect();
        let to = if to > from { to - moved.len() } else { to };
        for (i, mut line) in moved.into_iter().enumerate() {
            line.depth = line.depth - old + depth;
            self.lines.insert(to + i, line);
        }
    }

    /// Moves a dragged line before the line at `to` as [`Self::place`] does; with a selected line all selected ones.
    pub fn drop_at(&mut self, from: usize, to: usize) {
        let is_selected = self.lines.get(from).is_some_and(|line| self.selected.contains(&line.key));
        if !is_selected || self.selected.len() == 1 {
            return self.place(from, to);
        }
        let mut taken = vec![false; self.lines.len()];
        let mut starts = Vec::new();
        for i in 0..self.lines.len() {
            // What lies inside a selected line goes along with it.
            if !taken[i] && self.selected.contains(&self.lines[i].key) {
                starts.push((i, self.end(i)));
                taken[i..self.end(i)].fill(true);
            }
        }
        let next = (to..self.lines.len()).find(|&i| !taken[i]);
        let depth = next.map_or(0, |i| self.lines[i].depth);
        let next = next.map(|i| self.lines[i].key);
        let mut moved = Vec::new();
        for (start, end) in starts {
            let old = self.lines[start].depth;
            moved.extend(self.lines[start..end].iter().map(|line| Line { depth: line.depth - old + depth, ..line.clone() }));
        }
        self.lines.retain(|line| moved.iter().all(|gone| gone.key != line.key));
        let at = next.and_then(|key| self.lines.iter().position(|line| line.key == key)).unwrap_or(self.lines.len());
        self.lines.splice(at..at, moved);
    }

    /// Moves a line with the lines inside it into the line above, or one level up. Returns false if that is not possible.
    pub fn nest_line(&mut self, at: usize, deeper: bool) -> bool {
        let Some(depth) = self.lines.get(at).map(|l| l.depth) else { return false };
        let end = self.end(at);
        if deeper {
            let above = at.checked_sub(1).and_then(|i| self.lines.get(i));
            let into_shared = self.lines[..at].iter().rfind(|l| l.depth <= depth).is_some_and(|l| l.shared.is_some());
            if depth >= DEEPEST || into_shared || above.is_none_or(|l| l.depth < depth) {
                return false;
            }
        } else if depth == 0 {
            return false;
        }
        for line in &mut self.lines[at..end] {
            line.depth = if deeper { line.depth + 1 } else { line.depth - 1 };
        }
        true
    }

    /// Puts pasted steps into the line at `at`, if nothing was written there, or after it. Gives the key of the last one.
    pub fn paste(&mut self, at: usize, pasted: Vec<Pasted>) -> Option<u64> {
        let depth = self.lines.get(at).map_or(0, |l| l.depth);
        let mut place = self.end(at);
        if self.lines.get(at).is_some_and(Line::is_blank) {
            self.lines.remove(at);
            place = at;
        }
        let mut last = None;
        for [action, data, expected] in pasted {
            last = Some(self.insert(place, Line { depth, action, data, expected, ..Line::default() }));
            place += 1;
        }
        last
    }

    /// Replaces a shared step by the steps it stands for, which are the case's own from then on.
    pub fn detach(&mut self, at: usize, steps: &[Step]) {
        let line = self.lines.remove(at);
        let own = [Step {
            action: line.action,
            data: Some(line.data),
            expected: Some(line.expected),
            attachments: line.attachments,
            ..Step::default()
        }];
        let steps = match (steps.is_empty(), line.inside.is_empty()) {
            (false, _) => steps,
            (true, false) => &line.inside,
            (true, true) => &own,
        };
        for (i, mut new) in Self::of(steps).lines.into_iter().enumerate() {
            new.depth += line.depth;
            self.insert(at + i, new);
        }
    }

    /// Selects a line: it alone, in addition (`toggle`), or all lines from the last one so selected (`extend`). A selected line that
    /// is selected alone once more is no longer selected.
    pub fn select(&mut self, at: usize, toggle: bool, extend: bool) {
        let Some(key) = self.lines.get(at).map(|line| line.key) else { return };
        let anchor = self.anchor.and_then(|anchor| self.lines.iter().position(|line| line.key == anchor));
        if let Some(from) = anchor.filter(|_| extend) {
            self.selected = self.lines[from.min(at)..=from.max(at)].iter().map(|line| line.key).collect();
            return;
        }
        let was_selected = self.selected.contains(&key);
        let was_alone = was_selected && self.selected.len() == 1;
        if !toggle {
            self.selected.clear();
        }
        let is_dropped = if toggle { was_selected } else { was_alone };
        if is_dropped {
            self.selected.remove(&key);
        } else {
            self.selected.insert(key);
        }
        self.anchor = Some(key);
    }

    /// Ends the selection.
    pub fn select_none(&mut self) {
        self.selected.clear();
        self.anchor = None;
    }

    /// Deletes the selected lines. Lines inside them that are not selected move up.
    pub fn remove_selected(&mut self) {
        for key in std::mem::take(&mut self.selected) {
            if let Some(at) = self.lines.iter().position(|line| line.key == key) {
                self.remove(at);
            }
        }
        self.anchor = None;
    }

    /// The steps of the case, each with the steps inside it. Blank lines are left out.
    pub fn blocks(&self) -> Vec<Block> {
        let numbers = self.numbers();
        let tops = (0..self.lines.len()).filter(|&i| self.lines[i].depth == 0 && !self.lines[i].is_blank());
        let block = |i: usize| {
            let lines = &self.lines[i..self.end(i)];
            Block {
                key: lines[0].key,
                number: numbers[i].clone(),
                action: lines[0].action.clone(),
                inside: lines.len() - 1,
                has_shared: lines.iter().any(|line| line.shared.is_some()),
            }
        };
        tops.map(block).collect()
    }

    /// Keys of the steps of the case in which the selected lines lie.
    pub fn selected_blocks(&self) -> BTreeSet<u64> {
        let mut top = None;
        let mut found = BTreeSet::new();
        for line in &self.lines {
            if line.depth == 0 {
                top = Some(line.key);
            }
            found.extend(top.filter(|_| self.selected.contains(&line.key)));
        }
        found
    }

    /// The steps of consecutive blocks, with the steps inside them. Empty for blocks that are not consecutive and for shared
    /// steps.
    pub fn steps_of(&self, blocks: &BTreeSet<u64>) -> Vec<Step> {
        let Some((from, to)) = self.range_of(blocks) else { return Vec::new() };
        Self { lines: self.lines[from..to].to_vec(), ..Self::default() }.steps()
    }

    /// First line and end of blocks that follow each other and hold no shared step. Blank lines between them do not count.
    fn range_of(&self, blocks: &BTreeSet<u64>) -> Option<(usize, usize)> {
        let all = self.blocks();
        let first = all.iter().position(|block| blocks.contains(&block.key))?;
        let run = all[first..].iter().take_while(|block| blocks.contains(&block.key) && !block.has_shared).count();
        if run != blocks.len() {
            return None;
        }
        let place = |key: u64| self.lines.iter().position(|line| line.key == key);
        Some((place(all[first].key)?, self.end(place(all[first + run - 1].key)?)))
    }

    /// Replaces blocks that follow each other by a shared step with their steps. False when they are not as they were.
    pub fn replace_by_shared(&mut self, blocks: &BTreeSet<u64>, line: Line) -> bool {
        let Some((from, to)) = self.range_of(blocks).filter(|_| self.steps_of(blocks) == line.inside) else { return false };
        self.lines.drain(from..to);
        self.insert(from, line);
        self.select_none();
        true
    }

    /// The numbers of the lines: `2`, `2.1`, `2.2`, `3`.
    pub fn numbers(&self) -> Vec<String> {
        let mut counts: Vec<usize> = Vec::new();
        let number = |line: &Line| {
            counts.truncate(line.depth + 1);
            counts.resize(line.depth + 1, 0);
            if let Some(last) = counts.last_mut() {
                *last += 1;
            }
            counts.iter().map(|n| n.max(&1).to_string()).collect::<Vec<_>>().join(".")
        };
        self.lines.iter().map(number).collect()
    }
}

/// Action, data and expected result of a pasted step.
pub type Pasted = [String; 3];

/// The steps in a pasted text: rows of a table (action and expected result, or action, data and expected result), or lines.
/// `None` for a text of one line, which is pasted into the field as it is.
pub fn pasted(text: &str) -> Option<Vec<Pasted>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_table = text.contains('\t');
    if !is_table && !text.trim_end_matches('\n').contains('\n') {
        return None;
    }
    let rows: Vec<Pasted> =
        if is_table { table(&text).into_iter().map(columns).collect() } else { text.lines().map(listed).collect() };
    let rows: Vec<Pasted> = rows.into_iter().filter(|r| r.iter().any(|t| !t.is_empty())).collect();
    (!rows.is_empty()).then_some(rows)
}

fn columns(cells: Vec<String>) -> Pasted {
    let mut cells = cells.into_iter().map(|c| c.trim().to_owned());
    let (first, second, third) = (cells.next(), cells.next(), cells.next());
    let (action, second) = (first.unwrap_or_default(), second.unwrap_or_default());
    match third {
        Some(third) => [action, second, third],
        None => [action, String::new(), second],
    }
}

/// A line of a list without its bullet or number.
fn listed(line: &str) -> Pasted {
    let line = line.trim();
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let rest = match line.get(digits..).and_then(|r| r.strip_prefix(['.', ')'])) {
        Some(rest) if digits > 0 && (rest.is_empty() || rest.starts_with(' ')) => rest,
        _ => ["- ", "* ", "• ", "– "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line),
    };
    [rest.trim().to_owned(), String::new(), String::new()]
}

/// Rows of tab-separated cells. A quoted cell may hold tabs, line breaks and doubled quotes, as spreadsheets write them.
fn table(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\t' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(action: &str, steps: Vec<Step>) -> Step {
        Step { action: action.into(), steps, ..Step::default() }
    }

    fn shown(lines: &StepLines) -> String {
        lines.numbers().iter().zip(&lines.lines).map(|(n, l)| format!("{n} {}", l.action)).collect::<Vec<_>>().join(", ")
    }

    fn sample() -> StepLines {
        StepLines::of(&[step("a", vec![step("b", vec![]), step("c", vec![])]), step("d", vec![])])
    }

    #[test]
    fn nested_steps_are_flattened_and_nested_again() {
        let lines = sample();
        assert_eq!(shown(&lines), "1 a, 1.1 b, 1.2 c, 2 d");
        assert_eq!(StepLines::of(&lines.steps()), lines);
    }

    #[test]
    fn a_line_moves_with_what_lies_inside_it() {
        let mut lines = sample();
        assert!(lines.shift(0, true) && !lines.shift(1, true));
        assert_eq!(shown(&lines), "1 d, 2 a, 2.1 b, 2.2 c");
        assert!(lines.shift(3, false) && !lines.shift(2, false));
        assert_eq!(shown(&lines), "1 d, 2 a, 2.1 c, 2.2 b");
        lines.place(1, 0);
        assert_eq!(shown(&lines), "1 a, 1.1 c, 1.2 b, 2 d");
        lines.place(3, 1);
        assert_eq!(shown(&lines), "1 a, 1.1 d, 1.2 c, 1.3 b");
    }

    #[test]
    fn nesting_has_limits_and_a_deleted_line_frees_what_lies_inside() {
        let mut lines = sample();
        assert!(!lines.nest_line(0, true) && !lines.nest_line(1, true) && !lines.nest_line(0, false));
        assert!(lines.nest_line(3, true) && lines.nest_line(2, false));
        assert_eq!(shown(&lines), "1 a, 1.1 b, 2 c, 2.1 d");
        lines.remove(2);
        assert_eq!(shown(&lines), "1 a, 1.1 b, 2 d");
        let added = lines.add_after(Some(0));
        assert_eq!(lines.lines.iter().position(|l| l.key == added), Some(2));
        assert_eq!(lines.steps().len(), 2, "a blank line is no step");
    }

    #[test]
    fn lines_and_tables_are_pasted_as_steps() {
        assert_eq!(pasted("one line\n"), None);
        let actions = |text: &str| pasted(text).expect("steps").into_iter().map(|[a, ..]| a).collect::<Vec<_>>();
        assert_eq!(actions("1. Open\r\n2) Sign in\n\n- Pay\n3 items"), ["Open", "Sign in", "Pay", "3 items"]);
        let rows = pasted("Open\tThe page\n\"Type\n\"\"x\"\"\"\tdata\tShown\n").expect("steps");
        assert_eq!(rows[0], ["Open", "", "The page"]);
        assert_eq!(rows[1], ["Type\n\"x\"", "data", "Shown"]);
        let mut lines = sample();
        let blank = lines.add_after(Some(3));
        assert_eq!(lines.lines.last().map(|l| l.key), Some(blank));
        lines.paste(4, pasted("x\ny").expect("steps"));
        assert_eq!(shown(&lines), "1 a, 1.1 b, 1.2 c, 2 d, 3 x, 4 y");
    }

    #[test]
    fn steps_that_follow_each_other_become_a_shared_step() {
        let mut lines = sample();
        let keys: Vec<u64> = lines.blocks().iter().map(|block| block.key).collect();
        assert_eq!(keys.len(), 2, "nested steps go along");
        let both: BTreeSet<u64> = keys.iter().copied().collect();
        let steps = lines.steps_of(&both);
        assert_eq!(steps, lines.steps());
        let shared = Line { action: "Sign in".into(), shared: Some("h".into()), inside: steps, ..Line::default() };
        let mut later = lines.clone();
        later.lines[0].action = "changed".into();
        assert!(!later.replace_by_shared(&both, shared.clone()), "the draft changed meanwhile");
        lines.insert(0, Line { action: "before".into(), ..Line::default() });
        assert!(lines.replace_by_shared(&both, shared));
        assert_eq!(shown(&lines), "1 before, 2 Sign in");
        let around: BTreeSet<u64> = lines.blocks().iter().map(|block| block.key).collect();
        assert!(lines.steps_of(&around).is_empty(), "a shared step holds no shared steps");
    }

    #[test]
    fn lines_are_selected_alone_in_addition_and_up_to_another() {
        let mut lines = sample();
        let actions = |lines: &StepLines| {
            let selected = lines.lines.iter().filter(|line| lines.selected.contains(&line.key));
            selected.map(|line| line.action.clone()).collect::<String>()
        };
        lines.select(1, false, false);
        lines.select(3, true, false);
        assert_eq!(actions(&lines), "bd");
        assert_eq!(lines.selected_blocks().len(), 2);
        lines.select(2, false, false);
        lines.select(0, false, true);
        assert_eq!(actions(&lines), "abc");
        let mut turned = lines.clone();
        turned.drop_at(0, 4);
        assert_eq!(shown(&turned), "1 d, 2 a, 2.1 b, 2.2 c", "selected lines are dragged together");
        turned.select_none();
        turned.select(0, false, false);
        turned.select(3, true, false);
        turned.drop_at(3, 2);
        assert_eq!(shown(&turned), "1 a, 1.1 d, 1.2 c, 1.3 b", "to the level of the line below");
        lines.remove_selected();
        assert_eq!(shown(&lines), "1 d");
        lines.select(0, false, false);
        lines.select(0, false, false);
        assert!(lines.selected.is_empty(), "pressed once more");
    }

    #[test]
    fn a_detached_shared_step_becomes_own_steps() {
        let shared = Step { action: "Sign in".into(), shared: Some("h".into()), ..Step::default() };
        let mut lines = StepLines::of(&[shared, step("d", vec![])]);
        lines.detach(0, &[step("Open", vec![]), step("Type", vec![])]);
        assert_eq!(shown(&lines), "1 Open, 2 Type, 3 d");
        assert!(lines.lines.iter().all(|l| l.shared.is_none()));
    }
}
