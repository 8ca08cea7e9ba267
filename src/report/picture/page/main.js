// What is searched, chosen and in front, and the lists that show it.

const state = { resource: "cpu", words: [], from: null, refused: new Map(), refusing: null };
const byId = (id) => document.getElementById(id);
const CARD = 136;
const GAP = 12;
const HEAD = 34;
const NARROW = compared ? 270 : 216;

/** How wide cards are where they stand in so wide a room. */
function columns(width) {
  const many = Math.max(1, Math.floor((width + GAP) / (NARROW + GAP)));
  return { many, width: (width - (many - 1) * GAP) / many };
}
/** How wide a full hold of a card is. */
function cardWidth() {
  const inner = columns(byId("holds").clientWidth).width - 24;
  return compared ? (inner - 10) / 2 : inner;
}

function card(number) {
  const node = now.nodes[number];
  const resource = state.resource;
  const [used, have] = [sums(now, resource)[number], room(now, number, resource)];
  const pods = count(now.cargoOf[number].length, "pod");
  const before = compared ? `${amount(resource, sums(scenes[0], resource)[number])} → ` : "";
  const full = `${before}${amount(resource, used)} of ${amount(resource, have)} ${resource}, ${pods}`;
  const marked = marks(node).join(", ");
  const refused = state.refusing === null ? null : state.refused.get(number);
  const left = others(number, state.words);
  const zone = said(node.zone) ? `zone ${said(node.zone)}` : "no zone";
  const label = [`node ${node.name}`, zone, full, marked, refused && `refuses: ${refused}`].filter(Boolean).join("; ");
  const last = refused ? el("div", { class: "refuses", title: refused }, refused) : el("div", { class: "mark", title: marked }, marked);
  return el(
    "div",
    { class: `card${changes(number) ? " changes" : ""}`, "aria-label": label },
    el("div", { class: "name", title: node.name }, node.name),
    el("div", { class: "pair" }, scenes.map((scene) => hold(scene, number, resource, cardWidth(), left))),
    el("div", { class: used > have ? "full alarm" : "full", title: full }, full),
    last,
  );
}

/** Rows of cards, those of a zone below its name. */
function cards(items, width) {
  const across = columns(width);
  const rows = [];
  for (let at = 0; at < items.length; ) {
    const zone = now.nodes[items[at]].zone;
    let end = at;
    while (end < items.length && now.nodes[items[end]].zone === zone) end += 1;
    const head = `${said(zone) ? `Zone ${said(zone)}` : "In no zone"} (${count(end - at, "node")})`;
    const last = rows[rows.length - 1];
    // Small zones stand side by side.
    if (last && last.items.length + (end - at) <= across.many && last.heads) {
      last.heads.push([last.items.length, head]);
      last.items.push(...items.slice(at, end));
      at = end;
    }
    for (let first = true; at < end; at += across.many, first = false) {
      const row = { height: CARD + GAP, gap: GAP, width: across.width, items: items.slice(at, Math.min(end, at + across.many)) };
      rows.push(first ? { ...row, heads: [[0, head]], height: row.height + HEAD } : row);
    }
    at = end;
  }
  return rows;
}

const holds = new Listing(byId("holds"), { lay: cards, draw: card, pick: (number, list) => choose(list, () => showNode(number)) });

function waiting(row) {
  const { first, pods, scene } = row;
  const who = pods.length > 1 ? `${pods.length} × ${first.workload}` : first.key;
  const what = `${first.state}, asks ${amount(state.resource, asks(scene, first, state.resource))} ${state.resource}`;
  const why = first.why === undefined ? (first.message ?? "") : scene.whys[first.why].summary;
  return el(
    "div",
    { class: "waiting", "aria-label": [who, what, why].filter(Boolean).join("; ") },
    crate(scene, first, state.resource),
    el("div", { class: "words" }, el("div", { class: "name" }, who), el("div", {}, what), el("div", { class: "muted", title: why }, why)),
  );
}

/** A list of what waits in a scene. */
function quay(scene, at) {
  const title = compared ? ["Before", "After"][at] : "";
  const box = el("div", { class: "listing", role: "listbox", tabindex: 0, id: `quay-${at}`, "aria-label": `waiting pods ${title.toLowerCase()}`.trim() });
  const note = el("p", { class: "muted" });
  byId("quays").append(el("div", { class: "quay" }, compared && el("h3", {}, title), box, note));
  const lay = (items, width) => items.map((item) => ({ height: 64, width, items: [item] }));
  const list = new Listing(box, { own: true, lay, draw: waiting, pick: (row, list) => choose(list, () => showWaiting(row)) });
  return { list, box, note, rows: rows(scene.waiting) };
}
const quays = scenes.map(quay);

