//! What to say about a token that does not fit.
//!
//! The generated parser knows the set of terminals that would have fitted. [`expectation`] turns it into a few words; the rules of
//! [`describe`] recognise the mistakes that people make and add a remedy.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::token::{Spanned, Token};
use std::ops::Range;

/// A token that does not fit, and what is around it.
pub(super) struct Place<'a> {
    pub(super) tokens: &'a [Spanned],
    /// The statement around it.
    pub(super) statement: Range<usize>,
    /// The token; past the end if the tokens ran out.
    pub(super) at: usize,
    pub(super) expected: &'a [String],
    pub(super) source: &'a str,
}

impl Place<'_> {
    fn found(&self) -> Token {
        self.tokens.get(self.at).map_or(Token::End, |spanned| spanned.token)
    }

    fn before(&self, count: usize) -> Option<Token> {
        let index = self.at.checked_sub(count)?;
        Some(self.tokens[index].token)
    }

    fn expects(&self, terminal: &str) -> bool {
        self.expected.iter().any(|expected| expected.trim_matches('"') == terminal)
    }

    fn span(&self) -> Span {
        let end = self.tokens.last().map_or(0, |last| last.span.end);
        self.tokens.get(self.at).map_or(Span::at(end), |spanned| spanned.span)
    }

    /// Whether the text stops where a line may end, so that the next line can go on.
    pub(super) fn is_unfinished(&self) -> bool {
        let continues = self.before(1).is_some_and(|before| {
            before.is_infix() || matches!(before, Token::Comma | Token::In | Token::Fn)
        });
        self.found() == Token::End && continues
    }
}

/// The diagnostic for a syntax error.
pub(super) fn describe(place: &Place<'_>) -> Diagnostic {
    let found = place.found();
    let span = place.span();
    let shown = show(place, found, span);
    if let Some(diagnostic) = misplaced_keyword(place, found, span) {
        return diagnostic;
    }
    let message = format!("expected {}, found {shown}", expectation(place));
    let diagnostic = Diagnostic::error(Code::Syntax, message).primary(span, "");
    remedy(place, found, span, diagnostic)
}

/// Keywords that say by themselves what went wrong.
fn misplaced_keyword(place: &Place<'_>, found: Token, span: Span) -> Option<Diagnostic> {
    let word = span.text(place.source).to_string();
    let error = |code, message: String| Some(Diagnostic::error(code, message).primary(span, ""));
    let begins = place.at == place.statement.start;
    match found {
        Token::Else | Token::Catch | Token::Finally if begins => {
            let diagnostic = error(
                Code::Syntax,
                format!("expected a statement, found `{word}` at the start of a line"),
            )?;
            Some(
                diagnostic.help(format!("`{word}` must follow the closing brace on the same line")),
            )
        }
        Token::Import | Token::Parameter | Token::Exports => {
            let diagnostic = error(
                Code::HeaderOrder,
                format!("`{word}` is allowed at the start of a file only"),
            )?;
            Some(
                diagnostic
                    .help("the order is import lines, parameter lines, one exports line, code"),
            )
        }
        Token::Let => {
            let diagnostic =
                error(Code::Syntax, "`let` is a reserved word without a meaning".into())?;
            Some(diagnostic.patch(span, "def", "definitions begin with `def` or `var`"))
        }
        Token::Pragma => {
            error(Code::Syntax, "`pragma` is a reserved word without a meaning".into())
        }
        Token::To | Token::Method | Token::Match if begins => {
            let diagnostic = error(
                Code::Syntax,
                format!("unexpected `{word}`: methods and matchers belong into an object"),
            )?;
            Some(diagnostic.help("all methods of an object come before its matchers"))
        }
        _ if found.is_keyword() && place.expects("IDENT") && wants_name(place) => {
            let diagnostic = Diagnostic::error(
                Code::KeywordAsName,
                format!("`{word}` is a keyword and cannot be used as a name"),
            )
            .primary(span, "");
            Some(if place.expects("::") {
                diagnostic.patch(span, format!("::\"{word}\""), "quote it to use it as a name")
            } else if place.expects("STRING") {
                diagnostic.patch(span, format!("\"{word}\""), "quote it to use it as a verb")
            } else {
                diagnostic
            })
        }
        _ => None,
    }
}

/// Whether a name is wanted here rather than any expression.
fn wants_name(place: &Place<'_>) -> bool {
    matches!(
        place.before(1),
        Some(
            Token::Def
                | Token::Var
                | Token::Bind
                | Token::Object
                | Token::Interface
                | Token::Dot
                | Token::To
                | Token::Method
                | Token::Colon
                | Token::Amp
                | Token::AmpAmp
                | Token::Escape
                | Token::Catch
                | Token::For
        )
    )
}

