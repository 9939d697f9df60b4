//! Reads a query into an expression.

use super::Mistake;
use super::words::{Word, words};
use voluptas_store::finder::Operator;

/// Deepest nesting of brackets and negations.
const DEEPEST: usize = 30;
/// Most comparisons of a query, and most values of a list.
const MOST: usize = 100;

/// A value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(i64),
    Text(String),
    Truth(bool),
    /// A function with its arguments, such as `now("-7d")`.
    Function(String, Vec<String>),
}

/// A comparison of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Place of the field.
    pub at: usize,
    pub field: String,
    /// True for `cf["Title"]`, whose title is in `field`.
    pub is_custom: bool,
    pub operator: Operator,
    pub values: Vec<Value>,
}

/// A condition as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare(Comparison),
}

/// A whole query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// `None` for a query that only sorts.
    pub condition: Option<Expression>,
    /// Place and name of each field to sort by, and true for the last value first.
    pub order: Vec<(usize, String, bool)>,
}

struct Parser {
    words: Vec<(usize, Word)>,
    next: usize,
    /// Length of the text.
    end: usize,
    comparisons: usize,
}

/// Reads a query.
///
/// # Errors
/// The first [`Mistake`].
pub fn parse(text: &str) -> Result<Parsed, Mistake> {
    let mut parser = Parser { words: words(text)?, next: 0, end: text.chars().count(), comparisons: 0 };
    let condition = if parser.words.is_empty() || parser.is_name("order") { None } else { Some(parser.any(0)?) };
    let order = parser.order()?;
    match parser.words.get(parser.next) {
        None => Ok(Parsed { condition, order }),
        Some((at, _)) => Err(Mistake::new(*at, "the end, and, or, or order by is expected here")),
    }
}

impl Parser {
    fn at(&self) -> usize {
        self.words.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn take(&mut self) -> Option<Word> {
        let word = self.words.get(self.next).map(|(_, word)| word.clone());
        self.next += 1;
        word
    }

    fn is_name(&self, name: &str) -> bool {
        matches!(self.words.get(self.next), Some((_, Word::Name(word))) if word.eq_ignore_ascii_case(name))
    }

    fn takes_name(&mut self, name: &str) -> bool {
        let is_it = self.is_name(name);
        self.next += usize::from(is_it);
        is_it
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.words.get(self.next), Some((_, Word::Sign(word))) if *word == sign);
        self.next += usize::from(is_it);
        is_it
    }

