//! Names for the ports of a service that has several and has not named them all.

use hashbrown::HashSet;

use crate::model::{Edit, Span};
use crate::resource::Field;
use crate::source::Style;

/// `port-80` for each port without a name; nothing where one of them has no place for it.
pub(super) fn edits(ports: &[Field<'_>]) -> Vec<Edit> {
    let mut taken: HashSet<String> = ports.iter().map(|port| port.at("name").str().to_owned()).collect();
    let nameless = ports.iter().filter(|port| port.at("name").str().is_empty());
    let named = nameless.map(|port| {
        let number = port.at("port").int();
        let protocol = port.at("protocol").str().to_lowercase();
        let names = [format!("port-{number}"), format!("port-{number}-{protocol}")];
        let name = names.into_iter().find(|name| taken.insert(name.clone()))?;
        edit(*port, &name)
    });
    named.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The name as the port's first field.
fn edit(port: Field<'_>, name: &str) -> Option<Edit> {
    let node = port.node().filter(|node| !node.is_aliased() && node.get("name").is_none())?;
    let start = node.entries().next()?.key.span().start;
    if node.style() == Style::Flow {
        return Some(Edit::new(Span::point(start), format!("name: {name}, ")));
    }
    let column = node.document().text().get(..start as usize)?.rsplit('\n').next()?.len();
    Some(Edit::new(Span::point(start), format!("name: {name}\n{:column$}", "")))
}
