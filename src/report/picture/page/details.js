// What there is to know of one node or pod: why it waits, node by node, and what would help.

const panel = document.getElementById("details");
/** Nodes and pods of a list that are named at first. */
const NAMED = 6;

const shut = el("button", { class: "close", type: "button", onclick: () => close() }, "Close");

/** Fills the panel and goes there. */
function open(title, ...parts) {
  panel.replaceChildren(el("div", { class: "head" }, el("h2", { id: "details-title" }, title), shut), ...parts.flat(Infinity).filter(Boolean));
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
}

function button(text, onclick) {
  return el("button", { class: "link", type: "button", onclick }, text);
}

/** A list that names a few and, when asked to, all. */
function few(all, one, most = NAMED) {
  const list = el("ul", {}, all.slice(0, most).map((item) => el("li", {}, one(item))));
  if (all.length <= most) return list;
  const more = button(`and ${all.length - most} more`, () => {
    const rest = all.slice(most).map((item) => el("li", {}, one(item)));
    more.parentElement.replaceWith(...rest);
    rest[0].querySelector("button")?.focus();
  });
  list.append(el("li", {}, more));
  return list;
}

/** What a pod asks for, of everything that it asks for at all. */
function request(scene, pod) {
  const asked = scene.resources.filter((resource) => resource !== "pods" && asks(scene, pod, resource) > 0);
  if (asked.length === 0) return el("p", {}, "Asks for nothing.");
  return el("p", {}, `Asks for ${asked.map((resource) => `${amount(resource, asks(scene, pod, resource))} ${resource}`).join(", ")}.`);
}

function copied(text) {
  const code = el("pre", {}, el("code", {}, text));
  const copy = el("button", { class: "copy", type: "button", "aria-label": `Copy ${text}` }, "Copy");
  copy.addEventListener("click", async () => {
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Selected";
    }
  });
  return [code, copy];
}

function change({ path, line, before, after }) {
  const lines = [...before.map((text) => el("span", { class: "del" }, `- ${text}`)), ...after.map((text) => el("span", { class: "ins" }, `+ ${text}`))];
  return [el("p", { class: "muted wrap" }, `${path}:${line}`), el("pre", {}, lines)];
}

function offer({ title, command, price, displaces = [], changes = [] }) {
  return el(
    "li",
    { class: "offer" },
    el("p", {}, price ? `${title}; the price: ${price}` : title),
    displaces.length > 0 && el("p", { class: "alarm" }, `It costs ${displaces.join(", ")} their place.`),
    command && copied(command),
    changes.map(change),
  );
}

/** The numbers of the nodes that first and last stand for. */
function* numbers(ranges) {
  for (const [first, last] of ranges) for (let node = first; node <= last; node += 1) yield node;
}

function group(scene, { nodes, reasons }, at) {
  const all = [...numbers(nodes)];
  const names = all.slice(0, 3).map((node) => scene.nodes[node].name);
  const more = all.length > 3 ? ` and ${all.length - 3} more` : "";
  const places = ({ path, line, column, message }) => el("li", { class: "muted wrap" }, `${path}:${line}:${column}${message ? `: ${message}` : ""}`);
  const reason = ({ plugin, text, at: where }) => el("li", {}, text, " ", el("span", { class: "muted" }, plugin), where.length > 0 && el("ul", {}, where.map(places)));
  return el(
    "details",
    { open: at < 3, class: "group" },
    el("summary", { class: "wrap" }, `${names.join(", ")}${more}`),
    el("ul", {}, reasons.map(reason)),
    all.length > 3 && few(all, (node) => button(scene.nodes[node].name, () => showNode(node))),
  );
}

