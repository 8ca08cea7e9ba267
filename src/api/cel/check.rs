//! The checker: names are declared, functions have a fitting overload, and what type comes out
//! (cel-go's `checker/checker.go`, function by function).

use kube_cel::cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, ListExpr, LiteralValue, MapExpr, SelectExpr, StructExpr,
    operators,
};

use super::functions::{self, Overload, overloads};
use super::literals;
use super::types::{Mapping, Struct, Type};
use super::{Checked, Env, Issue};

/// Nesting that is looked into; what lies deeper is taken to be right.
const DEPTH: usize = 600;

/// Checks a parsed expression.
pub(super) fn check(tree: &IdedExpr, text: &str, env: &Env) -> Result<Checked, Vec<Issue>> {
    let mut checker = Checker {
        env,
        text,
        mapping: Mapping::default(),
        scopes: Vec::new(),
        issues: Vec::new(),
        used: Vec::new(),
        depth: 0,
    };
    let ty = checker.check(tree);
    if checker.issues.is_empty() {
        literals::check(tree, &mut |literal, message| checker.issue(literal, message));
    }
    if checker.issues.is_empty() {
        return Ok(Checked { ty: checker.mapping.resolve(&ty, true), used: checker.used });
    }
    checker.issues.sort_by_key(|issue| issue.offset);
    Err(checker.issues)
}

struct Checker<'e> {
    env: &'e Env,
    text: &'e str,
    mapping: Mapping,
    /// Variables of macros, innermost last.
    scopes: Vec<(String, Type)>,
    issues: Vec<Issue>,
    used: Vec<String>,
    depth: usize,
}

