//! ConfigMap: `ValidateConfigMap`.

use crate::api::Cx;
use crate::api::core::helpers::invalid_each_as;
use crate::api::format::is_config_map_key;
use crate::resource::Field;
use crate::source::Node;
use crate::source::base64;

/// `MaxSecretSize`, for config maps as well, in bytes.
pub(in crate::api) const MAX_DATA: usize = 1024 * 1024;

/// The keys of both maps, that no key stands in both, and their size.
pub(in crate::api) fn config_map(cx: &mut Cx<'_>) {
    let (data, binary) = (cx.root().at("data"), cx.root().at("binaryData"));
    let mut size = 0;
    for (key, value) in crate::api::entries(data) {
        data_key(cx, key, &format!("data[{}]", key.scalar_text()));
        if let Some(twin) = binary.node().and_then(|node| node.entry(key.scalar_text())) {
            cx.invalid(value, "duplicate of key present in binaryData")
                .label_at(key.span())
                .say(format!("`{}` stands in `data` and in `binaryData`", key.scalar_text()))
                .relate(twin.key.span(), "the same key");
        }
        size += value.str().len();
    }
    for (key, value) in crate::api::entries(binary) {
        data_key(cx, key, &format!("binaryData[{}]", key.scalar_text()));
        size += base64::decode(value.str()).map_or(0, |bytes| bytes.len());
    }
    if size > MAX_DATA {
        let root = cx.root();
        cx.too_long(root, MAX_DATA)
            .field("")
            .say(format!("the ConfigMap holds {size} bytes, {MAX_DATA} are allowed"))
            .help("split it, or put large files into a volume");
    }
}

/// `IsConfigMapKey`, reported at `path`, the label on the key.
pub(super) fn data_key<'a>(cx: &mut Cx<'a>, key: Node<'a>, path: &str) {
    invalid_each_as(cx, Field::root(key), path, is_config_map_key(key.scalar_text()));
}