/** Parts as a sentence. */
function sentence(parts) {
  const text = parts.filter(Boolean).join(", ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** Why pods of one row of the quay wait, and what would help. */
function showWaiting(row) {
  const { first, pods, scene } = row;
  const why = first.why === undefined ? null : scene.whys[first.why];
  refusals(scene, why);
  const title = pods.length > 1 ? `${pods.length} pods of ${first.workload}` : first.key;
  open(
    title,
    el("p", {}, sentence([compared && (scene === now ? "after" : "before"), first.state, first.node && `on ${first.node}`, pods.length === 1 && first.workload && `of ${first.workload}`])),
    request(scene, first),
    (first.notes ?? []).map((note) => el("p", {}, note)),
    first.victims && [el("h3", {}, "Would be evicted for it"), few(first.victims, (victim) => victim)],
    why && [
      el("h3", {}, "Why"),
      el("p", { class: "wrap" }, why.summary),
      el("h3", {}, "What would help"),
      why.offers.length > 0 ? el("ol", { class: "offers" }, why.offers.map(offer)) : el("p", {}, "Nothing that was tried."),
      why.groups.length > 0 && el("h3", {}, "Node by node"),
      why.groups.map((one, at) => group(scene, one, at)),
    ],
    first.message && el("details", { open: !why }, el("summary", {}, why ? "In the scheduler's own words" : "What would be read of it"), el("p", { class: "wrap" }, first.message)),
    pods.length > 1 && [el("h3", {}, "Pods"), few(pods, (pod) => pod.key)],
  );
}

/** What a node has, what is on it, and how it is marked. */
function showNode(number) {
  const node = now.nodes[number];
  const table = (scene) => scene.resources
    .filter((resource) => room(scene, number, resource) > 0 || sums(scene, resource)[number] > 0)
    .map((resource) => {
      const [used, have] = [sums(scene, resource)[number], room(scene, number, resource)];
      const before = compared ? [el("td", { class: "number" }, amount(resource, sums(scenes[0], resource)[number]))] : [];
      return el("tr", {}, el("td", { class: "wrap" }, resource), before, el("td", { class: "number" }, amount(resource, used)), el("td", { class: "number" }, amount(resource, have)), el("td", { class: "number" }, percent(used, have)));
    });
  const heads = ["resource", ...(compared ? ["before", "after"] : ["requested"]), "of", "full"];
  const marked = marks(node);
  open(
    node.name,
    el("p", { class: "muted" }, said(node.zone) ? `Zone ${said(node.zone)}.` : "In no zone."),
    compared && moved(number),
    marked.length > 0 && el("ul", { class: "chips", "aria-label": "taints" }, marked.map((mark) => el("li", { class: "mark" }, mark))),
    el("div", { class: "scroll" }, el("table", {}, el("thead", {}, el("tr", {}, heads.map((head, at) => el("th", { class: at > 0 && "number", scope: "col" }, head)))), el("tbody", {}, table(now)))),
    el("h3", {}, count(now.cargoOf[number].length, "pod")),
    few(bySize(now, number), (at) => aboard(at), 25),
    el("h3", {}, "Labels"),
    node.labels.length > 0 ? el("ul", { class: "chips" }, node.labels.map((label) => el("li", {}, said(label)))) : el("p", {}, "None."),
  );
}

function bySize(scene, number) {
  const size = (at) => asks(scene, scene.pods[at], state.resource);
  return [...scene.cargoOf[number]].sort((one, other) => size(other) - size(one));
}

function aboard(at) {
  const pod = now.pods[at];
  return [button(pod.key, () => showPod(at)), el("span", { class: "muted" }, ` ${amount(state.resource, asks(now, pod, state.resource))} ${state.resource}, ${pod.how[1]}`)];
}

/** What comes to a node by the changes, and what leaves it. */
function moved(number) {
  const keys = scenes.map((scene) => new Set(scene.cargoOf[number].map((at) => scene.pods[at].key)));
  const without = (one, other) => [...one].filter((key) => !other.has(key));
  const [gone, come] = [without(keys[0], keys[1]), without(keys[1], keys[0])];
  const marked = scenes.map((scene) => new Set([...marks(scene.nodes[number]), ...scene.nodes[number].labels.map(said)]));
  const [lost, got] = [without(marked[0], marked[1]), without(marked[1], marked[0])];
  const lines = [...[...lost, ...gone].map((text) => el("span", { class: "del" }, `- ${text}`)), ...[...got, ...come].map((text) => el("span", { class: "ins" }, `+ ${text}`))];
  return lines.length > 0 ? [el("h3", {}, "What changes"), el("pre", {}, lines)] : el("p", {}, "Nothing changes here.");
}

/** A pod on its node, and how that was won. */
function showPod(at) {
  const pod = now.pods[at];
  const score = now.scoreOf.get(at);
  open(
    pod.key,
    el("p", {}, sentence([pod.how[1], pod.workload && `of ${pod.workload}`])),
    el("p", {}, "Node ", button(now.nodes[pod.node].name, () => showNode(pod.node))),
    request(now, pod),
    (now.noteOf.get(at) ?? []).map((note) => el("p", {}, note)),
    score && scored(score, pod),
  );
}

function scored({ plugins, weights, nodes, of, ties }, pod) {
  // A long name may break where a word begins.
  const named = (at) => `${plugins[at].replace(/([a-z])([A-Z])/g, "$1\u200b$2")} ×${weights[at]}`;
  const [alike, apart] = [[], []];
  plugins.forEach((_, at) => (nodes.every((node) => node[2][at] === nodes[0][2][at]) ? alike : apart).push(at));
  const head = (text) => el("th", { class: "number", scope: "col" }, text);
  const number = (value) => el("td", { class: "number" }, value);
  const row = ([node, total, each]) => {
    const won = node === pod.node;
    return el("tr", { class: won && "won" }, el("td", { class: "wrap" }, `${now.nodes[node].name}${won ? " (won)" : ""}`), number(total), apart.map((at) => number(each[at])));
  };
  const heads = el("tr", {}, el("th", { scope: "col" }, "node"), head("total"), apart.map((at) => head(named(at))));
  const table = el("table", { class: "scores" }, el("thead", {}, heads), el("tbody", {}, nodes.map(row)));
  return [
    el("h3", {}, "Scores"),
    el("p", { class: "muted" }, `${count(of, "node")} could take it${ties > 1 ? `; ${ties} share the best total` : ""}. Each score is shown times its weight.`),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "scores" }, table),
    of > nodes.length && el("p", { class: "muted" }, `And ${count(of - nodes.length, "node")} more.`),
    alike.length > 0 && el("p", { class: "muted" }, `The same on all: ${alike.map((at) => `${named(at)} (${nodes[0][2][at]})`).join(", ")}.`),
  ];
}
