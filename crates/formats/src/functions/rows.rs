//! The functions of a table in little memory. A row has two dozen fields, most of them blank: 100,000 of them take 100 MB as
//! [`FunctionRow`]s and a third of it packed.

use super::FunctionRow;
use serde::{Serialize, Serializer};
use smol_str::SmolStr;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::person::RaciRole;

/// Bytes after which a new block is begun. A block that grows is copied; a full one stays where it is.
const BLOCK: usize = 1 << 20;

/// The fields of a row that every step of an import asks for. They are not packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowHead {
    /// Line of the row, from 1; 0 for a row that does not come from a file.
    pub line: u64,
    pub func_id: SmolStr,
    /// See [`FunctionRow::parent`].
    pub parent: Option<SmolStr>,
    pub alias: Option<Box<str>>,
    pub kind: FunctionType,
    pub is_crit: bool,
    pub is_focus: bool,
    /// Number of the block and offset in it.
    place: (u32, u32),
}

/// The functions of a table, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FunctionRows {
    heads: Vec<RowHead>,
    blocks: Vec<Vec<u8>>,
    /// Blank, with room for a packed row.
    room: Vec<u8>,
}

/// A look at a row that is not unpacked.
#[derive(Debug, Clone)]
pub struct RowView<'r> {
    /// See [`FunctionRow::people`].
    pub people: Vec<(RaciRole, &'r str)>,
    pub title: &'r str,
    /// The title and all fields that are not in the head, packed.
    content: &'r [u8],
}

impl RowView<'_> {
    /// True when all fields of the content that are not in the head are the same.
    pub fn has_content_of(&self, other: &RowView<'_>) -> bool {
        self.content == other.content
    }
}

type People = Vec<(RaciRole, String)>;

impl FunctionRows {
    /// Adds a row at the end. What is packed is read back by [`Self::get`] alone, in the same program.
    pub fn push(&mut self, mut row: FunctionRow) {
        // These are in the head.
        let func_id = SmolStr::from(std::mem::take(&mut row.content.func_id));
        let (parent, alias) = (row.parent.take().map(SmolStr::from), row.content.alias.take().map(String::into_boxed_str));
        let (kind, is_crit, is_focus) = (row.content.kind, row.content.is_crit, row.content.is_focus);
        // Where a look finds it.
        let title = std::mem::take(&mut row.content.title);
        let mut block = self.blocks.pop().unwrap_or_default();
        if block.len() > BLOCK {
            self.blocks.push(std::mem::take(&mut block));
        }
        let at = block.len();
        match postcard::to_extend(&(&row.people, &title, &row.content), std::mem::take(&mut self.room)) {
            Ok(packed) => {
                block.extend_from_slice(&packed);
                self.room = packed;
                self.room.clear();
            }
            // Only types without a length cannot be packed, and a row holds none.
            Err(error) => tracing::error!(%error, line = row.line, "row of a table not packed"),
        }
        self.blocks.push(block);
        let place = (number(self.blocks.len() - 1), number(at));
        self.heads.push(RowHead { line: row.line, func_id, parent, alias, kind, is_crit, is_focus, place });
    }

    pub fn len(&self) -> usize {
        self.heads.len()
    }

    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    pub fn heads(&self) -> &[RowHead] {
        &self.heads
    }

    /// A row; `None` beyond the last one.
    pub fn get(&self, at: usize) -> Option<FunctionRow> {
        self.heads.get(at).map(|head| self.unpack(head))
    }

