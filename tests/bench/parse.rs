//! Throughput of our parser beside saphyr-parser's events, over the same manifests.
//!
//! `cargo bench --bench parse`

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::source::{Limits, parse};
use saphyr_parser::{Event, Parser, Span, SpannedEventReceiver};

/// A deployment with its service, numbered so that no two are alike.
#[allow(clippy::too_many_lines, reason = "a text")]
fn manifest(number: usize, out: &mut String) {
    let _ = write!(
        out,
        r#"# Shop {number}: the web tier
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-{number}
  namespace: shop
  labels: {{app: web, tier: "front", release: r{number}}}
  annotations:
    example.com/description: >-
      Serves the pages of the shop,
      and nothing else.
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: registry.example.com/shop/web:1.{number}.0   # pinned
        args: ["--listen", ":8080", '--verbose']
        env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: GREETING
          value: "hello, world"
        ports:
        - containerPort: 8080
          name: http
          protocol: TCP
        resources:
          requests:
            cpu: 250m
            memory: 128Mi
          limits:
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /healthz
            port: http
          periodSeconds: 5
      tolerations:
      - key: example.com/dedicated
        operator: Equal
        value: web
        effect: NoSchedule
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-{number}
  namespace: shop
data:
  nginx.conf: |
    server {{
      listen 8080;
      location / {{
        proxy_pass http://backend-{number}:8080;
      }}
    }}
---
apiVersion: v1
kind: Service
metadata:
  name: web-{number}
  namespace: shop
spec:
  type: ClusterIP
  selector:
    app: web
  ports:
  - port: 80
    targetPort: http
---
"#,
        replicas = number % 7 + 1
    );
}

struct Count(usize);

impl<'i> SpannedEventReceiver<'i> for Count {
    fn on_event(&mut self, event: Event<'i>, _: Span) {
        black_box(&event);
        self.0 += 1;
    }
}

fn throughput(criterion: &mut Criterion) {
    let files: Vec<String> = (0..200)
        .map(|file| {
            let mut text = String::new();
            (0..4).for_each(|i| manifest(file * 4 + i, &mut text));
            text
        })
        .collect();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(files.iter().map(|f| f.len() as u64).sum()));
    group.sample_size(20);
    let limits = Limits::default();
    group.bench_function("plimsoll", |bencher| {
        bencher.iter(|| files.iter().map(|f| parse(f, &limits).len()).sum::<usize>());
    });
    group.bench_function("saphyr-parser", |bencher| {
        bencher.iter(|| {
            files
                .iter()
                .map(|f| {
                    let mut count = Count(0);
                    Parser::new_from_str(f).load(&mut count, true).expect("the manifests are YAML");
                    count.0
                })
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
