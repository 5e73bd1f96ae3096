//! What loaded code takes: bytes, for the account.

use super::{Code, ScriptInstance, Site, UnitInstance, Word};
use crate::value::Value;
use monte_compiler::isa::Instr;
use monte_compiler::unit::{
    Body, Capture, Export, Literal, Local, Method, Outer, Piece, QualifiedName, Script, Span,
    Storage, Unit,
};

/// The bytes of a vector of so many elements.
fn row<T>(elements: usize) -> usize {
    elements * size_of::<T>()
}

fn of_body(body: &Body) -> usize {
    row::<Instr>(body.code.capacity())
        + row::<Span>(body.spans.capacity())
        + row::<Local>(body.locals.capacity())
        + body.locals.iter().map(|local| local.name.capacity()).sum::<usize>()
}

fn of_literal(literal: &Literal) -> usize {
    match literal {
        Literal::Str(text) => text.capacity(),
        Literal::BigInt(_, bytes) => bytes.capacity(),
        Literal::Template { pieces, .. } => {
            let texts = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.capacity(),
                Piece::ValueHole(_) | Piece::PatternHole(_) => 0,
            });
            row::<Piece>(pieces.capacity()) + texts.sum::<usize>()
        }
        Literal::Int(_) | Literal::Double(_) | Literal::Char(_) => 0,
    }
}

fn of_source_script(script: &Script) -> usize {
    let texts = script.name.capacity() + script.doc.as_ref().map_or(0, String::capacity);
    let captures = script.captures.iter().map(|capture| capture.name.capacity()).sum::<usize>();
    let methods = script.methods.iter().map(|method| {
        let doc = method.doc.as_ref().map_or(0, String::capacity);
        method.verb.capacity() + doc + of_body(&method.body)
    });
    texts
        + row::<Capture>(script.captures.capacity())
        + captures
        + row::<u32>(script.outers.capacity())
        + row::<Method>(script.methods.capacity())
        + methods.sum::<usize>()
        + row::<Body>(script.matchers.capacity())
        + script.matchers.iter().map(of_body).sum::<usize>()
}

/// The bytes of a unit as it was compiled.
pub(super) fn of_unit(unit: &Unit) -> usize {
    let texts = unit.atoms.iter().map(|(verb, _)| verb.capacity()).sum::<usize>()
        + unit.outers.iter().map(|outer| outer.name.capacity()).sum::<usize>()
        + unit.assumptions.iter().map(String::capacity).sum::<usize>()
        + unit.names.iter().map(|name| name.name.capacity()).sum::<usize>()
        + unit.exports.iter().map(|export| export.name.capacity()).sum::<usize>();
    size_of::<Unit>()
        + texts
        + row::<Literal>(unit.literals.capacity())
        + unit.literals.iter().map(of_literal).sum::<usize>()
        + row::<(String, u32)>(unit.atoms.capacity())
        + row::<Outer>(unit.outers.capacity())
        + row::<String>(unit.assumptions.capacity())
        + row::<QualifiedName>(unit.names.capacity())
        + row::<Script>(unit.scripts.capacity())
        + unit.scripts.iter().map(of_source_script).sum::<usize>()
        + of_body(&unit.body)
        + row::<Export>(unit.exports.capacity())
        + row::<u32>(unit.line_starts.capacity())
        + unit.kernel.capacity()
}

/// The bytes of a unit instance, without the unit.
pub(super) fn of_instance(instance: &UnitInstance) -> usize {
    size_of::<UnitInstance>()
        + row::<Value>(instance.constants.len())
        + row::<Storage>(instance.outers.capacity())
        + row::<u32>(instance.scripts.capacity() + instance.codes.capacity())
}

/// The bytes of a loaded script.
pub(super) fn of_script(script: &ScriptInstance) -> usize {
    size_of::<ScriptInstance>()
        + row::<(u32, u32)>(script.methods.capacity())
        + script.methods.capacity()
}

/// The bytes of the code of a body.
pub(super) fn of_code(code: &Code) -> usize {
    size_of::<Code>()
        + size_of::<usize>()
        + row::<Word>(code.words.capacity())
        + row::<u32>(code.origins.capacity())
        + row::<Site>(code.sites.capacity())
        + row::<u32>(code.heats.capacity())
}
