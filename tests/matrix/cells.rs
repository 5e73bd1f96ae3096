//! The cells of the matrix: a row with one kind for each of its operands is a loop over values of these kinds.
//!
//! In: the values with their rows. Out: loops, each with the tuples of values that it runs over. Which ones is decided by what a
//! loop is called, so another row or value changes no other loop.

use crate::matrix::values::{Group, Row, Values};
use fastrand::Rng;
use monte_vm::native::Kind;
use std::path::Path;

/// Tuples of a loop: at least, so that it becomes hot, and at most.
const TUPLES: std::ops::RangeInclusive<usize> = 8..=60;
/// Tuples of a loop whose operands are of all kinds.
const MIXED: usize = 30;
/// The names of the operands.
pub(crate) const NAMES: [&str; 10] = ["me", "x", "y", "z", "w", "v", "u", "t", "s", "r"];
/// Arguments of a method that takes any number.
const ANY_NUMBER: std::ops::RangeInclusive<usize> = 0..=3;

/// A loop.
pub(crate) struct Cell {
    /// Row and kinds, for people.
    pub(crate) title: String,
    /// The expression that it evaluates; its names are the first ones of [`NAMES`].
    pub(crate) body: String,
    /// The numbers of values that these names stand for.
    pub(crate) tuples: Vec<Vec<usize>>,
    /// A number that is always the same for a title.
    pub(crate) seed: u32,
    /// The first one of its row, whose arguments are of the kinds that it takes.
    pub(crate) is_first: bool,
}

/// What a loop does with its operands.
struct Action {
    title: String,
    /// A method, and not one that every object has.
    is_own: bool,
    body: String,
    /// The kinds that arguments should be of.
    params: Vec<Kind>,
}

/// All loops.
pub(crate) fn cells(values: &Values) -> Vec<Cell> {
    let operators = operators();
    let mut cells = Vec::new();
    for (number, receiver) in values.receivers.iter().enumerate() {
        let is_first_of_all = number == 0;
        let mut done: Vec<(&str, usize)> = Vec::new();
        for row in &receiver.rows {
            for params in arities(row) {
                // Rows of the same verb and number of arguments are one call; the first of each is its own row.
                let again = done.contains(&(&row.verb, params.len()));
                done.push((&row.verb, params.len()));
                let action = call(receiver, &row.verb, &params, !row.is_common || is_first_of_all);
                add(&mut cells, values, receiver, &action, !again);
            }
        }
        for (verb, arity) in done.clone() {
            if !done.contains(&(verb, arity + 1)) && arity + 2 <= NAMES.len() {
                done.push((verb, arity + 1));
                let action = call(receiver, verb, &vec![Kind::Any; arity + 1], false);
                cells.push(mixed(values, receiver, &action));
            }
        }
        // What only the safe scope names is an object like others to an operator.
        let is_argument =
            values.arguments.iter().any(|group| group.values.contains(&receiver.values[0]));
        for (body, arity) in operators.iter().filter(|_| is_argument) {
            let title = format!("{}: {body}", receiver.name);
            let params = vec![Kind::Any; *arity];
            let action = Action { title, is_own: false, body: body.clone(), params };
            add(&mut cells, values, receiver, &action, true);
        }
    }
    cells
}

/// The expressions of `operators.txt`, with the number of their arguments.
fn operators() -> Vec<(String, usize)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrix/operators.txt");
    let text = std::fs::read_to_string(path).expect("the operators");
    let lines = text.lines().skip_while(|line| !line.is_empty()).filter(|line| !line.is_empty());
    let mentions =
        |line: &str| line.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == NAMES[1]);
    lines.map(|line| (line.to_owned(), mentions(line) as usize)).collect()
}

/// The parameters that a row is called with.
fn arities(row: &Row) -> Vec<Vec<Kind>> {
    match &row.params {
        Some(params) => vec![params.clone()],
        None => ANY_NUMBER.map(|arity| vec![Kind::Any; arity]).collect(),
    }
}

fn call(receiver: &Group, verb: &str, params: &[Kind], is_own: bool) -> Action {
    let args = NAMES[1..=params.len()].join(", ");
    let title = format!("{}: {verb}{params:?}", receiver.name);
    Action { title, is_own, body: format!("me.\"{verb}\"({args})"), params: params.to_vec() }
}

