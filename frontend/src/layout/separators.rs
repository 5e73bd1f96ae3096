//! Where a line end is skipped.
//!
//! After an infix operator, an opening bracket, a comma, `in` and `fn`; before a closing bracket and `in`; before
//! `else`, `catch` and `finally` if an indented block ends there; inside the heads of loops, comprehensions and
//! function literals at the places that the language names. Everywhere else it separates, and the grammar says
//! whether it may.

use super::frames::Frame;
use crate::token::Token;

/// Whether a line end between `previous` (and `before` it) and `next` is skipped.
pub(super) fn is_dropped(
    previous: Option<Token>,
    before: Option<Token>,
    next: Token,
    frame: &Frame,
) -> bool {
    use Token::*;
    let Some(previous) = previous else { return true };
    match previous {
        LParen | LBracket | LBrace | DollarBrace | AtBrace | Indent | ArrowIndent => return true,
        Comma | In | Fn => return true,
        Dedent if matches!(next, Else | Catch | Finally) => return true,
        RParen if next == LBrace && frame.in_for_head => return true,
        RParen | FatArrow if frame.is_comprehension => return true,
        _ if previous.is_infix() && before.is_some_and(Token::ends_operand) => return true,
        _ => {}
    }
    match next {
        RParen | RBracket | RBrace | In => true,
        LBrace => frame.in_fn_head,
        _ => false,
    }
}
