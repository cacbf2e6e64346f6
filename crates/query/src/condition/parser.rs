//! Tokens as a condition, by recursive descent: one function for each rule of the grammar in `docs/query.md`.

use super::error::ConditionError;
use super::lexer::{Lexer, Placed, Token};
use super::value::{Glob, Number, Regex, ValueTest};
use super::{Address, Condition, Relation};
use crate::matches::is_field_name;
use crate::time_spec::{Now, parse_span, parse_timestamp};

pub(super) fn parse(text: &str, now: &Now) -> Result<Condition, ConditionError> {
    if text.len() > Condition::LONGEST {
        let what = format!("the expression is longer than {} bytes", Condition::LONGEST);
        let at = (0..=Condition::LONGEST).rev().find(|&at| text.is_char_boundary(at));
        return Err(ConditionError::new(text, at.unwrap_or_default(), what));
    }
    let mut lexer = Lexer::new(text);
    let next = lexer.next()?;
    let mut parser = Parser { text, now, lexer, next, terms: 0 };
    let condition = parser.disjunction(0)?;
    match parser.next.token {
        Token::End => Ok(condition),
        Token::Close => Err(parser.error_here("there is no '(' for this ')'")),
        _ => Err(parser.unexpected("'and', 'or' or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    now: &'t Now,
    lexer: Lexer<'t>,
    next: Placed<'t>,
    /// How many comparisons there were.
    terms: usize,
}

/// What stands on the right of an operator.
struct Literal<'t> {
    at: usize,
    /// As it stands, between its quotes if it has any.
    raw: &'t str,
    is_quoted: bool,
}

/// An operator with a value behind it.
#[derive(Clone, Copy)]
enum Operator {
    Relation(Relation),
    Matches,
    Glob,
}

impl<'t> Parser<'t> {
    /// `conjunction { "or" conjunction }`
    fn disjunction(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let mut terms = vec![self.conjunction(depth)?];
        while self.accept(Token::Word("or"))? {
            terms.push(self.conjunction(depth)?);
        }
        Ok(single(terms, Condition::Or))
    }

    /// `negation { "and" negation }`
    fn conjunction(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let mut terms = vec![self.negation(depth)?];
        while self.accept(Token::Word("and"))? {
            terms.push(self.negation(depth)?);
        }
        Ok(single(terms, Condition::And))
    }

    /// `"not" negation | "(" disjunction ")" | "has" "(" NAME ")" | comparison`
    fn negation(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let Placed { token, at } = self.next;
        let deeper = depth.saturating_add(1);
        if deeper > Condition::DEEPEST && matches!(token, Token::Open | Token::Word("not")) {
            let what = format!("conditions nest deeper than {}", Condition::DEEPEST);
            return Err(self.error(at, what));
        }
        match token {
            Token::Word("not") => {
                self.advance()?;
                self.negation(deeper).map(negated)
            }
            Token::Open => {
                self.advance()?;
                let condition = self.disjunction(deeper)?;
                self.close(at)?;
                Ok(condition)
            }
            Token::Word("has") => {
                self.advance()?;
                self.presence()
            }
            Token::Word(name) if !is_keyword(name) => self.comparison(name),
            _ => Err(self.unexpected("a condition")),
        }
    }

    /// `"(" NAME ")"` behind `has`.
    fn presence(&mut self) -> Result<Condition, ConditionError> {
        let open = self.next.at;
        if !self.accept(Token::Open)? {
            return Err(self.unexpected("'(' and a field's name"));
        }
        let Placed { token: Token::Word(name), at } = self.next else {
            return Err(self.unexpected("a field's name"));
        };
        self.count_terms(1, at)?;
        self.check_name(name)?;
        self.advance()?;
        self.close(open)?;
        // Every entry has these.
        Ok(match Address::named(name) {
            Some(address) => Condition::Address(address, Relation::AtLeast, 0),
            None => Condition::Field(name.into(), ValueTest::Any),
        })
    }

    /// `NAME OPERATOR VALUE | NAME ["not"] "in" "(" VALUE { "," VALUE } ")" | NAME ["not"] "glob" VALUE`
    fn comparison(&mut self, name: &'t str) -> Result<Condition, ConditionError> {
        self.count_terms(1, self.next.at)?;
        self.check_name(name)?;
        self.advance()?;
        let Placed { token, at } = self.next;
        self.advance()?;
        let is_negated = matches!(token, Token::Word("not") | Token::Operator("!=" | "!~"));
        let operator = match token {
            Token::Operator("=" | "!=") => Operator::Relation(Relation::Equal),
            Token::Operator("<") => Operator::Relation(Relation::Less),
            Token::Operator("<=") => Operator::Relation(Relation::AtMost),
            Token::Operator(">") => Operator::Relation(Relation::Greater),
            Token::Operator(">=") => Operator::Relation(Relation::AtLeast),
            Token::Operator("~" | "!~") => Operator::Matches,
            Token::Operator(other) => return Err(self.error(at, format!("there is no operator '{other}'"))),
            Token::Word("glob") => Operator::Glob,
            Token::Word("in") => return self.list(name),
            Token::Word("not") if self.accept(Token::Word("glob"))? => Operator::Glob,
            Token::Word("not") if self.accept(Token::Word("in"))? => return self.list(name).map(negated),
            Token::Word("not") => return Err(self.unexpected("'in' or 'glob' behind 'not'")),
            other => return Err(self.error(at, format!("expected an operator, found {}", shown(other)))),
        };
        let literal = self.literal()?;
        let condition = match Address::named(name) {
            Some(address) => self.address(address, name, operator, &literal, at)?,
            None => {
                let test = self.value_test(operator, &literal)?;
                if let ValueTest::Like(glob) = &test {
                    // One was counted with the comparison.
                    self.count_terms(glob.alternatives().saturating_sub(1), literal.at)?;
                }
                Condition::Field(name.into(), test)
            }
        };
        Ok(if is_negated { negated(condition) } else { condition })
    }

    /// `"(" VALUE { "," VALUE } ")"` behind `in`.
    fn list(&mut self, name: &str) -> Result<Condition, ConditionError> {
        let open = self.next.at;
        if !self.accept(Token::Open)? {
            return Err(self.unexpected("'(' and values"));
        }
        let mut literals = vec![self.literal()?];
        while self.accept(Token::Comma)? {
            self.count_terms(1, self.next.at)?;
            literals.push(self.literal()?);
        }
        self.close(open)?;
        let Some(address) = Address::named(name) else {
            let values: Result<Vec<_>, _> = literals.iter().map(|literal| self.decode(literal)).collect();
            return Ok(Condition::Field(name.into(), ValueTest::OneOf(values?)));
        };
        let is = |literal| Ok(Condition::Address(address, Relation::Equal, self.number(address, literal)?));
        let terms: Result<Vec<_>, _> = literals.iter().map(is).collect();
        Ok(single(terms?, Condition::Or))
    }

    fn value_test(&self, operator: Operator, literal: &Literal<'t>) -> Result<ValueTest, ConditionError> {
        let bad = |what: String| self.error(literal.at, format!("bad pattern: {what}"));
        Ok(match operator {
            Operator::Relation(Relation::Equal) => ValueTest::OneOf(vec![self.decode(literal)?]),
            Operator::Relation(relation) => ValueTest::Compare(relation, self.decode(literal)?),
            Operator::Matches => ValueTest::Matches(Regex::new(literal.raw).map_err(bad)?),
            Operator::Glob => ValueTest::Like(Glob::new(literal.raw).map_err(bad)?),
        })
    }

    fn address(
        &self,
        address: Address,
        name: &str,
        operator: Operator,
        literal: &Literal<'t>,
        at: usize,
    ) -> Result<Condition, ConditionError> {
        match operator {
            Operator::Relation(relation) => {
                Ok(Condition::Address(address, relation, self.number(address, literal)?))
            }
            Operator::Matches | Operator::Glob => {
                Err(self.error(at, format!("{name} is a number, which no pattern matches")))
            }
        }
    }

    /// The number that stands for a time, a span or a sequence number.
    fn number(&self, address: Address, literal: &Literal<'t>) -> Result<u64, ConditionError> {
        let Literal { at, raw, is_quoted } = *literal;
        if !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit()) {
            return raw.parse().map_err(|_| self.error(at, "the number is too large"));
        }
        let wrong = |what: &str| self.error(at, format!("'{}' is {what}", raw.escape_debug()));
        match address {
            Address::Realtime if is_quoted => parse_timestamp(raw, self.now)
                .map_err(|_| wrong("neither a time nor microseconds since the epoch")),
            Address::Monotonic if is_quoted => {
                parse_span(raw).map_err(|_| wrong("neither a span of time nor microseconds"))
            }
            Address::Realtime | Address::Monotonic => Err(wrong("no number of microseconds")),
            Address::Seqnum => Err(wrong("no sequence number")),
        }
    }

    /// `NUMBER | QUOTED`
    fn literal(&mut self) -> Result<Literal<'t>, ConditionError> {
        let Placed { token, at } = self.next;
        let literal = match token {
            Token::Quoted(raw) => Literal { at, raw, is_quoted: true },
            Token::Word(raw) if Number::parse(raw.as_bytes()).is_some() => {
                Literal { at, raw, is_quoted: false }
            }
            Token::Word(word) if !is_keyword(word) => {
                return Err(self.error_here(format!("a value is a number or stands in quotes: \"{word}\"")));
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance()?;
        Ok(literal)
    }

    /// The bytes that a literal stands for.
    fn decode(&self, literal: &Literal<'t>) -> Result<Vec<u8>, ConditionError> {
        let mut bytes = Vec::with_capacity(literal.raw.len());
        let mut chars = literal.raw.char_indices();
        while let Some((at, char)) = chars.next() {
            if char != '\\' {
                bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            let escape = chars.next().map(|(_, char)| char);
            bytes.push(match escape {
                Some('\\') => b'\\',
                Some('"') => b'"',
                Some('\'') => b'\'',
                Some('n') => b'\n',
                Some('r') => b'\r',
                Some('t') => b'\t',
                Some('x') => {
                    let mut digit = || chars.next().and_then(|(_, char)| char.to_digit(16));
                    let byte =
                        digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                    let place = literal.at.saturating_add(1).saturating_add(at);
                    byte.ok_or_else(|| self.error(place, "\\x is followed by two hex digits"))?
                }
                _ => {
                    let place = literal.at.saturating_add(1).saturating_add(at);
                    let what = "there are the escapes \\\\, \\\", \\', \\n, \\r, \\t and \\xNN";
                    return Err(self.error(place, what));
                }
            });
        }
        Ok(bytes)
    }

    fn check_name(&self, name: &str) -> Result<(), ConditionError> {
        if is_field_name(name.as_bytes()) || Address::named(name).is_some() {
            return Ok(());
        }
        let what = if name.starts_with("__") {
            let names = Address::ALL.map(|(name, _)| name).join(", ");
            format!("'{name}' cannot be asked for; of these names there are {names}")
        } else {
            format!("no field can have the name '{name}': it consists of A-Z, 0-9 and _")
        };
        Err(self.error_here(what))
    }

    fn count_terms(&mut self, more: usize, at: usize) -> Result<(), ConditionError> {
        self.terms = self.terms.saturating_add(more);
        if self.terms <= Condition::MOST_TERMS {
            return Ok(());
        }
        Err(self.error(at, format!("there are more than {} comparisons", Condition::MOST_TERMS)))
    }

    fn close(&mut self, open: usize) -> Result<(), ConditionError> {
        match self.next.token {
            Token::Close => self.advance(),
            Token::End => Err(self.error(open, "there is no ')' for this '('")),
            _ => Err(self.unexpected("')'")),
        }
    }

    fn accept(&mut self, token: Token<'_>) -> Result<bool, ConditionError> {
        let is_next = self.next.token == token;
        if is_next {
            self.advance()?;
        }
        Ok(is_next)
    }

    fn advance(&mut self) -> Result<(), ConditionError> {
        self.next = self.lexer.next()?;
        Ok(())
    }

    fn unexpected(&self, expected: &str) -> ConditionError {
        let found = self.next.token;
        let hint = match found {
            Token::Word(word) if is_keyword(&word.to_ascii_lowercase()) && !is_keyword(word) => {
                "; keywords are written in lower case"
            }
            _ => "",
        };
        self.error_here(format!("expected {expected}, found {}{hint}", shown(found)))
    }

    fn error_here(&self, what: impl Into<String>) -> ConditionError {
        self.error(self.next.at, what)
    }

    fn error(&self, at: usize, what: impl Into<String>) -> ConditionError {
        ConditionError::new(self.text, at, what)
    }
}

fn is_keyword(word: &str) -> bool {
    ["and", "or", "not", "in", "glob", "has"].contains(&word)
}

fn shown(token: Token<'_>) -> String {
    match token {
        Token::Word(text) | Token::Operator(text) => format!("'{text}'"),
        Token::Quoted(_) => "a text in quotes".to_owned(),
        Token::Open => "'('".to_owned(),
        Token::Close => "')'".to_owned(),
        Token::Comma => "','".to_owned(),
        Token::End => "the end".to_owned(),
    }
}

/// One alone stands for itself.
fn single(mut terms: Vec<Condition>, combine: fn(Vec<Condition>) -> Condition) -> Condition {
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        last => {
            terms.extend(last);
            combine(terms)
        }
    }
}

fn negated(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}