    /// All rows, each unpacked when its turn comes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = FunctionRow> + DoubleEndedIterator + '_ {
        self.heads.iter().map(|head| self.unpack(head))
    }

    /// A look at a row, much cheaper than the row; `None` beyond the last one.
    pub fn look(&self, at: usize) -> Option<RowView<'_>> {
        let head = self.heads.get(at)?;
        let (block, start) = (head.place.0 as usize, head.place.1 as usize);
        let next = self.heads.get(at + 1).filter(|next| next.place.0 == head.place.0);
        let block = self.blocks.get(block)?;
        let packed = block.get(start..next.map_or(block.len(), |next| next.place.1 as usize))?;
        let unpacked = postcard::take_from_bytes(packed)
            .and_then(|(people, content)| Ok((people, postcard::take_from_bytes(content)?.0, content)));
        match unpacked {
            Ok((people, title, content)) => Some(RowView { people, title, content }),
            Err(error) => {
                tracing::error!(%error, line = head.line, "row of a table not read");
                None
            }
        }
    }

    fn unpack(&self, head: &RowHead) -> FunctionRow {
        let (block, at) = (head.place.0 as usize, head.place.1 as usize);
        let packed = self.blocks.get(block).and_then(|block| block.get(at..)).unwrap_or_default();
        let unpacked = postcard::take_from_bytes::<(People, String, FunctionContent)>(packed);
        let (people, title, mut content) = match unpacked {
            Ok((unpacked, _)) => unpacked,
            Err(error) => {
                tracing::error!(%error, line = head.line, "row of a table not unpacked");
                Default::default()
            }
        };
        content.title = title;
        content.func_id = head.func_id.to_string();
        content.alias = head.alias.as_deref().map(str::to_owned);
        FunctionRow { line: head.line, content, parent: head.parent.as_ref().map(SmolStr::to_string), people }
    }

    /// Gives a row another parent.
    pub(super) fn set_parent(&mut self, at: usize, parent: Option<SmolStr>) {
        if let Some(head) = self.heads.get_mut(at) {
            head.parent = parent;
        }
    }

    /// Gives back memory that further rows would have taken.
    pub fn shrink(&mut self) {
        self.room = Vec::new();
        self.heads.shrink_to_fit();
        self.blocks.iter_mut().for_each(Vec::shrink_to_fit);
    }
}

/// A number of blocks or an offset in one, which are far below the limit.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

impl FromIterator<FunctionRow> for FunctionRows {
    fn from_iter<I: IntoIterator<Item = FunctionRow>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

impl Serialize for FunctionRows {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(func_id: &str, title: &str, tags: &[&str], people: &[(RaciRole, &str)]) -> FunctionRow {
        let content = FunctionContent {
            func_id: func_id.into(),
            alias: Some(format!("alias of {func_id}")),
            title: title.into(),
            is_crit: true,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ..FunctionContent::default()
        };
        let people = people.iter().map(|(role, name)| (*role, (*name).to_owned())).collect();
        FunctionRow { line: 7, content, parent: Some("shop".into()), people }
    }

    #[test]
    fn packed_rows_come_back_and_show_what_a_look_needs() {
        let long = "x".repeat(BLOCK);
        let all = [
            row("a", "Cart", &["one", "two"], &[(RaciRole::Qa, "Ann"), (RaciRole::Informed, "Bob")]),
            row("b", &long, &[], &[]),
            row("c", "", &["one"], &[(RaciRole::Dev, "")]),
            FunctionRow::default(),
        ];
        let mut rows = FunctionRows::from_iter(all.clone());
        rows.shrink();
        assert_eq!(rows.blocks.len(), 2, "a block ends before the third row");
        assert_eq!(rows.iter().collect::<Vec<_>>(), all);
        for (at, row) in all.iter().enumerate() {
            let look = rows.look(at).expect("a row");
            assert_eq!(look.title, row.content.title);
            let people: Vec<(RaciRole, String)> = look.people.iter().map(|(role, name)| (*role, (*name).to_owned())).collect();
            assert_eq!(people, row.people);
        }
        assert!(rows.get(all.len()).is_none() && rows.look(all.len()).is_none());
    }

    #[test]
    fn rows_of_one_content_are_told_from_others() {
        let same = |a: FunctionRow, b: FunctionRow| {
            let rows = FunctionRows::from_iter([a, b, row("z", "last", &[], &[])]);
            rows.look(0).zip(rows.look(1)).is_some_and(|(a, b)| a.has_content_of(&b))
        };
        let of = |title: &str, tags: &[&str]| row("a", title, tags, &[]);
        assert!(same(of("Cart", &["x"]), row("b", "Cart", &["x"], &[(RaciRole::Qa, "Ann")])));
        assert!(!same(of("Cart", &["x"]), of("Cart", &["x", "y"])));
        assert!(!same(of("Cart", &["x"]), of("Carts", &["x"])));
        assert!(!same(of("Cart", &[]), of("", &["Cart"])));
    }
}
