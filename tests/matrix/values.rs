//! The values that methods are called with, and the rows that their calls find.
//!
//! In: `values.txt`, and the names of the safe scope, each of which is a receiver. Out: expressions with the types of their
//! values, in groups of the same type with the same rows. That no table of the machine is forgotten is checked here.

use crate::random::regimes::Bench;
use crate::support;
use monte_expander::Passes;
use monte_vm::builtin::{NATIVES, SINGLETONS, methods_of};
use monte_vm::data::list;
use monte_vm::heap::{TYPES, Type};
use monte_vm::interp::{Limits, Outcome};
use monte_vm::native::Kind;
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use std::path::Path;

/// A row of a table: what selects it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) verb: String,
    /// The kinds of its parameters; `None` is any number of any kind.
    pub(crate) params: Option<Vec<Kind>>,
    /// Every object has it.
    pub(crate) is_common: bool,
}

/// Values of one type, whose calls find the same rows.
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) rows: Vec<Row>,
    /// Their numbers.
    pub(crate) values: Vec<usize>,
}

/// All values.
pub(crate) struct Values {
    /// Their expressions.
    pub(crate) sources: Vec<String>,
    pub(crate) types: Vec<Type>,
    /// As receivers.
    pub(crate) receivers: Vec<Group>,
    /// As arguments: by their types, without those that only the safe scope names.
    pub(crate) arguments: Vec<Group>,
}

/// The section of tables that programs cannot name, by what their values print as or their names.
const OUT_OF_REACH: &str = "out of reach";
/// How names begin that only the prelude can use.
const PRIVATE: &str = "_vm_";

impl Values {
    /// Reads them, and evaluates them to know their types and rows.
    pub(crate) fn read(bench: &Bench) -> Values {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrix/values.txt");
        let text = std::fs::read_to_string(path).expect("the values");
        let (_, sections) = support::sections(&text);
        let (mut sources, mut sections_of) = (Vec::new(), Vec::new());
        let mut out_of_reach = Vec::new();
        for (section, body) in &sections {
            for line in body.lines().filter(|line| !line.is_empty()) {
                if section == OUT_OF_REACH {
                    out_of_reach.push(line);
                    continue;
                }
                sources.push(line.to_owned());
                sections_of.push(section.as_str());
            }
        }
        let mut vm = bench.machine();
        // Evaluators are given by the program around the machine.
        for name in monte_prelude::names::of_programs().filter(|name| vm.global(name).is_some()) {
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let source = if plain { name.to_owned() } else { format!("::\"{name}\"") };
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        let (vm, found) = evaluate(bench, &sources);
        let mut values = Values {
            types: found.iter().map(|value| value.ty()).collect(),
            sources,
            receivers: Vec::new(),
            arguments: Vec::new(),
        };
        for (number, &value) in found.iter().enumerate() {
            let ty = value.ty();
            if let Some(section) = sections_of.get(number) {
                assert_eq!(format!("{ty:?}"), **section, "the type of {}", values.sources[number]);
                values.add_argument(number, ty);
            }
            let rows = rows(&vm, value);
            let like = |group: &&mut Group| group.ty == ty && group.rows == rows;
            match values.receivers.iter_mut().find(like) {
                Some(group) => group.values.push(number),
                None => {
                    let name = format!("{ty:?} {}", values.sources[number]);
                    values.receivers.push(Group { name, ty, rows, values: vec![number] });
                }
            }
        }
        check_tables(&found, &out_of_reach);
        values
    }

    fn add_argument(&mut self, number: usize, ty: Type) {
        match self.arguments.iter_mut().find(|group| group.ty == ty) {
            Some(group) => group.values.push(number),
            None => {
                let (name, rows) = (format!("{ty:?}"), Vec::new());
                self.arguments.push(Group { name, ty, rows, values: vec![number] });
            }
        }
    }
}

/// The values of expressions, and the machine that has them.
fn evaluate(bench: &Bench, sources: &[String]) -> (Vm, Vec<Value>) {
    let source = format!("[\n{}\n]\n", sources.join(",\n"));
    let unit = bench.compile(&source, Passes::ALL).unwrap_or_else(|faults| panic!("{faults}"));
    let mut vm = bench.machine();
    let unit = vm.load_in_safe_scope(unit).expect("names of the safe scope");
    vm.start(unit);
    match vm.run(Limits { fuel: None, step: false }) {
        Outcome::Done(value) => {
            let items = list::items(value).expect("a list").to_vec();
            (vm, items)
        }
        Outcome::Threw(problem) => panic!("{}", vm.problem_text(problem)),
        other => panic!("{other:?}"),
    }
}

/// The rows that calls of a value find; of an object of the program, its methods.
fn rows(vm: &Vm, value: Value) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let verbs = vm.verbs_of(value);
    if vm.resolve(value).is_heap(Type::Object) {
        for verb in verbs.iter().filter(|verb| !verb.common) {
            let params = verb.arity.map(|arity| vec![Kind::Any; arity]);
            rows.push(Row { verb: verb.name.clone(), params, is_common: false });
        }
    }
    for method in vm.rows_of(value) {
        let any = matches!(method.params, [Kind::Rest]);
        let params = (!any).then(|| method.params.to_vec());
        let arity = params.as_ref().map(Vec::len);
        let is_common =
            verbs.iter().any(|verb| verb.common && verb.name == method.verb && verb.arity == arity);
        rows.push(Row { verb: method.verb.to_owned(), params, is_common });
    }
    rows
}

/// Each table of the machine must be that of a value, or be out of the reach of programs.
fn check_tables(values: &[Value], out_of_reach: &[&str]) {
    let has = |ty: Type| values.iter().any(|value| value.ty() == ty);
    let has_row = |ty: Type, row: usize| {
        values.iter().any(|value| value.is_heap(ty) && value.field(0).to_index() == row)
    };
    let types = TYPES.iter().filter(|ty| !methods_of(**ty).is_empty());
    let types = types.map(|&ty| (format!("{ty:?}"), has(ty)));
    let singletons = SINGLETONS.iter().enumerate().filter(|(_, it)| !it.name.starts_with(PRIVATE));
    let singletons =
        singletons.map(|(row, it)| (it.name.to_owned(), has_row(Type::Singleton, row)));
    let natives = NATIVES.iter().enumerate().filter(|(_, it)| !it.methods.is_empty());
    let natives = natives.map(|(row, it)| (it.printed.to_owned(), has_row(Type::Native, row)));
    for (name, found) in types.chain(singletons).chain(natives) {
        let exempt = out_of_reach.contains(&name.as_str());
        assert!(found || exempt, "no value of values.txt has the methods of {name}");
    }
}