impl Checker<'_> {
    /// Notes something wrong. The parser keeps no places, so that it is put where `word` first stands.
    fn issue(&mut self, word: &str, message: impl Into<String>) {
        self.issues.push(Issue { offset: place(self.text, word), message: message.into() });
    }

    fn check(&mut self, e: &IdedExpr) -> Type {
        if self.depth >= DEPTH {
            return Type::Dyn;
        }
        self.depth += 1;
        let ty = match &e.expr {
            Expr::Literal(value) => literal(value),
            Expr::Ident(name) => self.ident(name),
            Expr::Select(select) => self.select(e, select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) => self.list(list),
            Expr::Map(map) => self.map(map),
            Expr::Struct(of) => self.structure(of),
            Expr::Comprehension(of) => self.comprehension(of),
            Expr::Unspecified => Type::Error,
        };
        self.depth -= 1;
        ty
    }

    /// `LookupIdent`
    fn lookup(&mut self, name: &str) -> Option<Type> {
        if let Some((_, ty)) = self.scopes.iter().rev().find(|(scoped, _)| scoped == name) {
            return Some(ty.clone());
        }
        if let Some(ty) = self.env.variables.get(name) {
            if !self.used.iter().any(|used| used == name) {
                self.used.push(name.to_owned());
            }
            return Some(ty.clone());
        }
        type_by_name(name).map(|ty| Type::Meta(Box::new(ty)))
    }

    fn ident(&mut self, name: &str) -> Type {
        let name = name.strip_prefix('.').unwrap_or(name);
        self.lookup(name).unwrap_or_else(|| self.undeclared(name))
    }

    fn undeclared(&mut self, name: &str) -> Type {
        self.issue(name, format!("undeclared reference to '{name}' (in container '')"));
        Type::Error
    }

    /// `checkSelect`
    fn select(&mut self, e: &IdedExpr, select: &SelectExpr) -> Type {
        if let Some(name) = qualified(e)
            && let Some(ty) = self.lookup(&name)
        {
            return ty;
        }
        let ty = self.field(&select.operand, &select.field, false);
        if select.test { Type::Bool } else { ty }
    }

    /// `checkSelectField`
    fn field(&mut self, operand: &IdedExpr, field: &str, optional: bool) -> Type {
        let of = self.check(operand);
        let of = self.mapping.resolve(&of, false);
        let (target, was_optional) = match of {
            Type::Optional(inner) => (*inner, true),
            other => (other, false),
        };
        let result = match &target {
            Type::Map(_, value) => (**value).clone(),
            Type::Struct(of) => self.struct_field(of, field),
            Type::Opaque(_) => {
                self.issue(&format!(".{field}"), format!("undefined field '{field}'"));
                Type::Error
            }
            Type::Var(_) => {
                self.mapping.assignable(&Type::Dyn, &target);
                Type::Dyn
            }
            Type::Dyn | Type::Error => Type::Dyn,
            other => {
                self.issue(&format!(".{field}"), format!("type '{other}' does not support field selection"));
                Type::Dyn
            }
        };
        if was_optional || optional { Type::optional(result) } else { result }
    }

    fn struct_field(&mut self, of: &Struct, field: &str) -> Type {
        let Some(fields) = &of.fields else { return Type::Dyn };
        fields.get(field).cloned().unwrap_or_else(|| {
            self.issue(&format!(".{field}"), format!("undefined field '{field}'"));
            Type::Error
        })
    }

    /// `checkCall`
    fn call(&mut self, call: &CallExpr) -> Type {
        let name = call.func_name.as_str();
        if name == operators::OPT_SELECT
            && let [operand, field] = &call.args[..]
            && let Expr::Literal(LiteralValue::String(field)) = &field.expr
        {
            return self.field(operand, field.inner(), true);
        }
        if let Some(target) = &call.target {
            if let Some(ty) = self.special(name, target, &call.args) {
                return ty;
            }
            let args: Vec<_> = call.args.iter().map(|arg| self.check(arg)).collect();
            if let Some(qualified) = qualified(target).map(|prefix| format!("{prefix}.{name}"))
                && let Some(found) = overloads(&qualified, self.env.server)
            {
                return self.overload(&qualified, found, None, args);
            }
            let target = self.check(target);
            return match overloads(name, self.env.server) {
                Some(found) => self.overload(name, found, Some(target), args),
                None => self.undeclared(name),
            };
        }
        let args: Vec<_> = call.args.iter().map(|arg| self.check(arg)).collect();
        match overloads(name, self.env.server) {
            Some(found) => self.overload(name, found, None, args),
            None => self.undeclared(name),
        }
    }

    /// `resolveOverload`
    fn overload(&mut self, name: &str, found: &[Overload], target: Option<Type>, args: Vec<Type>) -> Type {
        let member = target.is_some();
        let args: Vec<Type> = target.into_iter().chain(args).collect();
        let mut result: Option<Type> = None;
        for overload in found.iter().filter(|overload| overload.member == member) {
            let vars = [self.mapping.fresh(), self.mapping.fresh()];
            let wanted: Vec<Type> = overload.args.iter().map(|arg| instantiate(arg, &vars)).collect();
            if !self.mapping.assignable_all(&args, &wanted) {
                continue;
            }
            let this = self.mapping.resolve(&instantiate(&overload.result, &vars), false);
            result = Some(match result {
                None => this,
                Some(before) if before == Type::Dyn || before == this => before,
                Some(_) => Type::Dyn,
            });
        }
        result.unwrap_or_else(|| {
            let shown: Vec<_> = args.iter().map(|arg| self.mapping.resolve(arg, true).to_string()).collect();
            let applied = match shown.split_first() {
                Some((target, rest)) if member => format!("{target}.({})", rest.join(", ")),
                _ => format!("({})", shown.join(", ")),
            };
            self.issue(
                name.trim_matches(['_', '@', '[', ']']),
                format!("found no matching overload for '{name}' applied to '{applied}'"),
            );
            Type::Error
        })
    }

    /// Macros that the `cel` crate leaves as calls: comprehensions over keys and values, optional values, sorting.
    fn special(&mut self, name: &str, target: &IdedExpr, args: &[IdedExpr]) -> Option<Type> {
        let variable = |at: usize| match args.get(at).map(|arg| &arg.expr) {
            Some(Expr::Ident(name)) => Some(name.clone()),
            _ => None,
        };
        let pairs = args.len() == 3 && matches!(name, "all" | "exists" | "existsOne" | "exists_one");
        if !functions::has(self.env.server, if pairs { functions::PAIRS } else { name }) {
            return None;
        }
        match (name, args.len()) {
            _ if pairs => {
                let body = self.over_pairs(target, variable(0)?, variable(1)?, &args[2..]);
                self.expect(&body, &Type::Bool);
                Some(Type::Bool)
            }
            ("transformList", 3 | 4) => {
                Some(Type::list(self.over_pairs(target, variable(0)?, variable(1)?, &args[2..])))
            }
            ("transformMap", 3 | 4) => {
                let (key, _) = self.range(target);
                let value = self.over_pairs(target, variable(0)?, variable(1)?, &args[2..]);
                Some(Type::Map(Box::new(key), Box::new(value)))
            }
            ("transformMapEntry", 3 | 4) => Some(self.over_pairs(target, variable(0)?, variable(1)?, &args[2..])),
            ("optMap" | "optFlatMap", 2) => {
                let of = self.check(target);
                let inner = match self.mapping.resolve(&of, false) {
                    Type::Optional(inner) => *inner,
                    _ => Type::Dyn,
                };
                self.scopes.push((variable(0)?, inner));
                let body = self.check(&args[1]);
                self.scopes.pop();
                Some(if name == "optMap" { Type::optional(body) } else { body })
            }
            ("sortBy", 2) => {
                let of = self.check(target);
                let item = match self.mapping.resolve(&of, false) {
                    Type::List(item) => *item,
                    _ => Type::Dyn,
                };
                self.scopes.push((variable(0)?, item));
                self.check(&args[1]);
                self.scopes.pop();
                Some(of)
            }
            _ => None,
        }
    }

    /// A filter, if there are two, and the body of a macro over keys and values; the body's type.
    fn over_pairs(&mut self, target: &IdedExpr, first: String, second: String, bodies: &[IdedExpr]) -> Type {
        let (key, value) = self.range(target);
        self.scopes.push((first, key));
        self.scopes.push((second, value));
        let mut ty = Type::Error;
        for (at, body) in bodies.iter().enumerate() {
            ty = self.check(body);
            if at + 1 < bodies.len() {
                self.expect(&ty.clone(), &Type::Bool);
            }
        }
        self.scopes.truncate(self.scopes.len() - 2);
        ty
    }

    /// Key (or index) and value of what a macro goes through.
    fn range(&mut self, of: &IdedExpr) -> (Type, Type) {
        let ty = self.check(of);
        match self.mapping.resolve(&ty, false) {
            Type::List(item) => (Type::Int, *item),
            Type::Map(key, value) => (*key, *value),
            Type::Dyn | Type::Error => (Type::Dyn, Type::Dyn),
            Type::Var(var) => {
                self.mapping.assignable(&Type::Dyn, &Type::Var(var));
                (Type::Dyn, Type::Dyn)
            }
            other => {
                let message = format!(
                    "expression of type '{other}' cannot be range of a comprehension (must be list, map, or dynamic)"
                );
                self.issue("", message);
                (Type::Error, Type::Error)
            }
        }
    }

    fn list(&mut self, list: &ListExpr) -> Type {
        let mut items = None;
        for (at, element) in list.elements.iter().enumerate() {
            let mut ty = self.check(element);
            if list.optional_indices.contains(&at) {
                ty = self.unwrapped(&ty);
            }
            items = Some(self.join(items, ty));
        }
        Type::list(items.unwrap_or_else(|| self.mapping.fresh()))
    }

    fn map(&mut self, map: &MapExpr) -> Type {
        let (mut keys, mut values) = (None, None);
        for entry in &map.entries {
            let EntryExpr::MapEntry(entry) = &entry.expr else { continue };
            let key = self.check(&entry.key);
            keys = Some(self.join(keys, key));
            let mut value = self.check(&entry.value);
            if entry.optional {
                value = self.unwrapped(&value);
            }
            values = Some(self.join(values, value));
        }
        let open = |checker: &mut Self, ty: Option<Type>| Box::new(ty.unwrap_or_else(|| checker.mapping.fresh()));
        Type::Map(open(self, keys), open(self, values))
    }

    /// `joinTypes`; the server wants all of a literal's items to be of one type.
    fn join(&mut self, before: Option<Type>, this: Type) -> Type {
        let Some(before) = before else { return this };
        if self.mapping.assignable(&before, &this) {
            return self.mapping.most_general(&before, &this);
        }
        let (wanted, got) = (self.mapping.resolve(&before, true), self.mapping.resolve(&this, true));
        self.issue("", format!("expected type '{wanted}' but found '{got}'"));
        Type::Error
    }

    fn unwrapped(&mut self, ty: &Type) -> Type {
        match self.mapping.resolve(ty, false) {
            Type::Optional(inner) => *inner,
            Type::Dyn | Type::Error => Type::Dyn,
            other => {
                self.issue("", format!("expected type 'optional_type(dyn)' but found '{other}'"));
                Type::Error
            }
        }
    }

    /// `checkCreateStruct`
    fn structure(&mut self, of: &StructExpr) -> Type {
        let ty = self.object(&of.type_name);
        if ty.is_none() {
            self.undeclared(&of.type_name);
        }
        for entry in &of.entries {
            let EntryExpr::StructField(field) = &entry.expr else { continue };
            let mut value = self.check(&field.value);
            if field.optional {
                value = self.unwrapped(&value);
            }
            let Some(Type::Struct(known)) = &ty else { continue };
            let wanted = self.struct_field(known, &field.field);
            if !self.mapping.assignable(&wanted, &value) {
                let got = self.mapping.resolve(&value, true);
                let message =
                    format!("expected type of field '{}' is '{wanted}' but provided type is '{got}'", field.field);
                self.issue(&field.field, message);
            }
        }
        ty.unwrap_or(Type::Error)
    }

    /// The types of which objects can be made (`apiserver/pkg/cel/mutation`).
    fn object(&self, name: &str) -> Option<Type> {
        if !self.env.patches {
            return None;
        }
        if name == "JSONPatch" {
            let text = Type::String;
            let fields = [("op", text.clone()), ("path", text.clone()), ("from", text), ("value", Type::Dyn)];
            return Some(Type::object_of(name, fields));
        }
        let dynamic = name == "Object" || name.starts_with("Object.");
        dynamic.then(|| Type::Struct(Struct { name: name.to_owned(), fields: None }.into()))
    }

    /// `checkComprehension`
    fn comprehension(&mut self, of: &ComprehensionExpr) -> Type {
        let (key, value) = self.range(&of.iter_range);
        let is_list = {
            let ty = self.check_quietly(&of.iter_range);
            matches!(ty, Type::List(_))
        };
        let accumulated = self.check(&of.accu_init);
        self.scopes.push((of.accu_var.clone(), accumulated.clone()));
        let before = self.scopes.len();
        match &of.iter_var2 {
            Some(second) => {
                self.scopes.push((of.iter_var.clone(), key));
                self.scopes.push((second.clone(), value));
            }
            None => self.scopes.push((of.iter_var.clone(), if is_list { value } else { key })),
        }
        let condition = self.check(&of.loop_cond);
        self.expect(&condition, &Type::Bool);
        let step = self.check(&of.loop_step);
        self.expect(&step, &accumulated);
        self.scopes.truncate(before);
        let result = self.check(&of.result);
        self.scopes.pop();
        self.mapping.resolve(&result, false)
    }

    /// The type of what has been checked already, without saying anything twice.
    fn check_quietly(&mut self, e: &IdedExpr) -> Type {
        let (issues, used) = (self.issues.len(), self.used.len());
        let ty = self.check(e);
        self.issues.truncate(issues);
        self.used.truncate(used);
        self.mapping.resolve(&ty, false)
    }

    /// `assertType`
    fn expect(&mut self, ty: &Type, wanted: &Type) {
        if !self.mapping.assignable(wanted, ty) {
            let (wanted, got) = (self.mapping.resolve(wanted, true), self.mapping.resolve(ty, true));
            self.issue("", format!("expected type '{wanted}' but found '{got}'"));
        }
    }
}

