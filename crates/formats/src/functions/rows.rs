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
}

impl FunctionRows {
    /// Adds a row at the end. What is packed is read back by [`Self::get`] alone, in the same program.
    pub fn push(&mut self, mut row: FunctionRow) {
        // These are in the head.
        let func_id = SmolStr::from(std::mem::take(&mut row.content.func_id));
        let (parent, alias) = (row.parent.take().map(SmolStr::from), row.content.alias.take().map(String::into_boxed_str));
        let (kind, is_crit, is_focus) = (row.content.kind, row.content.is_crit, row.content.is_focus);
        let mut block = self.blocks.pop().unwrap_or_default();
        if block.len() > BLOCK {
            self.blocks.push(std::mem::take(&mut block));
        }
        let at = block.len();
        match postcard::to_stdvec(&(&row.content, &row.people)) {
            Ok(packed) => block.extend_from_slice(&packed),
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
        Some(self.unpack(self.heads.get(at)?))
    }

    /// All rows, each unpacked when its turn comes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = FunctionRow> + DoubleEndedIterator + '_ {
        self.heads.iter().map(|head| self.unpack(head))
    }

    fn unpack(&self, head: &RowHead) -> FunctionRow {
        let (block, at) = (head.place.0 as usize, head.place.1 as usize);
        let packed = self.blocks.get(block).and_then(|block| block.get(at..)).unwrap_or_default();
        let unpacked = postcard::take_from_bytes::<(FunctionContent, Vec<(RaciRole, String)>)>(packed);
        let (mut content, people) = match unpacked {
            Ok((unpacked, _)) => unpacked,
            Err(error) => {
                tracing::error!(%error, line = head.line, "row of a table not unpacked");
                Default::default()
            }
        };
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
    pub(super) fn shrink(&mut self) {
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
