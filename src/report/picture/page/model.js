// What the page shows: scenes with nodes, their cargo and what waits, made of the data that the page brings along.

const data = JSON.parse(document.getElementById("data").textContent);
const said = (number) => data.texts[number];

/** A pod: its names, what it asks for, and the words that a search finds it by. */
function pod(scene, [name, space, owner, shape]) {
  const key = `${said(space)}/${name}`;
  const workload = owner === null ? "" : said(owner).replace(" ", ` ${said(space)}/`);
  return { name, key, workload, asks: scene.shapes[shape], words: `${key} ${workload}`.toLowerCase() };
}

/** A scene of the data, with everything found by its number. */
function scene(row) {
  const own = { ...row, cargoOf: row.nodes.map(() => []), sums: new Map() };
  own.pods = row.cargo.map((one, number) => {
    own.cargoOf[one[4]].push(number);
    return { ...pod(own, one), node: one[4], how: data.aboard[one[5]] };
  });
  own.waiting = row.quay.map((one) => ({ ...one, ...pod(own, one.pod), state: data.ashore[one.how], scene: own }));
  own.noteOf = new Map(row.notes);
  own.scoreOf = new Map(row.scores.map((one) => [one.cargo, one]));
  return own;
}

const scenes = data.scenes.map(scene);
const now = scenes[scenes.length - 1];
const compared = scenes.length > 1;

/** What is requested of a resource on each node of a scene. */
function sums(scene, resource) {
  if (!scene.sums.has(resource)) {
    const at = scene.resources.indexOf(resource);
    const all = new Array(scene.nodes.length).fill(0);
    if (at >= 0) for (const pod of scene.pods) all[pod.node] += pod.asks[at];
    scene.sums.set(resource, all);
  }
  return scene.sums.get(resource);
}

const room = (scene, node, resource) => scene.nodes[node].room[scene.resources.indexOf(resource)] ?? 0;
const asks = (scene, pod, resource) => pod.asks[scene.resources.indexOf(resource)] ?? 0;

/** An amount as kubectl writes it. */
function amount(resource, value) {
  if (resource === "cpu") return value % 1000 === 0 ? String(value / 1000) : `${value}m`;
  if (!/^(memory|ephemeral-storage|hugepages-.*)$/.test(resource)) return String(value);
  const unit = [["Ti", 2 ** 40], ["Gi", 2 ** 30], ["Mi", 2 ** 20], ["Ki", 2 ** 10]].find(([, size]) => value >= size);
  return unit ? `${Number((value / unit[1]).toFixed(1))}${unit[0]}` : String(value);
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const percent = (part, whole) => (whole > 0 ? `${Math.floor((100 * part) / whole)}%` : "none to give");

/** The marks of a node: cordoned, and its taints. */
function marks(node) {
  const taints = node.taints.map(said).filter((taint) => !(node.cordoned && taint.startsWith("node.kubernetes.io/unschedulable:")));
  return node.cordoned ? ["cordoned", ...taints] : taints;
}

/** Pods of one workload that wait for the same reason, as one row of the quay. */
function rows(waiting) {
  const all = new Map();
  for (const pod of waiting) {
    const key = JSON.stringify([pod.workload || pod.key, pod.state, pod.why ?? pod.message ?? "", pod.victims ?? [], pod.asks]);
    if (all.has(key)) all.get(key).pods.push(pod);
    else all.set(key, { first: pod, pods: [pod], scene: pod.scene });
  }
  return [...all.values()];
}

/** Whether something on a node is otherwise after the changes than it was before. */
function changes(number) {
  if (!compared) return false;
  const all = scenes.map((scene) => {
    const node = scene.nodes[number];
    const keys = scene.cargoOf[number].map((at) => scene.pods[at].key).sort();
    return JSON.stringify([node.cordoned, node.taints, node.labels, keys]);
  });
  return all[0] !== all[1];
}

/** The words that a search finds a node by, made when they are first asked for. */
const wordsOf = new Map();
function words(number) {
  if (!wordsOf.has(number)) {
    const own = scenes.map(({ nodes }) => {
      const node = nodes[number];
      return [node.name, `zone ${said(node.zone)}`, ...node.labels.map(said), ...marks(node)].join("\n");
    });
    wordsOf.set(number, own.join("\n").toLowerCase());
  }
  return wordsOf.get(number);
}

/** Those of the words that a node does not have itself: one of its pods must have them all. */
const others = (number, wanted) => wanted.filter((word) => !words(number).includes(word));
const has = (pod, wanted) => wanted.every((word) => pod.words.includes(word));

/** Whether a node is found by words. */
function found(number, wanted) {
  const left = others(number, wanted);
  return left.length === 0 || scenes.some((scene) => scene.cargoOf[number].some((at) => has(scene.pods[at], left)));
}
