//! The part of a result that is read for a single result alone: steps, labels, description. One compact value per row.
//!
//! The texts of its steps are one row of `texts`, names and repeating values of labels are rows of their own; times are differences to the
//! start of the result.

mod detail;
mod first_form;
mod second_form;
mod step_row;

use super::error::{Error, Result};
use super::texts::Texts;
use super::{Tx, packed};
use detail::{Block, BlockTexts};
pub(super) use detail::{Detail, LabelValue};
use foldhash::HashMap;
use rustc_hash::FxHashSet;
use step_row::{FileRow, StepRow};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::result::{ResultContent, ResultLabel, ResultStep};

/// Number of the form of [`Detail`]. See [`first_form`] and [`second_form`] for those before.
const FORM: u8 = 3;

/// The value of a result; `None` for one that has nothing of it, as most results by hand.
pub(super) fn encode(tx: &Tx<'_>, c: &ResultContent) -> Result<Option<Vec<u8>>> {
    Ok(encode_all(tx, &[c])?.pop().flatten())
}

/// The values of results, whose texts are looked up together.
pub(super) fn encode_all(tx: &Tx<'_>, contents: &[&ResultContent]) -> Result<Vec<Option<Vec<u8>>>> {
    let mut small = Vec::new();
    contents.iter().for_each(|c| texts_of(tx, c, &mut small));
    tx.learn_texts(&small)?;
    let steps: Vec<(&[ResultStep], Millis)> = contents.iter().map(|c| (&c.steps[..], c.start_ms.unwrap_or(0))).collect();
    let one = |(c, block): (&&ResultContent, Option<Block>)| {
        if block.is_none() && c.labels.is_empty() && c.description.is_none() && c.unknown_status.is_none() {
            return Ok(None);
        }
        let label = |l: &ResultLabel| Ok((tx.intern(&l.name)?, label_value(tx, &l.value)?));
        let detail = Detail {
            blocks: block.into_iter().collect(),
            labels: c.labels.iter().map(label).collect::<Result<_>>()?,
            description: c.description.clone(),
            unknown_status: c.unknown_status.clone(),
        };
        detail.pack().map(Some)
    };
    contents.iter().zip(blocks(tx, &steps)?).map(one).collect()
}

/// Blocks of lists of steps, each with the start of its result; `None` for an empty list.
fn blocks(tx: &Tx<'_>, lists: &[(&[ResultStep], Millis)]) -> Result<Vec<Option<Block>>> {
    let joined: Vec<Joined<'_>> = lists.iter().map(|(steps, _)| Joined::of(steps)).collect();
    let texts: Vec<&str> = joined.iter().filter(|j| !j.lengths.is_empty()).map(|j| j.text.as_str()).collect();
    let mut ids = tx.text_ids(&texts)?.into_iter();
    let block = |(joined, (steps, base)): (Joined<'_>, &(&[ResultStep], Millis))| {
        if joined.lengths.is_empty() {
            return Ok(None);
        }
        let id = ids.next().ok_or_else(|| Error::Corrupt("a text was not stored".into()))?;
        let steps = steps.iter().map(|s| step_row(tx, s, *base, &joined.places)).collect::<Result<_>>()?;
        Ok(Some(Block { texts: BlockTexts::Joined { id, lengths: joined.lengths }, steps }))
    };
    joined.into_iter().zip(lists).map(block).collect()
}

/// Different texts of steps, one behind the other.
#[derive(Default)]
struct Joined<'c> {
    text: String,
    lengths: Vec<u32>,
    /// Their places by text.
    places: HashMap<&'c str, i64>,
}

impl<'c> Joined<'c> {
    fn of(steps: &'c [ResultStep]) -> Self {
        let mut joined = Self::default();
        joined.add_steps(steps);
        joined
    }

    fn add_steps(&mut self, steps: &'c [ResultStep]) {
        for s in steps {
            self.add(&s.action);
            s.expected.iter().for_each(|text| self.add(text));
            self.add_steps(&s.steps);
        }
    }