function choose(list, show) {
  for (const other of [holds, ...quays.map((one) => one.list)]) if (other !== list) other.leave();
  state.from = list;
  refusals(now, null);
  show();
}

/** Says on every hold why it refuses what is looked at. */
function refusals(scene, why) {
  const before = state.refusing;
  state.refusing = why;
  state.refused.clear();
  for (const { nodes, reasons } of why?.groups ?? []) {
    // The amounts of a group are those of its nearest node.
    const many = nodes.length > 1 || nodes[0]?.[0] !== nodes[0]?.[1];
    const text = reasons.map((one) => (many && one.plugin === "NodeResourcesFit" ? one.reason : one.text)).join("; ");
    for (const node of numbers(nodes)) state.refused.set(node, text);
  }
  if (before !== why) holds.redraw();
}

/** Shuts the panel and goes back to where it was opened from. */
function close() {
  panel.hidden = true;
  for (const list of [holds, ...quays.map((one) => one.list)]) list.leave();
  refusals(now, null);
  state.from?.box.focus({ preventScroll: true });
}

/** Shows what the search finds. */
function search() {
  state.words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const only = byId("changed").checked;
  const nodes = now.order.filter((node) => found(node, state.words) && (!only || changes(node)));
  holds.set(nodes);
  byId("nothing").hidden = nodes.length > 0;
  const shown = quays.map(({ list, rows: all, box, note }) => {
    const own = all.filter((row) => row.pods.some((pod) => has(pod, state.words)));
    const pods = own.reduce((sum, row) => sum + row.pods.length, 0);
    box.hidden = own.length === 0;
    box.style.height = `${Math.min(240, 64 * own.length + 2)}px`;
    note.textContent = own.length > 0 ? "" : all.length > 0 ? "None matches." : "Nothing waits.";
    list.set(own);
    return pods;
  });
  const all = nodes.length === now.nodes.length ? "" : `${nodes.length} of `;
  byId("found").textContent = `${all}${count(now.nodes.length, "node")}, ${count(shown[shown.length - 1], "waiting pod")}`;
}

/** Says what was done, and by which changes. */
function head() {
  const words = ({ placed, asked }) => `${placed} of ${count(asked, "pod")} placed`;
  const nodes = `on ${count(now.nodes.length, "node")}, Kubernetes ${data.kubernetes}`;
  byId("summary").textContent = compared ? `Before: ${words(scenes[0])}; after: ${words(now)} ${nodes}` : `${words(now)} ${nodes}`;
  document.title = `Stowage: ${words(now)}`;
  byId("what-if").hidden = !compared;
  if (compared) byId("what-if").append("After ", ...data.whatIf.flatMap((command, at) => [at > 0 ? ", then " : "", el("code", {}, command)]));
  const others = data.others.length + data.more;
  byId("others").hidden = others === 0;
  byId("others").children[0].textContent = `${count(others, "error")} in what was read: mended, it may be placed otherwise`;
  const unsaid = data.more > 0 && el("li", {}, `and ${data.more} more`);
  byId("others").children[1].append(...data.others.map((text) => el("li", { class: "wrap" }, text)), ...(unsaid ? [unsaid] : []));
  byId("left-out").hidden = data.leftOut === "";
  byId("left-out").textContent = data.leftOut;
  byId("only").hidden = !compared;
  const used = new Set(scenes.flatMap((scene) => scene.cargo.map((one) => one[5])));
  const swatch = ([name, words]) => el("span", {}, el("i", { class: name }), words);
  const line = el("svg", { width: 26, height: 12, "aria-hidden": "true" }, el("path", { class: "load", d: "M0 6H26" }), el("circle", { class: "load", cx: 9, cy: 6, r: 4 }));
  byId("legend").append(...data.aboard.filter((_, at) => used.has(at)).map(swatch), el("span", {}, line, "load line: what a node has to give"), el("span", {}, compared ? "left before, right after" : "a hold is as wide as its node is large"));
  for (const resource of now.resources) byId("resource").append(el("option", {}, resource));
  state.resource = now.resources.find((resource) => largest(resource) > 0) ?? now.resources[0];
  byId("resource").value = state.resource;
}

head();
search();
let typed;
byId("search").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(search, 80);
});
byId("changed").addEventListener("change", search);
byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("resource").addEventListener("change", (event) => {
  state.resource = event.target.value;
  for (const list of [holds, ...quays.map((one) => one.list)]) list.redraw();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) close();
  else if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
    event.preventDefault();
    byId("search").focus();
  }
});
