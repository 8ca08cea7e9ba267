use super::{Command, parse_commands};

#[test]
fn commands_are_read_as_kubectl_reads_them() {
    for wrong in ["", "kubectl", "kubectl get pods", "kubectl label node n1", "kubectl taint node n1 a=b:Never", "'"] {
        assert!(parse_commands(wrong).is_err(), "{wrong}");
    }
    let two = parse_commands("kubectl cordon n1 && kubectl uncordon 'n 1'; ").unwrap();
    assert!(matches!(
        &two[..],
        [Command::Cordon { unschedulable: true, .. }, Command::Cordon { unschedulable: false, .. }]
    ));
}
