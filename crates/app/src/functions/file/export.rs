//! The registry as rows of a file, and as the file itself.

use std::collections::HashMap;
use std::path::Path;

use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::Person;
use voluptas_core::domain::relation::Relation;
use voluptas_core::domain::tree::in_tree_order;
use voluptas_formats::{FormatError, FunctionRow, PersonRow, RelationRow, WriteOptions, write_functions, write_registry};
use voluptas_store::{Error as StoreError, Result, Store};

/// A format that the registry can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryFormat {
    /// A table of the functions alone.
    Csv,
    /// A workbook of functions, people and relations.
    Xlsx,
}

impl RegistryFormat {
    /// The format that the extension of a path names.
    pub fn of_extension(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// A registry that was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The registry cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The format cannot hold a text of the registry.
    #[error(transparent)]
    Format(#[from] FormatError),
}

/// The registry as a file: number of functions, and its bytes. `mark` is for a table alone: it begins with a byte order mark. Blocks.
///
/// # Errors
/// [`ExportError::Format`]: a text is longer than a cell of a workbook can be.
pub fn export_file(store: &Store, format: RegistryFormat, mark: bool) -> std::result::Result<(usize, Vec<u8>), ExportError> {
    let rows = export(store)?;
    let bytes = match format {
        RegistryFormat::Csv => write_functions(&rows, WriteOptions { mark, ..WriteOptions::default() }),
        RegistryFormat::Xlsx => write_registry(&rows, &export_people(store)?, &export_relations(store)?)?,
    };
    Ok((rows.len(), bytes))
}

/// The people of the registry as rows of a sheet, by name. Blocks.
pub fn export_people(store: &Store) -> Result<Vec<PersonRow>> {
    let row = |p: Person| PersonRow {
        line: 0,
        name: p.name,
        position: p.position,
        email: p.email,
        zoho_id: p.zoho_id,
        github: p.github,
        is_active: Some(p.is_active),
    };
    Ok(store.read(|tx| tx.people().all())?.into_iter().map(row).collect())
}

/// The relations as rows of a workbook, by the FuncIDs of their functions. Blocks.
pub fn export_relations(store: &Store) -> Result<Vec<RelationRow>> {
    store.read(|tx| {
        let func_ids: HashMap<FunctionId, String> =
            tx.functions().all()?.into_iter().map(|f| (f.id, f.content.func_id)).collect();
        let row = |r: Relation| {
            Some(RelationRow {
                line: 0,
                source: func_ids.get(&r.source)?.clone(),
                target: func_ids.get(&r.target)?.clone(),
                kind: r.kind,
                weight: Some(r.weight),
                directed: Some(r.directed),
                is_active: Some(r.is_active),
                notes: r.meta.get("notes").and_then(serde_json::Value::as_str).map(str::to_owned),
            })
        };
        let mut rows: Vec<RelationRow> = tx.relations().all()?.into_iter().filter_map(row).collect();
        rows.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
        Ok(rows)
    })
}

/// The registry as rows of a table: parents and people by name, in the order of the tree. Blocks.
pub fn export(store: &Store) -> Result<Vec<FunctionRow>> {
    store.read(|tx| {
        let functions = in_tree_order(tx.functions().all()?, |f| f.id, |f| f.parent_id);
        let func_ids: HashMap<FunctionId, String> = functions.iter().map(|(_, f)| (f.id, f.content.func_id.clone())).collect();
        let names: HashMap<PersonId, String> = tx.people().all()?.into_iter().map(|p| (p.id, p.name)).collect();
        Ok(functions
            .into_iter()
            .map(|(_, f)| FunctionRow {
                line: 0,
                parent: f.parent_id.and_then(|p| func_ids.get(&p).cloned()),
                people: f.people.iter().filter_map(|(r, id)| Some((*r, names.get(id)?.clone()))).collect(),
                content: f.content,
            })
            .collect())
    })
}