    fn add(&mut self, text: &'c str) {
        let next = i64::try_from(self.lengths.len()).unwrap_or(i64::MAX);
        if *self.places.entry(text).or_insert(next) == next {
            self.text.push_str(text);
            self.lengths.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
    }
}

fn label_value(tx: &Tx<'_>, value: &str) -> Result<LabelValue> {
    match tx.known_text(value) {
        Some(id) => Ok(LabelValue::Kept(id)),
        None if value.len() <= LONGEST_HERE => Ok(LabelValue::Here(value.to_owned())),
        None => tx.intern(value).map(LabelValue::Kept),
    }
}

/// Longest value of a label that may stand in the result itself.
const LONGEST_HERE: usize = 64;

/// Adds the texts of a result that are kept each by itself. Values of labels are kept when a transaction meets them a second time.
fn texts_of<'c>(tx: &Tx<'_>, c: &'c ResultContent, found: &mut Vec<&'c str>) {
    of_files(&c.steps, found);
    found.extend(c.labels.iter().map(|label| label.name.as_str()));
    let values = c.labels.iter().map(|label| label.value.as_str());
    found.extend(values.filter(|value| value.len() > LONGEST_HERE || tx.record_text(value)));
}

/// Adds the types of the files of steps.
fn of_files<'c>(steps: &'c [ResultStep], found: &mut Vec<&'c str>) {
    for s in steps {
        found.extend(s.attachments.iter().map(|a| a.mime.as_str()));
        of_files(&s.steps, found);
    }
}

/// `places` are those of the texts in their block.
fn step_row(tx: &Tx<'_>, s: &ResultStep, base: Millis, places: &HashMap<&str, i64>) -> Result<StepRow> {
    let place = |text: &str| places.get(text).copied().unwrap_or_default();
    let expected_end = s.start_ms.unwrap_or(base).saturating_add(s.duration_ms.unwrap_or(0));
    Ok(StepRow {
        action: place(&s.action),
        part: s.part,
        expected: s.expected.as_deref().map(place),
        data: s.data.clone(),
        status: packed::Status::new(&s.status, false),
        comment: s.comment.clone(),
        start: s.start_ms.map(|at| at.wrapping_sub(base)),
        took: s.duration_ms,
        end: s.end_ms.map(|at| at.wrapping_sub(expected_end)),
        files: s.attachments.iter().map(|a| file_row(tx, a)).collect::<Result<_>>()?,
        steps: s.steps.iter().map(|s| step_row(tx, s, base, places)).collect::<Result<_>>()?,
    })
}

fn file_row(tx: &Tx<'_>, a: &AttachmentRef) -> Result<FileRow> {
    Ok(FileRow {
        hash: a.hash.clone(),
        filename: a.filename.clone(),
        mime: tx.intern(&a.mime)?,
        size: a.size,
        url: a.url.clone(),
    })
}

/// Reads a value of [`encode`].
///
/// # Errors
/// [`Error::Corrupt`] for a value of another form.
pub(super) fn decode(bytes: &[u8]) -> Result<Detail> {
    const NAME: &str = "steps of a result";
    match bytes.first() {
        Some(&FORM) => packed::unpack_as(FORM, Some(bytes), NAME),
        Some(&second_form::FORM) => {
            packed::unpack_as::<second_form::Detail>(second_form::FORM, Some(bytes), NAME).map(Detail::from)
        }
        _ => packed::unpack::<first_form::Detail>(Some(bytes), NAME).map(Detail::from),
    }
}

impl Detail {
    /// The stored value.
    pub(super) fn pack(&self) -> Result<Vec<u8>> {
        packed::pack_as(FORM, self)
    }

    /// Number of setups and teardowns.
    pub(super) fn fixtures(&self) -> usize {
        self.blocks.iter().flat_map(|block| &block.steps).filter(|step| !step.part.is_body()).count()
    }

    /// Puts setups before and teardowns after the steps of a result with this start.
    pub(super) fn surround(&mut self, tx: &Tx<'_>, base: Millis, before: &[ResultStep], after: &[ResultStep]) -> Result<()> {
        let mut around = blocks(tx, &[(before, base), (after, base)])?;
        self.blocks.extend(around.pop().flatten());
        self.blocks.splice(..0, around.pop().flatten());
        Ok(())
    }

    /// Adds the ids of the texts that are used.
    pub(super) fn texts(&self, found: &mut FxHashSet<i64>) {
        fn of_steps(steps: &[StepRow], are_ids: bool, found: &mut FxHashSet<i64>) {
            for s in steps {
                if are_ids {
                    found.insert(s.action);
                    found.extend(s.expected);
                }
                found.extend(s.files.iter().map(|f| f.mime));
                of_steps(&s.steps, are_ids, found);
            }
        }
        for block in &self.blocks {
            if let BlockTexts::Joined { id, .. } = block.texts {
                found.insert(id);
            }
            of_steps(&block.steps, block.texts == BlockTexts::Each, found);
        }
        found.extend(self.labels.iter().flat_map(|(name, value)| [Some(*name), value.id()]).flatten());
    }