    fn any(&mut self, depth: usize) -> Result<Expression, Mistake> {
        let mut parts = vec![self.all(depth)?];
        while self.takes_name("or") {
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Result<Expression, Mistake> {
        let mut parts = vec![self.one(depth)?];
        while self.takes_name("and") {
            parts.push(self.one(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn one(&mut self, depth: usize) -> Result<Expression, Mistake> {
        if depth > DEEPEST {
            return Err(Mistake::new(self.at(), "the query is nested too deeply"));
        }
        if self.takes_name("not") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.takes_sign("(") {
            let inner = self.any(depth + 1)?;
            return if self.takes_sign(")") { Ok(inner) } else { Err(Mistake::new(self.at(), ") is expected here")) };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expression, Mistake> {
        let at = self.at();
        self.comparisons += 1;
        if self.comparisons > MOST {
            return Err(Mistake::new(at, format!("a query may have {MOST} comparisons")));
        }
        let Some(Word::Name(name)) = self.take() else { return Err(Mistake::new(at, "a field is expected here")) };
        let is_custom = name.eq_ignore_ascii_case("cf") && self.takes_sign("[");
        let field = if is_custom {
            let place = self.at();
            let Some(Word::Text(title)) = self.take() else {
                return Err(Mistake::new(place, "the title of a custom field in quotes is expected here"));
            };
            if !self.takes_sign("]") {
                return Err(Mistake::new(self.at(), "] is expected here"));
            }
            title
        } else {
            name
        };
        let (operator, is_negated) = self.operator()?;
        let values = match operator {
            Operator::Empty => Vec::new(),
            Operator::In if matches!(self.words.get(self.next), Some((_, Word::Sign("[" | "(")))) => self.list()?,
            _ => vec![self.value()?],
        };
        let compare = Expression::Compare(Comparison { at, field, is_custom, operator, values });
        Ok(if is_negated { Expression::Not(Box::new(compare)) } else { compare })
    }

    /// The operator, and true for its negation.
    fn operator(&mut self) -> Result<(Operator, bool), Mistake> {
        let at = self.at();
        let unknown =
            || Mistake::new(at, "=, !=, ~, !~, <, <=, >, >=, in, not in, is, is empty or is not empty is expected here");
        Ok(match self.take() {
            Some(Word::Sign("=")) => (Operator::In, false),
            Some(Word::Sign("!=")) => (Operator::In, true),
            Some(Word::Sign("~")) => (Operator::Contains, false),
            Some(Word::Sign("!~")) => (Operator::Contains, true),
            Some(Word::Sign("<")) => (Operator::Less, false),
            Some(Word::Sign("<=")) => (Operator::LessOrEqual, false),
            Some(Word::Sign(">")) => (Operator::Greater, false),
            Some(Word::Sign(">=")) => (Operator::GreaterOrEqual, false),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("in") => (Operator::In, false),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("not") && self.takes_name("in") => (Operator::In, true),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("is") => {
                let is_negated = self.takes_name("not");
                match self.takes_name("empty") || self.takes_name("null") {
                    true => (Operator::Empty, is_negated),
                    false => (Operator::In, is_negated),
                }
            }
            _ => return Err(unknown()),
        })
    }

    fn list(&mut self) -> Result<Vec<Value>, Mistake> {
        let end = if self.takes_sign("[") { "]" } else { ")" };
        if end == ")" {
            self.next += 1;
        }
        let mut values = Vec::new();
        if self.takes_sign(end) {
            return Ok(values);
        }
        loop {
            if values.len() >= MOST {
                return Err(Mistake::new(self.at(), format!("a list may have {MOST} values")));
            }
            values.push(self.value()?);
            if self.takes_sign(end) {
                return Ok(values);
            }
            if !self.takes_sign(",") {
                return Err(Mistake::new(self.at(), format!(", or {end} is expected here")));
            }
        }
    }

    fn value(&mut self) -> Result<Value, Mistake> {
        let at = self.at();
        match self.take() {
            Some(Word::Number(number)) => Ok(Value::Number(number)),
            Some(Word::Text(text)) => Ok(Value::Text(text)),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("true") => Ok(Value::Truth(true)),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("false") => Ok(Value::Truth(false)),
            Some(Word::Name(name)) if self.takes_sign("(") => {
                let mut arguments = Vec::new();
                while !self.takes_sign(")") {
                    let place = self.at();
                    match self.take() {
                        Some(Word::Text(text)) => arguments.push(text),
                        Some(Word::Sign(",")) if !arguments.is_empty() => {}
                        _ => return Err(Mistake::new(place, "a text in quotes or ) is expected here")),
                    }
                }
                Ok(Value::Function(name, arguments))
            }
            Some(Word::Name(name)) => Err(Mistake::new(at, format!("the text {name} needs quotes"))),
            _ => Err(Mistake::new(at, "a value is expected here")),
        }
    }

    fn order(&mut self) -> Result<Vec<(usize, String, bool)>, Mistake> {
        let mut order = Vec::new();
        if !self.takes_name("order") {
            return Ok(order);
        }
        if !self.takes_name("by") {
            return Err(Mistake::new(self.at(), "by is expected here"));
        }
        loop {
            let at = self.at();
            let Some(Word::Name(field)) = self.take() else { return Err(Mistake::new(at, "a field is expected here")) };
            let is_last_first = self.takes_name("desc");
            if !is_last_first {
                self.takes_name("asc");
            }
            order.push((at, field, is_last_first));
            if order.len() > 5 || !self.takes_sign(",") {
                return Ok(order);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(field: &str, operator: Operator, value: Value, at: usize) -> Expression {
        Expression::Compare(Comparison { at, field: field.into(), is_custom: false, operator, values: vec![value] })
    }

    #[test]
    fn and_binds_closer_than_or_and_not_closest() {
        let parsed = parse(r#"not a = 1 and b ~ "x" or c is true order by id desc, title"#).expect("a query");
        let not = Expression::Not(Box::new(compare("a", Operator::In, Value::Number(1), 4)));
        let b = compare("b", Operator::Contains, Value::Text("x".into()), 14);
        let c = compare("c", Operator::In, Value::Truth(true), 25);
        assert_eq!(parsed.condition, Some(Expression::Any(vec![Expression::All(vec![not, b]), c])));
        assert_eq!(parsed.order, [(44, "id".to_owned(), true), (53, "title".to_owned(), false)]);
    }

    #[test]
    fn lists_functions_and_custom_fields() {
        for text in ["status in ['a', \"b\"]", "status in ('a', 'b')"] {
            let Some(Expression::Compare(one)) = parse(text).expect("a query").condition else { panic!("{text}") };
            assert_eq!(one.values, [Value::Text("a".into()), Value::Text("b".into())]);
        }
        let parsed = parse(r#"cf["Area \"x\""] is not empty and created > now("-7d")"#).expect("a query");
        let Some(Expression::All(parts)) = parsed.condition else { panic!("{parsed:?}") };
        let Expression::Not(inner) = &parts[0] else { panic!("{parts:?}") };
        assert!(
            matches!(&**inner, Expression::Compare(c) if c.is_custom && c.field == "Area \"x\"" && c.operator == Operator::Empty)
        );
        let Expression::Compare(created) = &parts[1] else { panic!("{parts:?}") };
        assert_eq!(created.values, [Value::Function("now".into(), vec!["-7d".into()])]);
    }

    #[test]
    fn mistakes_have_their_place() {
        for (text, at, part) in [
            ("title ~", 8, "a value"),
            ("title = \"x", 9, "not closed"),
            ("title ? 1", 7, "not expected"),
            ("title is", 9, "a value"),
            ("title = login", 9, "quotes"),
            ("(title = 1", 11, ")"),
            ("title = 1 2", 11, "the end"),
            ("= 1", 1, "a field"),
            ("id in [1 2]", 10, ","),
            ("id = 99999999999999999999", 6, "too large"),
            ("order id", 7, "by"),
        ] {
            let mistake = parse(text).expect_err(text);
            assert!(mistake.at == at && mistake.text.contains(part), "{text}: {mistake:?}");
        }
        assert!(parse(&format!("{}id = 1", "(".repeat(400))).expect_err("deep").text.contains("nested"));
        assert!(parse(&"not ".repeat(240)).is_err());
    }
}
