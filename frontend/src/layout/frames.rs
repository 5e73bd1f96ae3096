//! What is open at a place of the text: brackets, indented blocks, and what the head of a form has promised.

use crate::span::Span;
use crate::token::Token;

/// The kind of an open thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The file itself.
    File,
    /// An indented block.
    Block,
    /// Lines that are indented where they should not be; no tokens come of it.
    Shifted,
    /// `(`
    Round,
    /// `[`
    Square,
    /// `{`
    Curly,
    /// `${` or `@{`
    Hole,
    /// An indented block inside brackets, read as if in braces.
    Virtual,
}

impl Kind {
    pub(super) fn opened_by(token: Token) -> Option<Kind> {
        Some(match token {
            Token::LParen => Kind::Round,
            Token::LBracket => Kind::Square,
            Token::LBrace => Kind::Curly,
            Token::DollarBrace | Token::AtBrace => Kind::Hole,
            _ => return None,
        })
    }

    pub(super) fn closer(self) -> Option<Token> {
        Some(match self {
            Kind::File | Kind::Shifted => return None,
            Kind::Block => Token::Dedent,
            Kind::Round => Token::RParen,
            Kind::Square => Token::RBracket,
            Kind::Curly | Kind::Hole | Kind::Virtual => Token::RBrace,
        })
    }

    pub(super) fn is_closed_by(self, token: Token) -> bool {
        self.is_bracket() && self != Kind::Virtual && self.closer() == Some(token)
    }

    /// Whether it is a bracket, in which indentation does not count.
    pub(super) fn is_bracket(self) -> bool {
        !self.is_layout()
    }

    /// Whether it is a level of indentation.
    pub(super) fn is_layout(self) -> bool {
        matches!(self, Kind::File | Kind::Block | Kind::Shifted)
    }
}

/// Something open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// The token that opened it.
    pub(super) opener: Span,
    /// Width of the innermost indented block.
    pub(super) width: u32,
    /// Width of its first line, if a line that is not indented like it has made the block wider.
    pub(super) first_width: u32,
    /// Width of the line that opened it.
    pub(super) line_width: u32,
    /// Width of the first line inside that is not the opener's.
    pub(super) inner_width: Option<u32>,
    /// `for` has been read, and not yet the block.
    pub(super) in_for_head: bool,
    /// `fn` has been read, and not yet the block.
    pub(super) in_fn_head: bool,
    /// The head of an object, a method or a function has been read, and not yet the body.
    pub(super) expects_body: bool,
    /// The head of a form has been read: this token would begin its indented block.
    pub(super) awaits_block: Option<Token>,
    /// It is such a body, so a string at its start is documentation.
    pub(super) may_begin_with_doc: bool,
    /// It is the bracket of a comprehension.
    pub(super) is_comprehension: bool,
}

impl Frame {
    pub(super) fn new(kind: Kind, opener: Span, width: u32) -> Frame {
        Frame {
            kind,
            opener,
            width,
            first_width: width,
            line_width: width,
            inner_width: None,
            in_for_head: false,
            in_fn_head: false,
            expects_body: false,
            awaits_block: None,
            may_begin_with_doc: false,
            is_comprehension: false,
        }
    }

    /// Watches the heads of forms go by.
    pub(super) fn note_head(&mut self, token: Token, previous: Option<Token>) {
        match token {
            Token::For => self.in_for_head = true,
            Token::Fn => {
                self.in_fn_head = true;
                self.expects_body = false;
            }
            Token::Def | Token::Object | Token::Interface | Token::To | Token::Method => {
                self.expects_body = true;
            }
            Token::Bind if begins_expression(previous) => self.expects_body = true,
            Token::Assign | Token::Exit => self.expects_body = false,
            _ => {}
        }
        self.note_block_head(token, previous);
    }

    /// Watches for forms that have a block.
    fn note_block_head(&mut self, token: Token, previous: Option<Token>) {
        use Token::*;
        match token {
            If | While | For | Try | Escape | Switch | Object | Interface | To | Method | Match
            | Else | Catch | Finally => self.awaits_block = Some(Colon),
            When => self.awaits_block = Some(Arrow),
            LParen if self.expects_body && matches!(previous, Some(Ident(_) | Str(_))) => {
                self.awaits_block = Some(Colon);
            }
            Assign => self.awaits_block = None,
            _ => {}
        }
    }

    /// A separator ends all heads.
    pub(super) fn end_statement(&mut self) {
        self.in_for_head = false;
        self.in_fn_head = false;
        self.expects_body = false;
        self.awaits_block = None;
    }
}

/// Whether an expression, rather than a pattern, begins after `previous`.
fn begins_expression(previous: Option<Token>) -> bool {
    use Token::*;
    matches!(
        previous,
        None | Some(
            Newline
                | Semi
                | Indent
                | ArrowIndent
                | Dedent
                | LBrace
                | LParen
                | Assign
                | Return
                | Break
                | Continue
        )
    )
}
