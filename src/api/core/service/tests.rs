use crate::api::testing::{answers, answers_of, table};

const BASE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n";
const PORT: &str = "  ports:\n  - port: 80\n";

#[test]
fn ports() {
    table(
        BASE,
        &[
            ("  selector: {}\n", &["Required spec.ports"]),
            (PORT, &[]),
            ("  ports:\n  - port: 0\n", &["Invalid spec.ports[0].port", "Invalid spec.ports[0].targetPort"]),
            (
                "  ports:\n  - port: 80\n    targetPort: HTTP\n",
                &["Invalid spec.ports[0].targetPort", "Invalid spec.ports[0].targetPort"],
            ),
            ("  ports:\n  - port: 80\n    protocol: tcp\n", &["NotSupported spec.ports[0].protocol"]),
            ("  ports:\n  - port: 80\n    nodePort: 30000\n", &["Forbidden spec.ports[0].nodePort"]),
            ("  ports:\n  - name: a\n    port: 1\n  - port: 2\n", &["Required spec.ports[1].name"]),
            ("  ports:\n  - name: a\n    port: 1\n  - name: a\n    port: 2\n", &["Duplicate spec.ports[1].name"]),
            ("  ports:\n  - name: a\n    port: 1\n  - name: b\n    port: 1\n", &["Duplicate spec.ports[1]"]),
            (
                "  type: NodePort\n  ports:\n  - name: a\n    port: 1\n  - name: b\n    port: 1\n",
                &["Duplicate spec.ports[1]", "Duplicate spec.ports[1].nodePort"],
            ),
            (
                "  type: NodePort\n  ports:\n  - name: a\n    port: 1\n    nodePort: 30000\n  - name: b\n    port: 2\n    nodePort: 30000\n",
                &["Invalid spec.ports[1].nodePort"],
            ),
            (
                // Node ports are allocated before anything else of the service is looked at.
                "  type: NodePort\n  ports:\n  - port: 1\n  - port: 0\n    nodePort: 30000\n  - port: 1\n    nodePort: 30000\n",
                &["Invalid spec.ports[1].nodePort"],
            ),
            (
                "  type: NodePort\n  ports:\n  - name: a\n    port: 1\n    nodePort: 30000\n  - name: b\n    port: 1\n    nodePort: 30000\n    protocol: UDP\n",
                &[],
            ),
        ],
    );
}

#[test]
fn addresses_come_first() {
    table(
        BASE,
        &[
            ("  clusterIP: None\n", &[]),
            ("  clusterIP: x\n", &["Invalid spec.clusterIPs[0]"]),
            ("  clusterIPs: [10.0.0.1]\n", &["Invalid spec.clusterIPs"]),
            ("  clusterIP: 10.0.0.1\n  clusterIPs: [10.0.0.2]\n", &["Invalid spec.clusterIPs"]),
            (
                "  clusterIP: None\n  clusterIPs: [None, None]\n",
                &["Invalid spec.clusterIPs", "Invalid spec.clusterIPs[1]"],
            ),
            ("  ipFamilies: [IPv4, IPv4]\n", &["Duplicate spec.ipFamilies[1]"]),
            ("  ipFamilies: [IPv4, IPv6]\n", &["Invalid spec.ipFamilyPolicy"]),
            ("  clusterIP: None\n  ipFamilies: [IPv4, IPv6]\n", &[]),
            ("  ipFamilyPolicy: Dual\n", &["NotSupported spec.ipFamilyPolicy"]),
        ],
    );
}

#[test]
fn types_and_traffic() {
    table(
        &format!("{BASE}{PORT}"),
        &[
            ("  type: Cluster\n", &["NotSupported spec.type"]),
            ("  type: LoadBalancer\n  clusterIP: None\n", &["Invalid spec.clusterIPs[0]"]),
            ("  type: ExternalName\n", &["Required spec.externalName"]),
            (
                "  type: ExternalName\n  externalName: a.b.\n  ipFamilyPolicy: SingleStack\n",
                &["Forbidden spec.ipFamilyPolicy"],
            ),
            ("  allocateLoadBalancerNodePorts: true\n", &["Forbidden spec.allocateLoadBalancerNodePorts"]),
            (
                "  loadBalancerSourceRanges: [x]\n",
                &["Forbidden spec.LoadBalancerSourceRanges", "Invalid spec.LoadBalancerSourceRanges[0]"],
            ),
            ("  externalTrafficPolicy: Local\n", &["Invalid spec.externalTrafficPolicy"]),
            ("  healthCheckNodePort: 30000\n", &["Invalid spec.healthCheckNodePort"]),
            ("  trafficDistribution: Near\n", &["NotSupported spec.trafficDistribution"]),
            (
                "  sessionAffinity: ClientIP\n  sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}\n",
                &["Invalid spec.sessionAffinityConfig.clientIP.timeoutSeconds"],
            ),
            ("  externalIPs: [127.0.0.1]\n", &["Invalid spec.externalIPs[0]"]),
        ],
    );
}

#[test]
fn versions_differ() {
    let named = "apiVersion: v1\nkind: Service\nmetadata:\n  name: 1st\nspec:\n  ports:\n  - port: 80\n";
    assert_eq!(answers_of(35, named), ["Invalid metadata.name"]);
    assert_eq!(answers_of(36, named), [""; 0]);
    let zone = format!("{BASE}{PORT}  trafficDistribution: PreferSameZone\n");
    assert_eq!(answers_of(33, &zone), ["NotSupported spec.trafficDistribution"]);
    assert_eq!(answers_of(34, &zone), [""; 0]);
}

#[test]
fn warnings() {
    let close = format!("{BASE}{PORT}  trafficDistribution: PreferClose\n  externalName: a\n");
    assert_eq!(
        answers(&close),
        [
            "spec.externalName is ignored when spec.type is not \"ExternalName\"",
            "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"",
        ]
    );
    // What is refused is not warned about.
    assert_eq!(answers(&format!("{close}  type: x\n")), ["NotSupported spec.type"]);
}