    /// Bytes that the texts take in a result, each as often as it is used.
    pub(super) fn kept_bytes(&self, texts: &Texts) -> usize {
        fn of_steps(steps: &[StepRow], length: &dyn Fn(i64) -> usize) -> usize {
            let of_step = |s: &StepRow| length(s.action) + s.expected.map_or(0, length) + of_steps(&s.steps, length);
            steps.iter().map(of_step).sum()
        }
        let of_block = |block: &Block| match &block.texts {
            BlockTexts::Each => of_steps(&block.steps, &|id| texts.length(id)),
            BlockTexts::Joined { lengths, .. } => {
                let at = |place| usize::try_from(place).ok().and_then(|place| lengths.get(place)).copied();
                of_steps(&block.steps, &|place| at(place).and_then(|length| usize::try_from(length).ok()).unwrap_or(0))
            }
        };
        let value = |value: &LabelValue| value.id().map_or(0, |id| texts.length(id));
        self.blocks.iter().map(of_block).sum::<usize>()
            + self.labels.iter().map(|(name, kept)| texts.length(*name) + value(kept)).sum::<usize>()
    }

    /// Ids of the names of the labels, with the values.
    pub(super) fn into_labels(self) -> Vec<(i64, LabelValue)> {
        self.labels
    }

    /// Fills a result, whose start is known, from the value.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a text is missing.
    pub(super) fn fill(self, texts: &Texts, c: &mut ResultContent) -> Result<()> {
        let base = c.start_ms.unwrap_or(0);
        c.steps = Vec::new();
        for block in self.blocks {
            let own = StepTexts::of(&block.texts, texts)?;
            for row in block.steps {
                c.steps.push(step(row, &own, base)?);
            }
        }
        let label = |(name, value)| {
            let value = match value {
                LabelValue::Kept(id) => texts.get(id)?.to_owned(),
                LabelValue::Here(text) => text,
            };
            Ok(ResultLabel { name: texts.get(name)?.to_owned(), value })
        };
        c.labels = self.labels.into_iter().map(label).collect::<Result<_>>()?;
        c.description = self.description;
        c.unknown_status = self.unknown_status;
        Ok(())
    }
}

/// The texts of a block.
struct StepTexts<'t> {
    all: &'t Texts,
    /// Parts of the text that joins them; `None` where each is a text of its own.
    parts: Option<Vec<&'t str>>,
}

impl<'t> StepTexts<'t> {
    fn of(block: &BlockTexts, all: &'t Texts) -> Result<Self> {
        let BlockTexts::Joined { id, lengths } = block else { return Ok(Self { all, parts: None }) };
        let mut rest = all.get(*id)?;
        let mut parts = Vec::with_capacity(lengths.len());
        for length in lengths {
            let split = usize::try_from(*length).ok().and_then(|length| rest.split_at_checked(length));
            let (part, behind) = split.ok_or_else(|| Error::Corrupt(format!("text {id} is too short")))?;
            parts.push(part);
            rest = behind;
        }
        Ok(Self { all, parts: Some(parts) })
    }

    fn get(&self, number: i64) -> Result<String> {
        let Some(parts) = &self.parts else { return self.all.get(number).map(str::to_owned) };
        let part = usize::try_from(number).ok().and_then(|place| parts.get(place));
        part.map(|part| (*part).to_owned()).ok_or_else(|| Error::Corrupt(format!("no text {number} of a step")))
    }
}

fn step(s: StepRow, texts: &StepTexts<'_>, base: Millis) -> Result<ResultStep> {
    let start_ms = s.start.map(|after| base.wrapping_add(after));
    let expected_end = start_ms.unwrap_or(base).saturating_add(s.took.unwrap_or(0));
    Ok(ResultStep {
        action: texts.get(s.action)?,
        part: s.part,
        expected: s.expected.map(|number| texts.get(number)).transpose()?,
        data: s.data,
        status: s.status.open().0,
        comment: s.comment,
        start_ms,
        end_ms: s.end.map(|after| expected_end.wrapping_add(after)),
        duration_ms: s.took,
        attachments: s.files.into_iter().map(|f| file(f, texts.all)).collect::<Result<_>>()?,
        steps: s.steps.into_iter().map(|s| step(s, texts, base)).collect::<Result<_>>()?,
    })
}

