//! Colours for what is typed, by the tokens of the front end's own lexer; and the bracket that belongs to the
//! one at the cursor.

use super::commands;
use monte_frontend::lexer::lex;
use monte_frontend::names::Names;
use monte_frontend::token::{Spanned, Token};
use nu_ansi_term::{Color, Style};
use reedline::{Highlighter, StyledText};

/// Colours by token.
pub(crate) struct ByLexer;

impl Highlighter for ByLexer {
    fn highlight(&self, text: &str, cursor: usize) -> StyledText {
        let mut styled = StyledText::new();
        let start = match commands::split(text) {
            Some((name, _)) => {
                let blank = text.len() - text.trim_start().len();
                let end = blank + 1 + name.len();
                styled.push((Style::new().bold(), text[..end].to_owned()));
                end
            }
            None => 0,
        };
        let code = &text[start..];
        let tokens = lex(code, &mut Names::new(), &[]).tokens;
        let mut place = 0;
        for token in &tokens {
            let (from, to) = (token.span.start as usize, token.span.end as usize);
            if from < place || to <= from {
                continue;
            }
            let (Some(gap), Some(word)) = (code.get(place..from), code.get(from..to)) else {
                continue;
            };
            styled.push((Style::new(), gap.to_owned()));
            styled.push((style_of(token.token), word.to_owned()));
            place = to;
        }
        styled.push((Style::new(), code[place..].to_owned()));
        styled.buffer.retain(|(_, piece)| !piece.is_empty());
        if let Some(at) = cursor.checked_sub(start) {
            for bracket in pair_at(&tokens, at).into_iter().flatten() {
                let (from, to) = (start + bracket.0, start + bracket.1);
                styled.style_range(from, to, Style::new().bold().underline());
            }
        }
        styled
    }
}

fn style_of(token: Token) -> Style {
    match token {
        Token::Comment => Style::new().dimmed(),
        Token::Str(_)
        | Token::Doc(_)
        | Token::Char(_)
        | Token::QuasiOpen(_)
        | Token::QuasiClose(_) => Color::Green.normal(),
        Token::Number(_) => Color::Cyan.normal(),
        Token::DollarIdent(_) | Token::AtIdent(_) | Token::DollarBrace | Token::AtBrace => {
            Color::Yellow.normal()
        }
        Token::Error => Color::Red.normal(),
        token => match token.spelling() {
            Some(word) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Color::Magenta.normal()
            }
            _ => Style::new(),
        },
    }
}

/// The bracket at the cursor or in front of it, and the one that belongs to it: their places.
fn pair_at(tokens: &[Spanned], cursor: usize) -> Option<[(usize, usize); 2]> {
    let place = |token: &Spanned| (token.span.start as usize, token.span.end as usize);
    let mut open: Vec<&Spanned> = Vec::new();
    let mut behind = None;
    for token in tokens {
        let closes: &[Token] = match token.token {
            Token::LParen
            | Token::LBracket
            | Token::LBrace
            | Token::DollarBrace
            | Token::AtBrace => {
                open.push(token);
                continue;
            }
            Token::RParen => &[Token::LParen],
            Token::RBracket => &[Token::LBracket],
            Token::RBrace => &[Token::LBrace, Token::DollarBrace, Token::AtBrace],
            _ => continue,
        };
        let opener = open.pop()?;
        if !closes.contains(&opener.token) {
            return behind;
        }
        let pair = [place(opener), place(token)];
        let touches = |edge: fn(&(usize, usize)) -> usize| pair.iter().any(|at| edge(at) == cursor);
        if touches(|at| at.0) {
            return Some(pair);
        }
        if touches(|at| at.1) {
            behind = Some(pair);
        }
    }
    behind
}

#[cfg(test)]
mod tests {
    use super::{ByLexer, pair_at};
    use monte_frontend::lexer::lex;
    use monte_frontend::names::Names;
    use reedline::Highlighter;

    #[test]
    fn the_text_is_kept_as_it_is() {
        for text in [
            "",
            "def x := \"ä\" # ö",
            "`a $b ${c} d`",
            "\"open",
            ":doc x",
            "  :type 1 + 2",
            "1 = = 2",
        ] {
            for cursor in 0..=text.len() {
                let raw = ByLexer.highlight(text, cursor).raw_string();
                assert_eq!(raw, text);
            }
        }
    }

    #[test]
    fn brackets_belong_together() {
        let pair = |text: &str, at| pair_at(&lex(text, &mut Names::new(), &[]).tokens, at);
        assert_eq!(pair("f([1])", 6), Some([(1, 2), (5, 6)]));
        assert_eq!(pair("f([1])", 1), Some([(1, 2), (5, 6)]));
        assert_eq!(pair("f([1])", 5), Some([(1, 2), (5, 6)]));
        assert_eq!(pair("f([1])", 3), Some([(2, 3), (4, 5)]));
        assert_eq!(pair("f([1))", 6), None);
    }
}
