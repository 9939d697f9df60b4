//! Finds the parents of functions in files that have names of ancestors and dotted ids instead of a parent column.

use std::collections::HashMap;

use super::values::bare_title;
use super::{FunctionRow, FunctionRows, RowHead};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::function::{FunctionType, short_name};

/// Depth of a type in the tree. A parent has a smaller depth than its child.
fn depth(kind: FunctionType) -> u8 {
    match kind {
        FunctionType::Module => 0,
        FunctionType::Epic => 1,
        FunctionType::Feature => 2,
        FunctionType::Story | FunctionType::Page => 3,
        FunctionType::Element | FunctionType::Service => 4,
    }
}

/// A name of an ancestor that belongs to no row of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Orphan {
    /// Index of the row.
    pub row: usize,
    /// Column with the name.
    pub column: &'static str,
    pub name: String,
}

/// Finds every row's parent. The names in the columns Module, Epic and Feature lead to a branch; a dotted id may lead deeper.
pub(super) fn find_parents(rows: &mut FunctionRows) -> Vec<Orphan> {
    let index = Index::new(rows);
    let heads = rows.heads();
    let mut orphans = Vec::new();
    let find = |(i, row): (usize, FunctionRow)| {
        let named = index.by_names(i, &row, &mut orphans);
        let dotted = index.by_path(i);
        match (named, dotted) {
            (Some(n), Some(d)) if depth(heads[d].kind) > depth(heads[n].kind) && index.same_branch(d, i) => Some(d),
            (named, dotted) => named.or(dotted),
        }
    };
    let parents: Vec<Option<usize>> = rows.iter().enumerate().map(find).collect();
    for (i, parent) in parents.into_iter().enumerate() {
        let parent = parent.map(|p| rows.heads()[p].func_id.clone());
        rows.set_parent(i, parent);
    }
    orphans
}

/// Types of ancestors that a row can name.
const NAMED: [FunctionType; 3] = [FunctionType::Module, FunctionType::Epic, FunctionType::Feature];

/// Rows by the names that other rows may use for them, and by the path in their ids.
struct Index<'r> {
    heads: &'r [RowHead],
    names: HashMap<(FunctionType, String), Vec<usize>>,
    paths: HashMap<&'r str, usize>,
    /// Module and epic of each row as numbers of their folded names; 0 for none. Thousands of rows may share a name.
    branches: Vec<[usize; 2]>,
}

impl<'r> Index<'r> {
    fn new(rows: &'r FunctionRows) -> Self {
        let heads = rows.heads();
        let mut index = Self { heads, names: HashMap::new(), paths: HashMap::new(), branches: Vec::with_capacity(rows.len()) };
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for (i, row) in rows.iter().enumerate() {
            let c = &row.content;
            index.branches.push([&c.module, &c.epic].map(|name| {
                let Some(name) = name else { return 0 };
                let next = numbers.len() + 1;
                *numbers.entry(fold(name)).or_insert(next)
            }));
            index.paths.entry(path(&heads[i].func_id)).or_insert(i);
            if !NAMED.contains(&c.kind) {
                continue;
            }
            let own = match c.kind {
                FunctionType::Module => c.module.as_deref(),
                FunctionType::Epic => c.epic.as_deref(),
                _ => c.feature.as_deref(),
            };
            let mut names: Vec<String> =
                [own.unwrap_or_default(), bare_title(&c.title), short_name(&c.func_id)].into_iter().map(fold).collect();
            names.sort();
            names.dedup();
            for name in names.into_iter().filter(|n| !n.is_empty()) {
                index.names.entry((c.kind, name)).or_default().push(i);
            }
        }
        index
    }

    /// True when two rows do not name different ancestors. A missing name fits any name.
    fn same_branch(&self, a: usize, b: usize) -> bool {
        self.branches[a].iter().zip(&self.branches[b]).all(|(a, b)| a == b || *a == 0 || *b == 0)
    }

    /// The nearest ancestor that the row's own columns name.
    fn by_names(&self, i: usize, row: &FunctionRow, orphans: &mut Vec<Orphan>) -> Option<usize> {
        let c = &row.content;
        let levels = [
            (FunctionType::Feature, "feature", &c.feature),
            (FunctionType::Epic, "epic", &c.epic),
            (FunctionType::Module, "module", &c.module),
        ];
        for (kind, column, name) in levels {
            let Some(name) = name.as_deref().filter(|_| depth(kind) < depth(c.kind)) else { continue };
            let bearers = self.names.get(&(kind, fold(name))).map_or(&[][..], Vec::as_slice);
            let others = || bearers.iter().copied().filter(|b| *b != i);
            let found =
                others().find(|b| self.same_branch(*b, i)).or_else(|| others().next().filter(|_| kind == FunctionType::Module));
            if found.is_some() {
                return found;
            }
            // Services often name a group that is not a module of the product.
            if c.kind != FunctionType::Service {
                orphans.push(Orphan { row: i, column, name: name.to_owned() });
            }
        }
        None
    }