fn file(f: FileRow, texts: &Texts) -> Result<AttachmentRef> {
    Ok(AttachmentRef { hash: f.hash, filename: f.filename, mime: texts.get(f.mime)?.to_owned(), size: f.size, url: f.url })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, migrate};
    use voluptas_core::domain::result::StepPart;

    fn text_count(tx: &Tx<'_>) -> i64 {
        tx.count("SELECT count(*) FROM texts", &[]).expect("count")
    }

    fn read(tx: &Tx<'_>, bytes: &[u8], start: Option<Millis>) -> Result<ResultContent> {
        let detail = decode(bytes)?;
        let mut ids = FxHashSet::default();
        detail.texts(&mut ids);
        let mut content = ResultContent { start_ms: start, ..ResultContent::default() };
        detail.fill(&tx.texts(&ids)?, &mut content)?;
        Ok(content)
    }

    fn step(action: &str, steps: Vec<ResultStep>) -> ResultStep {
        ResultStep { action: action.to_owned(), start_ms: Some(5), steps, ..ResultStep::default() }
    }

    fn result() -> ResultContent {
        let inner = ResultStep { expected: Some("Оплачено".into()), ..step("pays", Vec::new()) };
        let steps = vec![step("opens", vec![inner, step("", Vec::new())]), step("pays", Vec::new())];
        let label = ResultLabel { name: "suite".into(), value: "Pay".into() };
        ResultContent { steps, labels: vec![label], start_ms: Some(3), description: Some("d".into()), ..ResultContent::default() }
    }

    #[test]
    fn steps_come_back_and_are_one_text_however_often_they_are_stored() {
        let db = Db::in_memory().expect("database");
        migrate::migrate(&db, 0, || Ok(())).expect("tables");
        let content = result();
        for _ in 0..3 {
            // Each transaction looks the text up anew.
            let tx = &Tx::new(&db, 0, None);
            let values = encode_all(tx, &[&content, &ResultContent::default(), &content]).expect("encoded");
            assert_eq!((&values[0], &values[1]), (&values[2], &None));
            let bytes = values[0].as_deref().expect("a value");
            assert_eq!(read(tx, bytes, content.start_ms).expect("read"), content);
            let (detail, mut ids) = (decode(bytes).expect("detail"), FxHashSet::default());
            detail.texts(&mut ids);
            let bytes_used = "opens".len() + 2 * "pays".len() + "Оплачено".len() + "suite".len();
            assert_eq!(detail.kept_bytes(&tx.texts(&ids).expect("texts")), bytes_used + "Pay".len());
            // The steps as one, and the label with its value, which comes twice.
            assert_eq!(text_count(tx), 3);
        }
    }

    #[test]
    fn fixtures_lie_around_the_steps_and_share_their_text() {
        let db = Db::in_memory().expect("database");
        migrate::migrate(&db, 0, || Ok(())).expect("tables");
        let tx = &Tx::new(&db, 0, None);
        let fixture = |part, action: &str| [ResultStep { part, ..step(action, Vec::new()) }];
        let (before, after) = (fixture(StepPart::SetUp, "logs in"), fixture(StepPart::TearDown, "logs out"));
        for action in ["one", "two"] {
            let content = ResultContent { steps: vec![step(action, Vec::new())], start_ms: Some(3), ..ResultContent::default() };
            let mut detail = decode(&encode(tx, &content).expect("encoded").expect("a value")).expect("detail");
            detail.surround(tx, 3, &before, &after).expect("surrounded");
            assert_eq!(detail.fixtures(), 2);
            let found = read(tx, &detail.pack().expect("packed"), Some(3)).expect("read");
            assert_eq!(found.steps, [&before[..], &content.steps, &after].concat());
        }
        assert_eq!(text_count(tx), 4);
    }

    #[test]
    fn a_text_that_is_too_short_for_its_steps_is_an_error() {
        let db = Db::in_memory().expect("database");
        migrate::migrate(&db, 0, || Ok(())).expect("tables");
        let tx = &Tx::new(&db, 0, None);
        let bytes = encode(tx, &result()).expect("encoded").expect("a value");
        tx.execute("UPDATE texts SET text = substr(text, 1, 3)", &[]).expect("cut");
        assert!(matches!(read(tx, &bytes, Some(3)), Err(Error::Corrupt(_))));
    }
}
