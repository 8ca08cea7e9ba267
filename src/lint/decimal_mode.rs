//! A file mode in decimal that looks like an octal one.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;
use crate::source::Kind;

/// `lint/decimal-mode`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/decimal-mode",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A file mode in decimal that looks like an octal one",
    explanation: "`400` is a decimal number: as a mode it is 0620, and the group may write what only its owner should read. An \
                  octal number begins with a 0 (`0400`); JSON knows none, so there it is 256.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  volumes:\n  - name: key\n    secret:\n      secretName: key\n      defaultMode: 400\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  volumes:\n  - name: key\n    secret:\n      secretName: key\n      defaultMode: 0400\n",
};

/// Modes that files are given.
const USUAL: [i64; 21] = [
    0o400, 0o440, 0o444, 0o500, 0o550, 0o555, 0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o711, 0o740, 0o744,
    0o750, 0o755, 0o770, 0o775, 0o777,
];

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    for volume in pod.spec.at("volumes").items() {
        for source in ["secret", "configMap", "downwardAPI"] {
            files(cx, volume.at(source));
        }
        let projected = volume.at("projected");
        mode(cx, projected.at("defaultMode"));
        for part in projected.at("sources").items() {
            for source in ["secret", "configMap", "downwardAPI"] {
                files(cx, part.at(source));
            }
        }
    }
}

fn files<'a>(cx: &mut Cx<'a>, source: Field<'a>) {
    mode(cx, source.at("defaultMode"));
    for item in source.at("items").items() {
        mode(cx, item.at("mode"));
    }
}

fn mode<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let Some(node) = f.node().filter(|node| node.kind() == Kind::Int) else { return };
    let Some(meant) = slip(node.source(), f.int()) else { return };
    let (written, given) = (node.source(), f.int());
    let json = cx.is_json(f);
    let finding = cx.report(f, None, format!("`{written}` is decimal: as a mode that is 0{given:o}"));
    if json {
        finding.help(format!("JSON has no octal numbers: 0{written} is {meant}")).fix(
            format!("change to {meant}, which is 0{written}"),
            f.span(),
            meant.to_string(),
        );
    } else {
        finding.help(format!("an octal number begins with a 0: `0{written}`")).fix(
            format!("change to 0{written}"),
            f.span(),
            format!("0{written}"),
        );
    }
}

/// The mode that a decimal number was meant for: the one that its digits spell, where that is a usual one and its own is not.
/// What is above any mode is refused by the server.
fn slip(written: &str, given: i64) -> Option<i64> {
    let decimal = written.len() == 3 && !written.starts_with('0') && written.bytes().all(|b| b.is_ascii_digit());
    let meant = i64::from_str_radix(written, 8).ok().filter(|_| decimal)?;
    (USUAL.contains(&meant) && !USUAL.contains(&given) && given <= 0o777).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decimal_forms_of_usual_modes_pass() {
        for mode in USUAL {
            assert_eq!(slip(&mode.to_string(), mode), None, "{mode:o}");
        }
        assert_eq!(slip("400", 400), Some(0o400));
        assert_eq!(slip("500", 500), Some(0o500));
        assert_eq!(slip("0400", 0o400), None);
        assert_eq!(slip("0o400", 0o400), None);
        assert_eq!(slip("644", 644), None);
    }
}
