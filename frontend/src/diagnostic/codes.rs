//! The one table of diagnostic codes: what a person can look up.
//!
//! The first two digits give the stage: 01 tokens, 02 layout and brackets, 03 grammar, 04 names and
//! other static rules, 05 limits, 09 running. A code is never given to another meaning.

macro_rules! codes {
    ($($id:literal $variant:ident $title:literal $explanation:literal)*) => {
        /// The kind of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The name that is shown: a letter and four digits.
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => $id,)* }
            }

            /// What it is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)* }
            }

            /// What is wrong and what to do about it.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)* }
            }
        }
    };
}

impl Code {
    /// The code with that id, in either case.
    pub fn find(id: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

codes! {
    "E0101" UnknownCharacter "unrecognized character"
    "No token begins with this character. Outside of strings, comments and quasi-literals only ASCII letters, digits and the operators of the language can be used; any other name can be written as ::\"name\"."
    "E0102" Tab "tab character"
    "Tabs are not permitted between tokens, because their width is a matter of taste and indentation has meaning. Indent with spaces."
    "E0103" BadEscape "bad escape sequence"
    "In strings and characters a backslash is followed by one of b t n f r \" ' \\, by x and two hex digits, u and four, U and eight, or by the end of the line."
    "E0104" RawControl "raw control character in a literal"
    "A tab or an escape character inside a string or a character literal must be written as \\t or \\x1b, so that it can be seen."
    "E0105" UnclosedString "string not closed"
    "The input ends inside a string literal: its closing quote is missing. A string may span lines."
    "E0106" BadCharacter "bad character literal"
    "A character literal is one character, or one escape sequence, between apostrophes."
    "E0107" UnclosedQuasi "quasi-literal not closed"
    "The input ends inside a quasi-literal: its closing backtick is missing. Two backticks in a row stand for one backtick of the text."
    "E0108" BadHole "bad hole in a quasi-literal"
    "In a quasi-literal, $ and @ begin a hole: $name, ${expression}, @name or @{pattern}. Write $$ or @@ for the character itself."
    "E0109" BadNumber "bad number"
    "An exponent needs at least one digit after e, a fraction one after the point, and 0x at least one hex digit."
    "E0110" Equals "use := for assignment or == for equality"
    "A single = means nothing in Monte. Definitions and assignments are written with :=, comparisons with ==."
    "E0111" Increment "no ++ or --"
    "There is no increment operator. Write x += 1."
    "E0112" KeywordAsName "a keyword cannot be used here"
    "Keywords are reserved in every mixture of upper and lower case. A name that is spelled like one is written ::\"name\", a verb \"name\"."

    "E0201" UnmatchedCloser "unmatched closing bracket"
    "Nothing is open that this bracket could close."
    "E0202" MismatchedBracket "mismatched brackets"
    "A closing bracket must be of the kind that was opened last."
    "E0203" UnclosedBracket "bracket not closed"
    "The bracket that is opened here is never closed."
    "E0204" BlockInBrackets "indented block inside brackets"
    "Indented blocks are only allowed in statement position. Inside any bracket, write the block in braces."
    "E0205" ExpectedBlock "expected an indented block"
    "A colon or an arrow at the end of a line opens a block; the next line must be indented deeper. Write pass for an empty block."
    "E0206" UnexpectedIndent "unexpected indent"
    "A line is indented deeper than the one before it only after a colon or an arrow that opens a block, or inside brackets."
    "E0207" BadUnindent "unindent does not match any outer indentation level"
    "A line that ends a block must begin in the column of one of the blocks around it."

    "E0301" Syntax "syntax error"
    "The text does not fit the grammar at this place."
    "E0302" InvalidTarget "invalid assignment target"
    "Only a name or an element (collection[index]) can stand on the left of an assignment."
    "E0303" NamedArgsInControl "control blocks do not take named arguments"
    "The arguments of a controller are positional."
    "E0304" MetaVerb "unknown meta verb"
    "meta has only two forms: meta.context() and meta.getState()."
    "E0305" HeaderOrder "module header out of place"
    "import lines come first in a file, then parameter lines, then one exports line, then the code."
    "E0306" StatementTail "nothing may follow this form"
    "A function literal or a meta expression that begins a statement cannot be called or combined at once. Put it in parentheses."

    "E0401" UndefinedName "undefined name"
    "The name is not defined at this place. Names are visible from their definition to the end of their scope, and not before."
    "E0402" Redefined "name defined twice"
    "A name can be defined only once in a scope; an inner scope may use it anew."
    "E0403" AssignToFinal "assignment to a final name"
    "Names are final unless they are defined with var."
    "E0404" CircularVar "circular var definition"
    "A var cannot be used in its own definition. A def can, by way of a promise."
    "E0405" PatternUsesRight "pattern uses a name from the right side"
    "The pattern of a definition is entered before its value, so it cannot use names that the value defines."
    "E0406" MatchBindScope "use on the left of a name bound on the right"
    "The left side of a match-bind is evaluated before the names of the pattern are bound."
    "E0407" LoopScope "name used in the wrong scope of a loop"
    "The collection of a loop is evaluated before the loop's names are bound, and cannot define names that the patterns use."
    "E0408" AuditorsUseSelf "auditors cannot use self"
    "The auditors of an object are evaluated before the object exists."
    "E0409" GuardCycle "guard cycle"
    "A guard cannot use the name that it guards."
    "E0410" BadObjectName "pattern not allowed as an object's name"
    "An object is named by a plain name, a bind pattern or an underscore."
    "E0411" BadTarget "cannot be assigned with this operator"
    "The updating forms of assignment take a name or an element of a collection."
    "E0412" RedefinesOuter "name of the environment defined again"
    "The names that every program starts with cannot be redefined, parameters included, so that they always mean the same."
    "E0413" ExitOutside "return, break or continue outside its form"
    "return belongs into a function or a method of an object (to), break and continue into a loop."
    "E0414" BadExport "bad export"
    "Only a name that the module defines can be exported."
    "E0415" BadParameter "bad module parameter"
    "A module parameter is a plain name."
    "E0416" NotExpressible "form cannot be expanded"
    "The form is accepted by the grammar but has no meaning."

    "E0501" TooDeep "nested too deeply"
    "Source text can be nested 20,000 levels deep. Split the expression."
    "E0502" TooLarge "source too large"
    "A source file can hold at most four gigabytes."

    "E0900" Uncaught "uncaught problem"
    "The program failed with a problem that nothing caught."
    "W0001" Unused "unused name"
    "The name is never used. Begin it with an underscore to keep it."
}