/// The byte at which `word` first stands as a word of its own; the beginning where it does not.
fn place(text: &str, word: &str) -> usize {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let named = part(word.chars().next_back());
    let alone = |(at, _): &(usize, &str)| {
        let before = part(word.chars().next()) && part(text[..*at].chars().next_back());
        let after = named && part(text[at + word.len()..].chars().next());
        !before && !after
    };
    text.match_indices(word).find(alone).map_or(0, |(at, _)| at)
}

fn literal(value: &LiteralValue) -> Type {
    match value {
        LiteralValue::Boolean(_) => Type::Bool,
        LiteralValue::Bytes(_) => Type::Bytes,
        LiteralValue::Double(_) => Type::Double,
        LiteralValue::Int(_) => Type::Int,
        LiteralValue::Null => Type::Null,
        LiteralValue::String(_) => Type::String,
        LiteralValue::UInt(_) => Type::Uint,
    }
}

/// Names that stand for types.
fn type_by_name(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "bytes" => Type::Bytes,
        "double" => Type::Double,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "string" => Type::String,
        "null_type" => Type::Null,
        "list" => Type::list(Type::Dyn),
        "map" => Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)),
        "type" => Type::Meta(Box::new(Type::Dyn)),
        "optional_type" => Type::optional(Type::Dyn),
        "google.protobuf.Duration" => Type::Duration,
        "google.protobuf.Timestamp" => Type::Timestamp,
        "net.IP" => Type::Opaque("net.IP"),
        "net.CIDR" => Type::Opaque("net.CIDR"),
        _ => return None,
    })
}

fn instantiate(ty: &Type, vars: &[Type; 2]) -> Type {
    match ty {
        Type::Param(at) => vars[usize::from(*at).min(1)].clone(),
        other => other.map_parts(|part| instantiate(part, vars)),
    }
}

/// `ToQualifiedName`: the dotted name that an expression spells.
fn qualified(e: &IdedExpr) -> Option<String> {
    let mut parts = Vec::new();
    let mut here = e;
    loop {
        match &here.expr {
            Expr::Ident(name) => {
                parts.push(name.as_str());
                parts.reverse();
                return Some(parts.join("."));
            }
            Expr::Select(select) if !select.test => {
                parts.push(&select.field);
                here = &select.operand;
            }
            _ => return None,
        }
    }
}