/// Adds what helps with common mistakes.
fn remedy(place: &Place<'_>, found: Token, span: Span, diagnostic: Diagnostic) -> Diagnostic {
    let before = place.before(1);
    let statement = &place.tokens[place.statement.clone()];
    let has_earlier = |token: Token| {
        place.tokens[place.statement.start..place.at.min(place.tokens.len())]
            .iter()
            .any(|spanned| spanned.token == token)
    };
    match (before, found) {
        (_, Token::Colon) if place.expects("{") => {
            diagnostic.help("a block after `:` begins on a new line, indented; or use braces")
        }
        (Some(Token::In), _) if place.expects("(") => {
            diagnostic.help("the collection of a loop stands in parentheses")
        }
        (_, _) if place.expects("(") && place.expected.len() == 1 => {
            diagnostic.help("parentheses are required here")
        }
        (Some(Token::LParen), Token::RParen) => diagnostic.help("an empty list is written `[]`"),
        (Some(before), Token::Comma)
            if before != Token::Comma && has_earlier(Token::LParen) && place.expects(")") =>
        {
            diagnostic.help("there are no tuples; a list is written `[a, b]`")
        }
        (_, Token::LBrace | Token::Comma) if has_earlier(Token::Fn) && place.expects("=>") => {
            diagnostic.help("the parameters of `fn` are not parenthesised: `fn x, y { … }`")
        }
        (_, Token::Dot | Token::LParen | Token::LBracket) if negates(statement, place) => {
            diagnostic.help(
                "`-` applies to what follows directly; write `-(x.verb())` to negate a result",
            )
        }
        (_, Token::Dot | Token::LParen) if has_earlier(Token::Dot) => {
            diagnostic.help("`a.b` alone is a value of its own; write `(a.b).c()` to go on with it")
        }
        (
            Some(Token::Minus | Token::Bang | Token::Tilde),
            Token::Minus | Token::Bang | Token::Tilde,
        ) => diagnostic.help("prefix operators do not stack; use parentheses"),
        (_, Token::Question) => diagnostic.help("a pattern takes one condition; combine with `&&`"),
        (_, Token::Colon) => diagnostic.help("an expression or a pattern takes one guard"),
        (_, Token::FatArrow) => {
            diagnostic.help("a key that is not a literal must be parenthesised: `[(key) => value]`")
        }
        (Some(Token::Var | Token::Bind), Token::LBracket) => {
            diagnostic.help("`var` and `bind` take one name; in a list each name has its own")
        }
        (_, Token::Arrow) => diagnostic.help("`->` belongs to `when`"),
        (_, Token::Extends) if has_earlier(Token::Implements) || has_earlier(Token::As) => {
            diagnostic.help("the order is `extends`, `as`, `implements`")
        }
        (_, Token::For) if has_earlier(Token::ForComprehension) => {
            diagnostic.help("a comprehension has one `for`; nest another comprehension")
        }
        (_, Token::MatchBind | Token::NotMatch)
            if has_earlier(Token::MatchBind) || has_earlier(Token::NotMatch) =>
        {
            diagnostic.help("the right side of `=~` is a pattern, so matches cannot be chained")
        }
        (_, Token::Ident(_) | Token::Str(_) | Token::Number(_)) if place.expects(",") => {
            diagnostic.patch(Span::at(before_end(place, span)), ",", "put a comma between them")
        }
        _ => diagnostic,
    }
}

fn before_end(place: &Place<'_>, span: Span) -> u32 {
    place.at.checked_sub(1).map_or(span.start, |before| place.tokens[before].span.end)
}

/// Whether the operand before the fault is negated.
fn negates(statement: &[Spanned], place: &Place<'_>) -> bool {
    let at = place.at - place.statement.start;
    at >= 2 && statement.get(at - 2).is_some_and(|spanned| spanned.token == Token::Minus)
}

fn show(place: &Place<'_>, token: Token, span: Span) -> String {
    match token {
        Token::End => "the end of the statement".into(),
        Token::Newline => "the end of the line".into(),
        Token::Dedent => "the end of the block".into(),
        Token::Indent | Token::ArrowIndent => "an indented block".into(),
        Token::Str(_) | Token::Doc(_) => "a string".into(),
        Token::QuasiOpen(_) | Token::QuasiClose(_) => "a quasi-literal".into(),
        _ => {
            let text = span.text(place.source);
            if text.is_empty() {
                token.spelling().map_or("the end".into(), |spelling| format!("`{spelling}`"))
            } else {
                let short: String = text.chars().take(40).collect();
                format!("`{short}`")
            }
        }
    }
}

/// What would have fitted, in a few words.
fn expectation(place: &Place<'_>) -> String {
    /// More alternatives than this help nobody.
    const MOST: usize = 4;
    let expects = |terminal: &str| place.expects(terminal);
    let mut words: Vec<String> = Vec::new();
    let is_expression = expects("NUMBER") && expects("if");
    let is_pattern = expects("via") && !is_expression;
    let is_operator = expects("**") || expects("||");
    if is_expression {
        words.push("an expression".into());
    } else if is_pattern {
        words.push("a pattern".into());
    } else if expects("IDENT") && expects("STRING") && !is_operator {
        words.push("a verb".into());
    } else if expects("IDENT") && !is_operator {
        words.push("a name".into());
    } else if expects("STRING") && !is_operator {
        words.push("a string".into());
    }
    if expects("INDENT") && expects("{") {
        words.push("a block".into());
    } else if expects("INDENT") {
        words.push("an indented block".into());
    }
    for terminal in
        [")", "]", "}", "=>", ":=", "{", ",", "in", "->", "(", ":", "exit", "=~", "==", "."]
    {
        let is_part = match terminal {
            "(" | "{" => is_expression || is_pattern || words.iter().any(|word| word == "a block"),
            "=>" => is_pattern,
            "==" => is_expression || is_pattern || is_operator,
            "=~" | "." | ":" | ":=" if is_operator => true,
            _ => false,
        };
        if expects(terminal) && !is_part {
            words.push(format!("`{terminal}`"));
        }
    }
    if is_operator {
        words.push("an operator".into());
    }
    if expects("END") || expects("NEWLINE") {
        words.push("the end of the statement".into());
    } else if expects("DEDENT") {
        words.push("the end of the block".into());
    }
    if words.is_empty() {
        let mut rest: Vec<&str> =
            place.expected.iter().map(|text| text.trim_matches('"')).collect();
        rest.retain(|text| text.chars().all(|letter| letter.is_lowercase()) || text.len() <= 3);
        words.extend(rest.into_iter().map(|text| format!("`{text}`")));
    }
    words.truncate(MOST);
    match words.split_last() {
        None => "something else".into(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
