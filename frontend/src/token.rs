//! Tokens: the one table of keywords and operators, and the tokens that carry something.
//!
//! The same type serves the lexer, the layout pass and the grammar. Some members live in one stage only: the *starts*
//! (a quote, a digit) tell the lexer's driver which scanner to call, newlines and comments end at the layout pass, and the
//! layout tokens begin there.

use crate::names::Symbol;
use crate::span::Span;
use logos::Logos;

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned {
    /// What it is.
    pub token: Token,
    /// Where it is. Layout tokens are empty and stand at the end of the token before.
    pub span: Span,
}

macro_rules! tokens {
    (keywords { $($keyword:ident $word:tt)* } operators { $($operator:ident $text:tt)* }) => {
        /// A token. Payloads are symbols, or numbers of the lexer's tables.
        #[derive(Logos, Clone, Copy, Debug, PartialEq, Eq)]
        #[logos(skip r" +")]
        pub enum Token {
            $(#[doc = concat!("Keyword `", $word, "`.")] $keyword,)*
            $(#[doc = concat!("Operator `", $text, "`.")] #[token($text)] $operator,)*

            /// A name.
            Ident(Symbol),
            /// `name=`
            VerbAssign(Symbol),
            /// An integer or a double: an index into [`Lexed::numbers`](crate::lexer::Lexed).
            Number(u32),
            /// A character.
            Char(char),
            /// A string.
            Str(Symbol),
            /// A string that stands where documentation does.
            Doc(Symbol),
            /// The text of a quasi-literal before a hole.
            QuasiOpen(Symbol),
            /// The text of a quasi-literal before its end.
            QuasiClose(Symbol),
            /// `$name` in a quasi-literal.
            DollarIdent(Symbol),
            /// `@name` in a quasi-literal.
            AtIdent(Symbol),
            /// `${` in a quasi-literal.
            DollarBrace,
            /// `@{` in a quasi-literal.
            AtBrace,
            /// A value hole of a template.
            ValueHole(u32),
            /// A pattern hole of a template.
            PatternHole(u32),

            /// A colon that ends its line, and the deeper indentation after it.
            Indent,
            /// An arrow that ends its line, and the deeper indentation after it.
            ArrowIndent,
            /// The end of an indented block.
            Dedent,
            /// A separator of statements without a semicolon. Before the layout pass: the end of a line.
            #[regex(r"\r?\n")]
            Newline,
            /// `for` that begins a comprehension.
            ForComprehension,
            /// Stands for a part of the text that could not be understood.
            Error,

            /// First token of the parser's input: an item of a file.
            StartItem,
            /// First token of the parser's input: an item of an object or an interface.
            StartScriptItem,
            /// First token of the parser's input: a pattern.
            StartPattern,
            /// Last token of the parser's input.
            End,

            /// A comment, up to the end of its line.
            #[regex(r"#[^\n]*", allow_greedy = true)]
            Comment,
            /// Start of a name or keyword (all of it, in fact).
            #[regex(r"[A-Za-z][A-Za-z0-9_]*|_[A-Za-z_][A-Za-z0-9_]*")]
            Word,
            /// Start of a number.
            #[regex(r"[0-9]")]
            Digit,
            /// Start of a string.
            #[token("\"")]
            Quote,
            /// Start of a character.
            #[token("'")]
            Apostrophe,
            /// Start of a quasi-literal.
            #[token("`")]
            Backtick,
            /// The mark that stands for a hole in a template's text.
            #[token("\u{FFFC}")]
            HoleMark,
            /// An equals sign that means nothing.
            #[token("=")]
            Equals,
            /// `++`, which means nothing.
            #[token("++")]
            PlusPlus,
            /// `--`, which means nothing.
            #[token("--")]
            MinusMinus,
        }

        /// The spellings of all keywords.
        pub const KEYWORDS: &[&str] = &[$($word),*];

        impl Token {
            /// The spelling of a keyword or an operator.
            pub fn spelling(self) -> Option<&'static str> {
                Some(match self {
                    $(Token::$keyword => $word,)*
                    $(Token::$operator => $text,)*
                    Token::DollarBrace => "${",
                    Token::AtBrace => "@{",
                    Token::ForComprehension => "for",
                    _ => return None,
                })
            }

            /// The keyword that is spelled like that, in either case.
            pub fn keyword(word: &str) -> Option<Token> {
                /// No keyword is longer.
                const LONGEST: usize = 10;
                let mut lower = [0; LONGEST];
                let lower = lower.get_mut(..word.len())?;
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                match &*lower {
                    $(word if word == $word.as_bytes() => Some(Token::$keyword),)*
                    _ => None,
                }
            }
        }
    };
}

tokens! {
    keywords {
        As "as" Bind "bind" Break "break" Catch "catch" Continue "continue" Def "def" Else "else"
        Escape "escape" Exit "exit" Extends "extends" Exports "exports" Finally "finally" Fn "fn" For "for"
        Guards "guards" If "if" Implements "implements" Import "import" In "in" Interface "interface"
        Match "match" Meta "meta" Method "method" Object "object" Parameter "parameter" Pass "pass"
        Pragma "pragma" Return "return" Switch "switch" To "to" Try "try" Var "var" Via "via" When "when"
        While "while" Let "let"
    }
    operators {
        Semi ";" Comma "," Question "?" Tilde "~" Dot "." Thru ".." Till "..!" ColonColon "::" Colon ":"
        Assign ":=" Plus "+" PlusAssign "+=" Minus "-" MinusAssign "-=" Arrow "->" Star "*" StarAssign "*="
        StarStar "**" StarStarAssign "**=" Slash "/" SlashAssign "/=" SlashSlash "//" SlashSlashAssign "//="
        Percent "%" PercentAssign "%=" Caret "^" CaretAssign "^=" Amp "&" AmpAmp "&&" AmpAssign "&=" ButNot "&!"
        Bar "|" BarBar "||" BarAssign "|=" Shl "<<" ShlAssign "<<=" Shr ">>" ShrAssign ">>=" Less "<" Send "<-"
        LessEqual "<=" AsBigAs "<=>" Greater ">" GreaterEqual ">=" Bang "!" NotSame "!=" NotMatch "!~" Same "=="
        FatArrow "=>" MatchBind "=~" LParen "(" RParen ")" LBracket "[" RBracket "]" LBrace "{" RBrace "}"
        Underscore "_"
    }
}

impl Token {
    /// Whether it opens a bracket or an indented block.
    pub fn is_opener(self) -> bool {
        use Token::*;
        matches!(self, LParen | LBracket | LBrace | DollarBrace | AtBrace | Indent | ArrowIndent)
    }

    /// Whether it closes a bracket or an indented block.
    pub fn is_closer(self) -> bool {
        use Token::*;
        matches!(self, RParen | RBracket | RBrace | Dedent)
    }

    /// Whether it separates statements.
    pub fn is_separator(self) -> bool {
        matches!(self, Token::Newline | Token::Semi)
    }

    /// Whether an operand can end with it, so that what follows is an infix operator or the end.
    pub fn ends_operand(self) -> bool {
        use Token::*;
        matches!(
            self,
            Ident(_)
                | Number(_)
                | Char(_)
                | Str(_)
                | Doc(_)
                | QuasiClose(_)
                | ValueHole(_)
                | PatternHole(_)
                | RParen
                | RBracket
                | RBrace
                | Underscore
                | Error
        )
    }

    /// Whether it is a keyword.
    pub fn is_keyword(self) -> bool {
        self.spelling()
            .is_some_and(|text| text.starts_with(|first: char| first.is_ascii_lowercase()))
    }

    /// Whether it is spelled like an infix operator (some are prefix operators too).
    pub fn is_infix(self) -> bool {
        use Token::*;
        matches!(
            self,
            Plus | Minus
                | Star
                | StarStar
                | Slash
                | SlashSlash
                | Percent
                | Caret
                | Amp
                | AmpAmp
                | ButNot
                | Bar
                | BarBar
                | Shl
                | Shr
                | Less
                | LessEqual
                | AsBigAs
                | Greater
                | GreaterEqual
                | NotSame
                | NotMatch
                | Same
                | MatchBind
                | Thru
                | Till
        )
    }
}
