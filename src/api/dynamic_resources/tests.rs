use crate::api::testing::table;

#[test]
fn claims() {
    let base = "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata:\n  name: a\nspec:\n  devices:\n";
    table(
        base,
        &[
            ("    requests: [{name: a, exactly: {deviceClassName: b}}]\n", &[]),
            ("    requests: [{name: a}]\n", &["Required spec.devices.requests[0]"]),
            (
                "    requests: [{name: A, exactly: {}}]\n",
                &["Invalid spec.devices.requests[0].name", "Required spec.devices.requests[0].exactly.deviceClassName"],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b, allocationMode: Some}}]\n",
                &["NotSupported spec.devices.requests[0].exactly.allocationMode"],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b, selectors: [{cel: {expression: 'a +'}}]}}]\n",
                &["Invalid spec.devices.requests[0].exactly.selectors[0].cel.expression"],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b, selectors: [{cel: {expression: 'devices.driver == \"c\"'}}]}}]\n",
                &["Invalid spec.devices.requests[0].exactly.selectors[0].cel.expression"],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b, selectors: [{cel: {expression: '-1'}}]}}]\n",
                &["Invalid spec.devices.requests[0].exactly.selectors[0].cel.expression"],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b, selectors: [{cel: {expression: 'device.attributes[\"d.e\"].on'}}]}}]\n",
                &[],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b, selectors: [{cel: {expression: 'device.driver == \"c\" && device.attributes[\"d.e\"].version.isGreaterThan(semver(\"1.0.0\"))'}}]}}]\n",
                &[],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b}}]\n    constraints: [{requests: [c], matchAttribute: d.e/f}]\n",
                &["Invalid spec.devices.constraints[0].requests[0]"],
            ),
            (
                "    requests: [{name: a, exactly: {deviceClassName: b}}]\n    config: [{}]\n",
                &["Required spec.devices.config[0].opaque"],
            ),
        ],
    );
}

#[test]
fn slices() {
    let base = "apiVersion: resource.k8s.io/v1\nkind: ResourceSlice\nmetadata:\n  name: a\nspec:\n  driver: b.c\n  pool: {name: p, resourceSliceCount: 1}\n";
    table(
        base,
        &[
            ("  nodeName: n1\n  devices: [{name: d, attributes: {model: {string: x}}}]\n", &[]),
            ("  devices: [{name: d}, {name: d}]\n", &["Duplicate spec.devices[1]", "Required spec"]),
            (
                "  allNodes: true\n  devices: [{name: d, attributes: {a-b: {}}}]\n",
                &["Invalid spec.devices[0].attributes", "Invalid spec.devices[0].attributes[a-b]"],
            ),
        ],
    );
}
