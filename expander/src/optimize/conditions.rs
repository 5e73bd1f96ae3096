//! Conditions become tests.
//!
//! `specimen =~ pattern` defines the pattern's names whether it matches or not; after a failure each is
//! bound to a broken reference. The general code therefore makes an ejector, a list with a flag and the
//! bindings, and takes it apart again, and so does `a && b` when an operand binds names. But in
//!
//! ```text
//! if (x =~ [a, b] && a < b) {…a…}
//! ```
//!
//! the names are used only where the test has succeeded, so nobody can see what a failure leaves behind.
//! If all uses of the names are in the `then` arm (or there are none), the node becomes [`Expr::Match`],
//! [`Expr::And`] or [`Expr::Or`], the pattern binds the names directly, and later stages compile jumps.
//! The operands of such an `&&` are in the same position: their names are used in the other operand, or
//! handed on.
//!
//! For `||`, both sides bind *the same variable* if both define the name in the same way; a name that
//! only one side defines and somebody uses keeps the general code, since it is broken on the other path.
//!
//! Conditions without names are plain `if`s with `true` and `false` in their arms; those become `And` and
//! `Or` too, and `!` of a test becomes [`Expr::Not`], so that conditions of any size are just jumps.

use super::census::Census;
use super::rewrite::{self, Pass, Rewrite};
use crate::expand::{Idiom, LogicName};
use crate::kernel::{Expr, ExprId, Kernel, NameRef, Run, VarId, VarKind};
use hashbrown::{HashMap, HashSet};

/// Runs the pass.
pub(crate) fn run(kernel: &mut Kernel, idioms: &HashMap<ExprId, Idiom>) {
    let census = Census::new(kernel);
    let outliving = kernel.exports.iter().map(|export| export.var).collect();
    let (renamed, tests) = (HashMap::new(), HashSet::new());
    let mut noted = vec![false; kernel.exprs.len()];
    for id in idioms.keys() {
        noted[id.index()] = true;
    }
    rewrite::run(kernel, Conditions { census, idioms, noted, outliving, renamed, tests });
}

struct Conditions<'a> {
    census: Census,
    idioms: &'a HashMap<ExprId, Idiom>,
    /// Which nodes are idioms, for a quick look at each.
    noted: Vec<bool>,
    /// Names of the top level: what comes after the unit may use them.
    outliving: HashSet<VarId>,
    /// Variables whose place another one takes.
    renamed: HashMap<VarId, VarId>,
    /// Idioms that become tests.
    tests: HashSet<ExprId>,
}

impl Conditions<'_> {
    fn resolve(&self, var: VarId) -> VarId {
        let mut var = var;
        while let Some(&next) = self.renamed.get(&var) {
            var = next;
        }
        var
    }
}

impl Pass for Conditions<'_> {
    fn before(walk: &mut Rewrite<'_, Self>, id: ExprId) -> Option<ExprId> {
        if let Expr::If { test, then, .. } = walk.kernel.expr(id) {
            decide(walk, test, Some(then));
            return None;
        }
        if walk.pass.noted.get(id.index()) != Some(&true) {
            return None;
        }
        if !walk.pass.tests.contains(&id) && !decide(walk, id, None) {
            return None;
        }
        let idiom = walk.pass.idioms[&id].clone();
        Some(match idiom {
            Idiom::Match { specimen, pattern, .. } => {
                let specimen = walk.expr(specimen);
                let pattern = walk.pattern(pattern);
                walk.replace(id, Expr::Match { specimen, pattern })
            }
            Idiom::Logic { and, left, right, .. } => {
                let left = walk.expr(left);
                let right = walk.expr(right);
                let test = if and { Expr::And { left, right } } else { Expr::Or { left, right } };
                walk.replace(id, test)
            }
        })
    }

    fn after(walk: &mut Rewrite<'_, Self>, id: ExprId) -> ExprId {
        match walk.kernel.expr(id) {
            Expr::Noun(NameRef::Var(var)) => {
                let new = walk.pass.resolve(var);
                if new == var { id } else { walk.replace(id, Expr::Noun(NameRef::Var(new))) }
            }
            Expr::Binding(NameRef::Var(var)) => {
                let new = walk.pass.resolve(var);
                if new == var { id } else { walk.replace(id, Expr::Binding(NameRef::Var(new))) }
            }
            Expr::Assign { name: NameRef::Var(var), value } => {
                let new = walk.pass.resolve(var);
                let name = NameRef::Var(new);
                if new == var { id } else { walk.replace(id, Expr::Assign { name, value }) }
            }
            Expr::If { test, then, otherwise: Some(otherwise) } => {
                match logic(walk.kernel, test, then, otherwise) {
                    Some(expr) => walk.replace(id, expr),
                    None => id,
                }
            }
            Expr::Call { receiver, verb, args: Run { len: 0, .. }, named: Run { len: 0, .. } }
                if walk.kernel.text(verb) == "not" && is_test(walk.kernel, receiver) =>
            {
                walk.replace(id, Expr::Not(receiver))
            }
            _ => id,
        }
    }

    fn bound(&self, var: VarId) -> VarId {
        self.resolve(var)
    }
}

/// Decides whether an idiom becomes a test, given where its success leads; notes it and the variables that
/// take each other's place.
fn decide(walk: &mut Rewrite<'_, Conditions<'_>>, id: ExprId, success: Option<ExprId>) -> bool {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || decide_here(walk, id, success))
}

