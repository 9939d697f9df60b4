//! Identity of the input of an ingest: the same files are the same input, whatever their order and the folders in which they lie.
//!
//! It is the sum of a hash for each file. A file of results counts with its name and content, a copy of it not at all; other files, such as
//! attachments, of which some stay unread, count with name and size, those of one name and size once. A file of a re-run counts with the
//! number of the re-run, and so do the labels that a person gave.

use crate::results::files::{Found, Gathered};
use voluptas_core::domain::result::ResultLabel;

/// Length of the identity in hexadecimal digits.
const DIGITS: usize = 32;

/// A file's part of the identity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InputPart([u64; 2]);

impl InputPart {
    fn of(kind: &[u8; 1], name: &str, fact: &[u8]) -> Self {
        let mut hash = blake3::Hasher::new();
        // No name holds a zero.
        hash.update(kind).update(name.as_bytes()).update(&[0]).update(fact);
        let bytes = hash.finalize();
        let (halves, _) = bytes.as_bytes().as_chunks::<8>();
        Self([u64::from_le_bytes(halves[0]), u64::from_le_bytes(halves[1])])
    }

    /// Part of a file of results; `file` is its path.
    pub(super) fn of_content(file: &str, content: &blake3::Hash) -> Self {
        Self::of(b"c", own_name(file), content.as_bytes())
    }

    /// The part of the same file as one of a re-run.
    fn of_rerun(self, round: u16) -> Self {
        let [first, second] = self.0;
        Self::of(b"r", &round.to_string(), &[first.to_le_bytes(), second.to_le_bytes()].concat())
    }

    fn of_size(file: &Found) -> Self {
        Self::of(b"s", &file.file_name(), &file.size().unwrap_or(0).to_le_bytes())
    }
}

/// A file's own name, without folders.
fn own_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// The identity of an input that is being read.
pub(super) struct InputId {
    sum: InputPart,
    /// Identity that earlier versions gave the input; it depended on the order of the files. Their runs are known by it.
    earlier: blake3::Hasher,
    /// Number of the re-run whose files are taken; 0 for the files before all of them.
    round: u16,
}

impl InputId {
    /// Begins with names and sizes of all files but results of Allure, which are always read.
    pub(super) fn of(gathered: &Gathered, labels: &[ResultLabel]) -> Self {
        let mut this = Self { sum: InputPart::default(), earlier: blake3::Hasher::new(), round: 0 };
        for label in labels {
            // Earlier versions had no labels.
            this.earlier.update(b"label");
            this.take(InputPart::of(b"l", &label.name, label.value.as_bytes()));
        }
        this.begin(gathered);
        for (round, rerun) in (1..).zip(&gathered.reruns) {
            this.earlier.update(b"rerun");
            this.round = round;
            this.begin(rerun);
        }
        this.round = 0;
        this
    }

    fn begin(&mut self, gathered: &Gathered) {
        for file in gathered.distinct() {
            self.earlier.update(file.file_name().as_bytes());
            self.earlier.update(&file.size().unwrap_or(0).to_le_bytes());
        }
        let others = gathered.distinct().filter(|file| !file.is_allure_result()).map(InputPart::of_size);
        if gathered.has_several_places() {
            let mut others: Vec<InputPart> = others.collect();
            others.sort_unstable();
            others.dedup();
            others.into_iter().for_each(|part| self.take(part));
        } else {
            others.for_each(|part| self.take(part));
        }
    }

    fn take(&mut self, part: InputPart) {
        let part = if self.round == 0 { part } else { part.of_rerun(self.round) };
        for (sum, number) in self.sum.0.iter_mut().zip(part.0) {
            *sum = sum.wrapping_add(number);
        }
    }

    /// The files that follow are those of a re-run.
    pub(super) fn set_round(&mut self, round: u16) {
        self.round = round;
    }

    /// Takes a file of results with this content.
    pub(super) fn add(&mut self, content: &blake3::Hash, part: InputPart) {
        self.earlier.update(content.as_bytes());
        self.take(part);
    }

    /// Takes a file of results that cannot be read and counts all the same; `file` is its path.
    pub(super) fn add_unreadable(&mut self, file: &str) {
        self.take(InputPart::of(b"u", own_name(file), &[]));
    }

    /// The identities; `environment` is the slug of the one that a person chose, `None` for that of the files.
    pub(super) fn finish(self, environment: Option<&str>) -> InputIds {
        let text = |InputPart([first, second]): InputPart| format!("{first:016x}{second:016x}");
        let (files, earlier) = (text(self.sum), self.earlier.finalize().to_hex()[..DIGITS].to_owned());
        let mut whole = Self { round: 0, ..self };
        environment.into_iter().for_each(|slug| whole.take(InputPart::of(b"e", slug, &[])));
        InputIds { files, shard: text(whole.sum), earlier }
    }
}

/// The identities of an input that was read.
#[derive(Debug)]
pub(super) struct InputIds {
    /// That of files and labels, by which a run is known.
    pub(super) files: String,
    /// That of files, labels and chosen environment, by which a shard is known.
    pub(super) shard: String,
    /// That of files and labels, as earlier versions gave it.
    pub(super) earlier: String,
}
