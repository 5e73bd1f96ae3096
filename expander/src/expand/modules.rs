//! Files with a header.
//!
//! As a library a module is an object that is given its dependencies and answers its exports. A file that
//! is run itself and needs nothing from others runs like a script instead: its body at the top level.

use crate::errors::StaticError;
use crate::expand::Expander;
use crate::kernel::{
    ExprId, Literal, Method, Name, NamedParam, Object, PatternId, Run, Span, VarKind,
};
use monte_frontend::ast::{self, Id, List};
use monte_frontend::diagnostic::Code;

impl Expander<'_> {
    /// The root of a file with a header.
    pub(crate) fn module(&mut self, id: Id<ast::Module>, span: Span) -> ExprId {
        let module = self.ast[id];
        if self.modules_as_objects {
            return self.module_object(&module, span);
        }
        for import in &self.ast[module.imports] {
            self.report(
                StaticError::new(
                    Code::NotExpressible,
                    import.span,
                    "Imports are not supported yet",
                    "needs another module",
                )
                .help("a file without imports runs like a script"),
            );
        }
        for &parameter in &self.ast[module.parameters] {
            self.report(StaticError::new(
                Code::NotExpressible,
                self.ast.pattern_span(parameter),
                "Module parameters are not supported yet",
                "nothing supplies this",
            ));
        }
        if !module.imports.is_empty() || !module.parameters.is_empty() {
            return self.add(crate::kernel::Expr::Seq(Run::EMPTY), span);
        }
        let body = self.expr(module.body);
        for &export in &self.ast[module.exports] {
            if let Some(name) = self.noun_name(export) {
                self.noun(name, self.ast.span(export));
            }
        }
        body
    }

    fn module_object(&mut self, module: &ast::Module, span: Span) -> ExprId {
        let as_expr = self.helper("DeepFrozen", span);
        let pattern = self.ignore(span);
        let (id, methods) = self.in_object(Name::UNDERSCORE, span, |this, object| {
            let run = this.run_method(object, module, span);
            let dependencies = this.dependencies_method(object, module.imports, span);
            vec![run, dependencies]
        });
        let entry: &mut Object = &mut self.kernel.objects[id.index()];
        entry.pattern = pattern;
        entry.as_expr = Some(as_expr);
        entry.methods = methods;
        self.add(crate::kernel::Expr::Object(id), span)
    }

    fn run_method(
        &mut self,
        object: crate::kernel::ObjectId,
        module: &ast::Module,
        span: Span,
    ) -> Method {
        let ast = self.ast;
        let (frame, (params, named, guard, body)) = self.in_frame(object, |this| {
            let package = this.temporary("package", span);
            let params = vec![this.final_pattern(package, span)];
            let mut named = Vec::new();
            for &parameter in &ast[module.parameters] {
                named.push(this.module_parameter(parameter));
            }
            let guard = this.guard_get("Map", &["Str", "DeepFrozen"], span);
            let mut items = Vec::new();
            for import in &ast[module.imports] {
                let package = this.var_noun(package, import.span);
                let petname = this.string(ast.name(import.name), import.span);
                let value = this.call(package, "import", &[petname], import.span);
                let pattern = this.import_pattern(import.pattern);
                items.push(this.def(pattern, None, value, import.span));
            }
            items.push(this.expr(module.body));
            let mut pairs = Vec::new();
            for &export in &ast[module.exports] {
                let Some(name) = this.noun_name(export) else { continue };
                let place = ast.span(export);
                let key = this.string(ast.name(name), place);
                let value = this.noun(name, place);
                pairs.push((key, value));
            }
            items.push(this.make_map(&pairs, span));
            (params, named, guard, this.seq(&items, span))
        });
        let params = self.kernel.add_patterns(&params);
        let named = self.kernel.add_named_params(&named);
        let guard = Some(guard);
        Method { doc: None, verb: Name::RUN, params, named, guard, body, frame, span }
    }

    fn module_parameter(&mut self, parameter: ast::PatternId) -> NamedParam {
        let place = self.ast.pattern_span(parameter);
        if !matches!(
            self.ast[parameter],
            ast::Pattern::Final { .. }
                | ast::Pattern::Var { .. }
                | ast::Pattern::Slot { .. }
                | ast::Pattern::Binding { .. }
        ) {
            let message = "A module parameter is a name";
            self.report(StaticError::new(Code::BadParameter, place, message, "not a name"));
        }
        let key = self.import_key(parameter);
        let key = self.string(&key, place);
        let pattern = self.pattern(parameter);
        NamedParam { key, pattern, default: None }
    }

    fn dependencies_method(
        &mut self,
        object: crate::kernel::ObjectId,
        imports: List<ast::Import>,
        span: Span,
    ) -> Method {
        let ast = self.ast;
        let method = self.plain_method(object, "dependencies", span, |this| {
            let guard = this.guard_get("List", &["Str"], span);
            let names: Vec<ExprId> = ast[imports]
                .iter()
                .map(|import| this.string(ast.name(import.name), import.span))
                .collect();
            (Vec::new(), Some(guard), this.make_list(&names, span))
        });
        let doc = Literal::Str("The dependencies of this module.".into());
        Method { doc: Some(self.kernel.add_literal(doc)), ..method }
    }

    /// `guard.get(parts)`
    fn guard_get(&mut self, guard: &str, parts: &[&str], span: Span) -> ExprId {
        let guard = self.helper(guard, span);
        let parts: Vec<ExprId> = parts.iter().map(|part| self.helper(part, span)).collect();
        self.call(guard, "get", &parts, span)
    }

    /// An import's pattern: in a map pattern without a tail, plain names get the guard `DeepFrozen`, and what
    /// else the other module exports is ignored.
    fn import_pattern(&mut self, id: ast::PatternId) -> PatternId {
        let ast::Pattern::Map { items, tail: None } = self.ast[id] else { return self.pattern(id) };
        let span = self.ast.pattern_span(id);
        let ast = self.ast;
        let mut views = Vec::with_capacity(items.len());
        for item in &ast[items] {
            let key = self.pattern_key(item);
            let default = self.optional(item.default);
            let view = match default {
                Some(default) => {
                    self.helper_call("_mapExtract", "withDefault", &[key, default], item.span)
                }
                None => self.helper_call("_mapExtract", "run", &[key], item.span),
            };
            let pattern = match ast[item.pattern] {
                ast::Pattern::Final { noun, guard: None } if self.noun_name(noun).is_some() => {
                    let place = ast.pattern_span(item.pattern);
                    let guard = self.helper("DeepFrozen", place);
                    let name = self.noun_name(noun).unwrap_or(Name::UNDERSCORE);
                    let var = self.define(name, VarKind::Final, place);
                    self.kernel.vars[var.index()].guard = Some(guard);
                    self.add_pattern(crate::kernel::Pattern::Final(var, Some(guard)), place)
                }
                _ => self.pattern(item.pattern),
            };
            views.push((view, pattern, item.span));
        }
        let mut rest = self.ignore(span);
        for (view, pattern, place) in views.into_iter().rev() {
            let pair = self.list_pattern(&[pattern, rest], place);
            rest = self.add_pattern(crate::kernel::Pattern::Via(view, pair), place);
        }
        rest
    }
}
