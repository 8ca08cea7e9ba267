"""Writes a cluster of many nodes to standard output: `fleet.py NODES PODS`, of which a few pods find no node."""
import sys

NODE = """apiVersion: v1
kind: Node
metadata:
  name: node-{at:05}
  labels: {{kubernetes.io/hostname: node-{at:05}, topology.kubernetes.io/zone: zone-{zone}, pool: {pool}, kubernetes.io/os: linux}}
spec: {{{taints}}}
status: {{allocatable: {{cpu: "{cpu}", memory: {memory}Gi, pods: "110"{gpu}}}}}
---
"""
POD = """apiVersion: v1
kind: Pod
metadata: {{name: app-{app}-{at}, namespace: team-{team}, labels: {{app: app-{app}}}}}
spec: {{nodeName: node-{node:05}, containers: [{{name: a, image: "a:1", resources: {{requests: {{cpu: {cpu}m, memory: {memory}Mi}}}}}}]}}
status: {{phase: Running}}
---
"""
WORKLOAD = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: team-0}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: a, image: "a:1", resources: {{requests: {{cpu: "{cpu}", memory: 1Gi{more}}}, limits: {{memory: 1Gi{more}}}}}}}]}}
---
"""


def main(nodes, pods):
    write = sys.stdout.write
    for at in range(nodes):
        gpu = at % 10 == 0
        write(NODE.format(
            at=at, zone=at % 3, pool="gpu" if gpu else "general", cpu=[8, 16, 32][at % 3 if not gpu else 2], memory=[32, 64, 128][at % 3],
            gpu=', nvidia.com/gpu: "4"' if gpu else "", taints="taints: [{key: nvidia.com/gpu, effect: NoSchedule}]" if gpu else "",
        ))
    for at in range(pods):
        write(POD.format(at=at, app=at % 97, team=at % 11, node=at * 7 % nodes, cpu=50 + at % 13 * 100, memory=128 + at % 7 * 256))
    for name, replicas, cpu, more in (("web", 20, "2", ""), ("huge", 2, "64", "")):
        write(WORKLOAD.format(name=name, replicas=replicas, cpu=cpu, more=more))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