/// Adds the loops of an action: for each argument each kind, with others that fit or do not, and one with all kinds mixed. If
/// another row has had them, only one whose arguments fit.
fn add(cells: &mut Vec<Cell>, values: &Values, receiver: &Group, action: &Action, all_kinds: bool) {
    let fits = |position: usize, group: &Group| fits(action.params[position], group);
    let mut random = Rng::with_seed(u64::from(seed_of(&action.title)));
    let fitting: Vec<Vec<&Group>> = (0..action.params.len())
        .map(|position| values.arguments.iter().filter(|group| fits(position, group)).collect())
        .collect();
    // Kinds of all arguments.
    let mut kinds: Vec<Vec<&Group>> = Vec::new();
    let any = |random: &mut Rng, position: usize| random.choice(&fitting[position]).copied();
    let pick = |random: &mut Rng, at: usize, group| -> Option<Vec<&Group>> {
        let others = 0..action.params.len();
        others.map(|other| if other == at { Some(group) } else { any(random, other) }).collect()
    };
    kinds.extend(
        (0..action.params.len())
            .map(|position| any(&mut random, position))
            .collect::<Option<Vec<_>>>(),
    );
    for position in (0..action.params.len()).filter(|_| all_kinds) {
        for group in &values.arguments {
            kinds.extend(pick(&mut random, position, group));
        }
    }
    if action.params.is_empty() && !all_kinds {
        return;
    }
    let first = cells.len();
    for kinds in kinds {
        let names: Vec<&str> = kinds.iter().map(|group| group.name.as_str()).collect();
        let title = format!("{} with {}", action.title, names.join(", "));
        if cells[first..].iter().any(|cell| cell.title == title) {
            continue;
        }
        let seed = seed_of(&title);
        let mut groups = vec![receiver];
        groups.extend(kinds);
        let tuples = tuples(&groups, &mut Rng::with_seed(u64::from(seed)));
        let is_first = action.is_own && cells.len() == first;
        cells.push(Cell { title, body: action.body.clone(), tuples, seed, is_first });
    }
    if !action.params.is_empty() && all_kinds {
        cells.push(mixed(values, receiver, action));
    }
}

/// A loop whose arguments are of all kinds, of those that fit as often as of all others.
fn mixed(values: &Values, receiver: &Group, action: &Action) -> Cell {
    let title = format!("{} with all kinds", action.title);
    let seed = seed_of(&title);
    let mut random = Rng::with_seed(u64::from(seed));
    let argument = |random: &mut Rng, param: Kind| {
        let fitting = values.arguments.iter().filter(|group| fits(param, group));
        let some: Vec<&Group> =
            if random.bool() { fitting.collect() } else { values.arguments.iter().collect() };
        let group = random.choice(some).expect("there are values of each kind");
        *random.choice(&group.values).expect("a group has values")
    };
    let tuple = |random: &mut Rng| {
        let me = *random.choice(&receiver.values).expect("a group has values");
        let args = action.params.iter().map(|&param| argument(random, param));
        let args: Vec<usize> = args.collect();
        [vec![me], args].concat()
    };
    let tuples = (0..MIXED).map(|_| tuple(&mut random)).collect();
    Cell { title, body: action.body.clone(), tuples, seed, is_first: false }
}

/// Tuples of values of these groups: all there are, or some of them.
fn tuples(groups: &[&Group], random: &mut Rng) -> Vec<Vec<usize>> {
    let all: usize = groups.iter().map(|group| group.values.len()).product();
    let tuple = |mut number: usize| -> Vec<usize> {
        let value = |group: &&Group| {
            let value = group.values[number % group.values.len()];
            number /= group.values.len();
            value
        };
        groups.iter().map(value).collect()
    };
    if all <= *TUPLES.end() {
        return (0..all.max(*TUPLES.start())).map(|number| tuple(number % all)).collect();
    }
    (0..*TUPLES.end()).map(|_| tuple(random.usize(0..all))).collect()
}

/// Whether values of a group are of a kind, some of them at least.
fn fits(kind: Kind, group: &Group) -> bool {
    monte_vm::native::fitting(&[kind])[0] >> group.ty as u64 & 1 != 0
}

fn seed_of(title: &str) -> u32 {
    crc32fast::hash(title.as_bytes())
}