    /// The nearest row whose id is a prefix of this row's id.
    fn by_path(&self, i: usize) -> Option<usize> {
        let c = &self.heads[i];
        let mut rest = path(&c.func_id);
        while let Some(at) = rest.rfind(['.', '/']) {
            rest = &rest[..at];
            let Some(found) = self.paths.get(rest).copied().filter(|f| *f != i) else { continue };
            let kind = self.heads[found].kind;
            let is_above = match c.kind {
                FunctionType::Service => kind == FunctionType::Module,
                _ => kind != FunctionType::Service && depth(kind) < depth(c.kind),
            };
            if is_above {
                return Some(found);
            }
        }
        None
    }
}

/// An id without the prefix of its type: `FEAT:SHOP.CART` lies under `EPIC:SHOP`.
fn path(func_id: &str) -> &str {
    func_id.split_once(':').map_or(func_id, |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::function::FunctionContent;

    fn row(func_id: &str, title: &str, kind: FunctionType, names: [&str; 3]) -> FunctionRow {
        let [module, epic, feature] = names.map(|n| (!n.is_empty()).then(|| n.to_owned()));
        let content = FunctionContent {
            func_id: func_id.into(),
            title: title.into(),
            kind,
            module,
            epic,
            feature,
            ..FunctionContent::default()
        };
        FunctionRow { content, ..FunctionRow::default() }
    }

    #[test]
    fn names_lead_to_the_branch_and_ids_deeper() {
        use FunctionType::{Element, Epic, Feature, Module, Page, Service, Story};
        let mut rows = FunctionRows::from_iter([
            row("shop", "[Module]: SHOP", Module, ["SHOP", "", ""]),
            row("shop.catalog", "[Epic]: Catalog", Epic, ["SHOP", "Catalog", ""]),
            row("shop.catalog.card", "[Page]: Card", Page, ["SHOP", "Catalog", ""]),
            row("shop.catalog.card.photo", "Photo", Element, ["SHOP", "Catalog", ""]),
            row("shop.wishlist", "[Feature]: Wishlist", Feature, ["SHOP", "Catalog", "Wishlist"]),
            row("x9", "By voice", Story, ["shop", "catalog", "wishlist"]),
            row("pay", "[Module]: PAY", Module, ["PAY", "", ""]),
            row("pay.catalog", "[Epic]: Catalog", Epic, ["PAY", "Catalog", ""]),
            row("pay.fee", "[Feature]: Fee", Feature, ["PAY", "Catalog", "Fee"]),
            row("Infra", "Service: Mailer", Service, ["Infra", "", ""]),
            row("shop.map", "[Feature]: Map", Feature, ["SHOP", "Delivery", "Map"]),
        ]);
        let orphans = find_parents(&mut rows);
        let parents: Vec<_> = rows.heads().iter().map(|r| r.parent.as_deref().unwrap_or("-")).collect();
        let expected = [
            "-",
            "shop",
            "shop.catalog",
            "shop.catalog.card",
            "shop.catalog",
            "shop.wishlist",
            "-",
            "pay",
            "pay.catalog",
            "-",
            "shop",
        ];
        assert_eq!(parents, expected);
        assert_eq!(orphans, [Orphan { row: 10, column: "epic", name: "Delivery".into() }]);
    }

    #[test]
    fn typed_ids_name_their_ancestors_by_short_names() {
        use FunctionType::{Element, Epic, Feature, Module, Page};
        let mut rows = FunctionRows::from_iter([
            row("ELEM:SHOP.CART.PAGE.PAY", "Pay", Element, ["SHOP", "CART", ""]),
            row("PAGE:SHOP.CART.PAGE", "Cart page", Page, ["SHOP", "CART", ""]),
            row("FEAT:SHOP.CART.PROMO", "Promo", Feature, ["SHOP", "CART", ""]),
            row("EPIC:SHOP.CART", "Basket", Epic, ["SHOP", "", ""]),
            row("MOD:SHOP", "Shop", Module, ["", "", ""]),
        ]);
        assert!(find_parents(&mut rows).is_empty());
        let parents: Vec<_> = rows.heads().iter().map(|r| r.parent.as_deref().unwrap_or("-")).collect();
        assert_eq!(parents, ["PAGE:SHOP.CART.PAGE", "EPIC:SHOP.CART", "EPIC:SHOP.CART", "MOD:SHOP", "-"]);
    }
}
