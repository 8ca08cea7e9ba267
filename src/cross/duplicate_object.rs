//! Two manifests of the same object, where both are applied together.

use hashbrown::HashMap;

use super::look::{Check, Plain};
use super::{Object, Together};
use crate::model::{FileId, Finding, Layer, Rule, Severity};

/// `cross/duplicate-object`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], parameters: &[], look: &Plain { find } };

pub(crate) static RULE: Rule = Rule {
    id: "cross/duplicate-object",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "The same object in two manifests",
    explanation: "Kind, namespace and name are those of an earlier manifest. Applied together, the later one silently replaces the \
                  earlier; kustomize refuses to build. Files are taken to be applied together where one kustomization names them, or where they lie \
                  in one folder that no kustomization speaks of; not where they lie in folders of examples, documentation or tests, and only as a \
                  suggestion where the names of the files say that one of them is chosen. \
                  `--apply-together FOLDER`, or `apply-together` in the configuration, says that all below a folder is.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: other\n",
};

/// So many places are shown beside the first two.
const SHOWN: usize = 8;

/// So many others are named beside the first object that two files share.
const NAMED: usize = 4;

/// One object, as often as it is given. At least twice.
type Given<'o> = Vec<&'o Object>;

fn find(objects: &[Object], together: &Together<'_>) -> Vec<Finding> {
    // What the same files share is one mistake: a copy.
    let mut sets: Vec<(Vec<FileId>, Vec<Given<'_>>)> = Vec::new();
    let mut known: HashMap<Vec<FileId>, usize> = HashMap::new();
    for given in namesakes(objects).into_iter().flat_map(|all| applied_together(&all, together)) {
        let mut files: Vec<FileId> = given.iter().map(|object| object.file).collect();
        files.dedup();
        match known.get(&files).filter(|_| files.len() > 1) {
            Some(set) => sets[*set].1.push(given),
            None => {
                known.insert(files.clone(), sets.len());
                sets.push((files, vec![given]));
            }
        }
    }
    sets.iter().map(|(_, copies)| tell(copies)).collect()
}

/// Objects that go by the same name, wherever they stand.
fn namesakes(objects: &[Object]) -> Vec<Given<'_>> {
    let mut firsts: HashMap<(&str, &str, &str, &str), &Object> = HashMap::with_capacity(objects.len());
    let mut places = HashMap::new();
    let mut all: Vec<Given<'_>> = Vec::new();
    for object in objects {
        let Some(name) = object.reference.name.as_deref() else { continue };
        // Definitions of one kind are told of by a rule of their own.
        if object.gvk.kind == "CustomResourceDefinition" {
            continue;
        }
        // Versions of one kind are one object.
        let key = (object.gvk.group, object.gvk.kind, object.namespace.as_str(), name);
        let Some(first) = firsts.get(&key) else {
            firsts.insert(key, object);
            continue;
        };
        let place = *places.entry(key).or_insert_with(|| {
            all.push(vec![*first]);
            all.len() - 1
        });
        all[place].push(object);
    }
    all
}

/// Those of the namesakes that are applied together, set by set.
fn applied_together<'o>(namesakes: &[&'o Object], together: &Together<'_>) -> Vec<Given<'o>> {
    let mut given: Vec<Given<'o>> = Vec::new();
    let mut by_set: HashMap<u32, usize> = HashMap::new();
    for object in namesakes {
        let sets = together.sets(object.file);
        let at = sets.iter().find_map(|set| by_set.get(set).copied()).unwrap_or_else(|| {
            given.push(Vec::new());
            given.len() - 1
        });
        given[at].push(object);
        sets.iter().for_each(|set| {
            by_set.entry(*set).or_insert(at);
        });
    }
    given.retain(|given| given.len() > 1);
    given
}

/// One finding for all that the same files give.
fn tell(copies: &[Given<'_>]) -> Finding {
    let given = &copies[0];
    let (first, second) = (given[0], given[1]);
    let times = if given.len() == 2 { "twice".to_owned() } else { format!("{} times", given.len()) };
    let others = match copies.len() {
        1 => String::new(),
        2 => " and one more object".to_owned(),
        many => format!(" and {} more objects", many - 1),
    };
    let verb = if copies.len() == 1 { "is" } else { "are" };
    let message = format!("{}{others} {verb} given {times}", words(first));
    let mut finding = Finding::of(&RULE, second.name, message);
    finding.field("metadata.name").relate_in(first.file, first.name, "first given here");
    for later in given[2..].iter().take(SHOWN) {
        finding.relate_in(later.file, later.name, "and here");
    }
    let mut help = "rename one, or remove it: applied together, the later replaces the earlier".to_owned();
    if copies.len() > 1 {
        let named: Vec<String> = copies[1..].iter().take(NAMED).map(|copy| words(copy[0])).collect();
        let more = if copies.len() > NAMED + 1 { ", …" } else { "" };
        help = format!("the others are {}{more}\n{help}", named.join(", "));
    }
    finding.help(help);
    second.scene().set(finding)
}

/// "ConfigMap `settings` in namespace `default`"
fn words(object: &Object) -> String {
    let name = object.reference.name.as_deref().unwrap_or_default();
    let place =
        if object.namespace.is_empty() { String::new() } else { format!(" in namespace `{}`", object.namespace) };
    format!("{} `{name}`{place}", object.gvk.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sets;
    use crate::model::{Gvk, Version};
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    fn told(files: &[&[&str]], sets: Vec<Vec<u32>>) -> Vec<String> {
        let mut objects = Vec::new();
        for (file, names) in files.iter().enumerate() {
            for name in *names {
                let text = format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\n");
                let documents = parse(&text, &Limits::default());
                let gvk = Gvk { group: "", version: "v1", kind: "Secret" };
                let resource = Resource::new(documents[0].root().unwrap());
                objects.push(Object::new(&resource, gvk, FileId(file as u32), Version::NEWEST));
            }
        }
        find(&objects, &Together::new(|| Sets { of_files: sets.clone(), ..Sets::default() }.into()))
            .iter()
            .map(|f| f.message.clone())
            .collect()
    }

    #[test]
    fn what_is_not_applied_together_is_no_double() {
        let files: &[&[&str]] = &[&["a"], &["a"], &["a"]];
        assert_eq!(told(files, vec![]), ["Secret `a` in namespace `default` is given 3 times"]);
        assert_eq!(told(files, vec![vec![0], vec![1], vec![0]]), ["Secret `a` in namespace `default` is given twice"]);
        assert!(told(files, vec![vec![0], vec![1], vec![2]]).is_empty());
        assert_eq!(told(&[&["a", "a"], &["a"]], vec![vec![0], vec![1]]).len(), 1);
    }

    #[test]
    fn a_copied_file_is_one_mistake() {
        let names: &[&str] = &["a", "b", "c"];
        assert_eq!(
            told(&[names, names], vec![]),
            ["Secret `a` in namespace `default` and 2 more objects are given twice"]
        );
        assert_eq!(told(&[&["a", "a", "b", "b"]], vec![]).len(), 2);
    }
}
