//! What is written is what plimsoll reads.

use super::*;
use crate::config::Config;
use crate::model::Root;

/// A folder that is there as long as this is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("plimsoll-init-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Scratch(folder)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn init(&self, force: bool) -> Result<End, String> {
        run(&InitArgs { path: self.0.to_string_lossy().into_owned(), force })
    }

    fn configuration(&self) -> Config {
        let text = std::fs::read_to_string(self.0.join(FILES[0])).unwrap();
        Config::read(FILES[0], &text, Root::default())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const NODE: &str =
    "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {nodeInfo: {kubeletVersion: v1.33.1+k3s1}}\n";

#[test]
fn a_configuration_says_what_is_there() {
    let scratch = Scratch::new("whole");
    scratch.write("cluster/nodes.yaml", NODE);
    scratch.write("shop/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
    scratch.write(".github/workflows/ci.yaml", "on: push\n");
    scratch.write(".hidden/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: q}\n");
    scratch.write("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: '>=1.25.0-0'\n");
    scratch.init(false).unwrap();
    let config = scratch.configuration();
    assert_eq!(config.nodes, ["cluster/"]);
    assert_eq!(config.exclude, [".github/"]);
    assert_eq!(config.kubernetes_version.iter().map(|v| v.minor()).collect::<Vec<_>>(), [33]);
    // It is written over only where that is asked for.
    assert!(matches!(scratch.init(false), Err(why) if why.contains("--force")));
    std::fs::remove_dir_all(scratch.0.join("cluster")).unwrap();
    scratch.init(true).unwrap();
    let config = scratch.configuration();
    assert_eq!(config.nodes, [] as [&str; 0]);
    assert_eq!(config.kubernetes_version.iter().map(|v| v.minor()).collect::<Vec<_>>(), [25, 37]);
}

#[test]
fn an_empty_folder_has_a_configuration_too_and_a_file_has_none() {
    let scratch = Scratch::new("empty");
    scratch.init(false).unwrap();
    let config = scratch.configuration();
    assert!(config.nodes.is_empty() && config.exclude.is_empty() && config.fail_on.is_some());
    let file = scratch.0.join(FILES[0]).to_string_lossy().into_owned();
    assert!(run(&InitArgs { path: file, force: true }).is_err_and(|why| why.contains("no folder")));
}

#[test]
fn nodes_that_share_a_file_with_pods_are_named_by_it() {
    let scratch = Scratch::new("mixed");
    scratch.write("all/nodes.yaml", NODE);
    scratch.write("all/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
    scratch.init(false).unwrap();
    assert_eq!(scratch.configuration().nodes, ["all/nodes.yaml"]);
}
