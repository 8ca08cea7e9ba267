// Holds and crates: every area is an amount of the resource that is chosen, and the same area is the same amount everywhere.

const DEPTH = 54;
const OVER = 9;
const NARROWEST = 0.14;

/** An element with attributes and children; texts are never read as markup. */
function el(name, attributes = {}, ...children) {
  const drawn = ["svg", "rect", "path", "circle", "g", "title"].includes(name);
  const node = drawn ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** How far the least square crate of a row is from being a square. */
function worst(row, side, scale) {
  const sum = row.reduce((all, one) => all + one, 0) * scale;
  const [most, least] = [Math.max(...row) * scale, Math.min(...row) * scale];
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
}

/** A rectangle for each amount that fill a room together (a squarified treemap); amounts descend. */
function pack(amounts, room) {
  const scale = (room.width * room.height) / amounts.reduce((all, one) => all + one, 0);
  const packed = [];
  let [rest, left] = [room, amounts];
  while (left.length > 0) {
    const side = Math.min(rest.width, rest.height);
    let many = 1;
    while (many < left.length && worst(left.slice(0, many + 1), side, scale) <= worst(left.slice(0, many), side, scale)) many += 1;
    const row = left.slice(0, many);
    const depth = side > 0 ? (row.reduce((all, one) => all + one, 0) * scale) / side : 0;
    const upright = rest.width >= rest.height;
    let along = 0;
    for (const one of row) {
      const length = depth > 0 ? (one * scale) / depth : 0;
      packed.push(upright ? { x: rest.x, y: rest.y + along, width: depth, height: length } : { x: rest.x + along, y: rest.y, width: length, height: depth });
      along += length;
    }
    rest = upright
      ? { ...rest, x: rest.x + depth, width: Math.max(rest.width - depth, 0) }
      : { ...rest, y: rest.y + depth, height: Math.max(rest.height - depth, 0) };
    left = left.slice(many);
  }
  return packed;
}

/** The most that a node has of a resource, in any scene. */
const largestOf = new Map();
function largest(resource) {
  if (!largestOf.has(resource)) {
    let most = 0;
    for (const scene of scenes) scene.nodes.forEach((_, node) => (most = Math.max(most, room(scene, node, resource))));
    largestOf.set(resource, most);
  }
  return largestOf.get(resource);
}

/** The hold of a node in a scene, as wide as the node is large. Pods that do not have the words looked for stand back. */
function hold(scene, node, resource, width, looked) {
  const have = room(scene, node, resource);
  const most = largest(resource);
  const wide = width * Math.min(1, Math.max(most > 0 ? have / most : 0, NARROWEST));
  const used = sums(scene, resource)[node];
  const svg = el("svg", { width, height: DEPTH + OVER, "aria-hidden": "true" }, el("rect", { class: "hold", y: OVER, width: wide, height: DEPTH }));
  if (have > 0 && used > 0) {
    const pods = scene.cargoOf[node].map((at) => scene.pods[at]).filter((pod) => asks(scene, pod, resource) > 0);
    pods.sort((one, other) => asks(scene, other, resource) - asks(scene, one, resource));
    const depth = Math.min((DEPTH * used) / have, DEPTH + OVER);
    const crates = pack(pods.map((pod) => asks(scene, pod, resource)), { x: 0, y: OVER + DEPTH - depth, width: wide, height: depth });
    crates.forEach((crate, at) => {
      const [name, words] = pods[at].how;
      const title = `${pods[at].key}: ${amount(resource, asks(scene, pods[at], resource))}, ${words}`;
      svg.append(el("rect", { class: `cargo ${name}${has(pods[at], looked) ? "" : " back"}`, ...crate }, el("title", {}, title)));
    });
  }
  // The mark: a circle that the load line goes through.
  svg.append(el("path", { class: "load", d: `M-3 ${OVER}H${wide + 3}` }), el("circle", { class: "load", cx: 8, cy: OVER, r: 4 }));
  return svg;
}

/** What waits, in front of the largest node there is. */
function crate(scene, pod, resource) {
  const [asked, most] = [asks(scene, pod, resource), largest(resource)];
  const scale = 86 / Math.max(asked, most, 1);
  return el(
    "svg",
    { class: "crate", "aria-hidden": "true" },
    el("rect", { class: "hold", x: 1, y: 1, width: most * scale, height: 26 }),
    el("rect", { class: "wants", x: 1, y: 1, width: Math.max(asked * scale, 2), height: 26 }),
  );
}
