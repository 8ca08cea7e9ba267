//! A probe in a line (`DescribeProbe`), with the API server's defaults (`SetDefaults_Probe`).

use crate::resource::Field;

/// The line.
pub(super) fn text(probe: Field<'_>) -> String {
    let or = |name: &'static str, default: i64| probe.at(name).opt_int().filter(|given| *given != 0).unwrap_or(default);
    let numbers = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        or("initialDelaySeconds", 0),
        or("timeoutSeconds", 1),
        or("periodSeconds", 10),
        or("successThreshold", 1),
        or("failureThreshold", 3)
    );
    let (http, tcp, grpc) = (probe.at("httpGet"), probe.at("tcpSocket"), probe.at("grpc"));
    if probe.at("exec").exists() {
        let words: Vec<&str> = probe.at("exec").at("command").items().map(Field::str).collect();
        format!("exec [{}] {numbers}", words.join(" "))
    } else if http.exists() {
        let scheme = http.at("scheme").opt_str().unwrap_or("HTTP").to_lowercase();
        let path = http.at("path").opt_str().unwrap_or("/");
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("http-get {scheme}://{}:{}{slash}{path} {numbers}", http.at("host").str(), port(http))
    } else if tcp.exists() {
        format!("tcp-socket {}:{} {numbers}", tcp.at("host").str(), port(tcp))
    } else if grpc.exists() {
        format!("grpc <pod>:{} {} {numbers}", port(grpc), grpc.at("service").str())
    } else {
        format!("unknown {numbers}")
    }
}

/// A number, or a name.
fn port(of: Field<'_>) -> String {
    let port = of.at("port");
    port.opt_int().map_or_else(|| port.str().to_owned(), |number| number.to_string())
}