fn decide_here(
    walk: &mut Rewrite<'_, Conditions<'_>>,
    id: ExprId,
    success: Option<ExprId>,
) -> bool {
    let idioms = walk.pass.idioms;
    let hidden = |walk: &Rewrite<'_, Conditions<'_>>, var: VarId| {
        let census = &walk.pass.census;
        !walk.pass.outliving.contains(&var)
            && match success {
                Some(success) => census.used_only_in(var, success),
                None => census.uses(var).count == 0,
            }
    };
    match idioms.get(&id) {
        None => false,
        Some(Idiom::Match { names, .. }) => {
            let fits = names
                .iter()
                .all(|&(inner, outer)| hidden(walk, outer) && assignable(walk, outer, inner));
            if fits {
                walk.pass.tests.insert(id);
                for &(inner, outer) in names {
                    walk.pass.renamed.insert(outer, inner);
                }
            }
            fits
        }
        Some(Idiom::Logic { and, left, right, names }) => {
            if !names.iter().all(|name| hidden(walk, name.outer)) {
                return false;
            }
            // Names of the operands are visible inside this node alone, and only after their success.
            decide(walk, *left, Some(id));
            decide(walk, *right, Some(id));
            let joined: Option<Vec<(VarId, VarId)>> = names
                .iter()
                .map(|&name| join(walk, *and, name))
                .collect::<Option<Vec<_>>>()
                .map(|pairs| pairs.into_iter().flatten().collect());
            let Some(joined) = joined else { return false };
            walk.pass.tests.insert(id);
            walk.pass.renamed.extend(joined);
            true
        }
    }
}

/// Which variables take whose place for a name of `&&` or `||`; `None` if it cannot be done.
fn join(
    walk: &Rewrite<'_, Conditions<'_>>,
    and: bool,
    name: LogicName,
) -> Option<Vec<(VarId, VarId)>> {
    let used = walk.pass.census.uses(name.outer).count > 0;
    let left = name.left.map(|var| walk.pass.resolve(var));
    let right = name.right.map(|var| walk.pass.resolve(var));
    match (and, left, right) {
        (true, _, Some(var)) | (true, Some(var), None) => {
            assignable(walk, name.outer, var).then(|| vec![(name.outer, var)])
        }
        (false, Some(left), Some(right)) => {
            if !used {
                return Some(Vec::new());
            }
            let (first, second) = (walk.kernel.var(left), walk.kernel.var(right));
            let same_guard = match (first.guard, second.guard) {
                (None, None) => true,
                (Some(a), Some(b)) => {
                    let (a, b) = (walk.kernel.outer_noun(a), walk.kernel.outer_noun(b));
                    a.is_some() && a == b
                }
                _ => false,
            };
            let alike = first.kind == second.kind
                && first.frame == second.frame
                && matches!(first.kind, VarKind::Final | VarKind::Var)
                && same_guard
                && assignable(walk, name.outer, left);
            alike.then(|| vec![(name.outer, left), (right, left)])
        }
        _ => (!used).then(Vec::new),
    }
}

/// Whether all that is done with `outer` can be done with `inner`.
fn assignable(walk: &Rewrite<'_, Conditions<'_>>, outer: VarId, inner: VarId) -> bool {
    let assigned = walk.pass.census.uses(outer).assigned > 0;
    !assigned || matches!(walk.kernel.var(inner).kind, VarKind::Var | VarKind::Binding)
}

/// `if (l) {if (r) {true} else {false}} else {false}` and its dual.
fn logic(kernel: &mut Kernel, test: ExprId, then: ExprId, otherwise: ExprId) -> Option<Expr> {
    if is_constant(kernel, otherwise, "false") {
        let right = boolean(kernel, then)?;
        assume(kernel, otherwise);
        return Some(Expr::And { left: test, right });
    }
    if is_constant(kernel, then, "true") {
        let right = boolean(kernel, otherwise)?;
        assume(kernel, then);
        return Some(Expr::Or { left: test, right });
    }
    None
}

/// The condition of `if (r) {true} else {false}`; a test that is a Bool already is itself.
fn boolean(kernel: &mut Kernel, expr: ExprId) -> Option<ExprId> {
    if let Expr::If { test, then, otherwise: Some(otherwise) } = kernel.expr(expr)
        && is_constant(kernel, then, "true")
        && is_constant(kernel, otherwise, "false")
    {
        assume(kernel, then);
        assume(kernel, otherwise);
        return Some(test);
    }
    is_test(kernel, expr).then_some(expr)
}

fn is_constant(kernel: &Kernel, expr: ExprId, name: &str) -> bool {
    kernel.safe_noun(expr) == Some(name)
}

/// Notes that a name of the environment was taken for what the safe scope gives it.
fn assume(kernel: &mut Kernel, noun: ExprId) {
    if let Some(outer) = kernel.outer_noun(noun) {
        kernel.outers[outer.index()].assumed = true;
    }
}

/// Whether an expression gives a Bool by its form.
fn is_test(kernel: &mut Kernel, expr: ExprId) -> bool {
    match kernel.expr(expr) {
        Expr::Match { .. } | Expr::And { .. } | Expr::Or { .. } | Expr::Not(_) => true,
        Expr::Call { receiver, verb, .. } => {
            let comparison = match kernel.safe_noun(receiver) {
                Some("_equalizer") => kernel.text(verb) == "sameEver",
                Some("_comparer") => true,
                _ => false,
            };
            if comparison {
                assume(kernel, receiver);
            }
            comparison
        }
        _ => false,
    }
}
