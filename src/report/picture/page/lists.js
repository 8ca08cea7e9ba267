// A list box of which only what is in sight is in the document, so that thousands of nodes cost no more than a screenful.

/** Rows beyond the edge of the screen that are there already. */
const BEYOND = 500;

class Listing {
  /**
   * `box` is the element; `own` says that it scrolls itself rather than with the page; `lay(items, width)` gives rows of
   * `{height, items, width, gap, heads}`, where a head is `[column, text]`; `draw(item)` gives an element; `pick(item)` is
   * called for what is chosen.
   */
  constructor(box, { own = false, lay, draw, pick }) {
    Object.assign(this, { box, own, lay, draw, pick, items: [], rows: [], shown: new Map(), at: 0, chosen: null });
    this.room = box.appendChild(el("div", { class: "room", role: "presentation" }));
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("click", (event) => {
      const option = event.target.closest("[data-at]");
      if (option) this.choose(Number(option.dataset.at));
    });
    (own ? box : window).addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(box);
  }

  /** Shows other items; the one that was in front stays so where it is still there. */
  set(items) {
    const before = this.items[this.at];
    this.items = items;
    this.at = Math.max(0, items.indexOf(before));
    this.layout();
  }

  /** Lays everything out anew; what is looked at stays in sight. */
  resized() {
    if (this.box.clientWidth === this.width) return;
    const seen = this.shown.has(this.at) && (this.chosen !== null || document.activeElement === this.box);
    this.layout();
    if (seen) this.go(this.at);
  }

  layout() {
    this.width = this.box.clientWidth;
    let top = 0;
    let first = 0;
    this.rows = this.lay(this.items, this.width).map((row) => {
      const placed = { ...row, top, first };
      top += row.height;
      first += row.items.length;
      return placed;
    });
    this.room.style.height = `${top}px`;
    if (!this.own) this.box.style.height = `${top}px`;
    this.redraw();
  }

  redraw() {
    for (const one of this.shown.values()) one.remove();
    this.shown.clear();
    this.render();
  }

  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.render();
    });
  }

  /** The first row that ends below a height. */
  rowAt(height) {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].top + this.rows[middle].height <= height) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  rowOf(at) {
    let [low, high] = [0, this.rows.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle].first <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  render() {
    const from = (this.own ? this.box.scrollTop : -this.box.getBoundingClientRect().top) - BEYOND;
    const to = from + (this.own ? this.box.clientHeight : window.innerHeight) + 2 * BEYOND;
    const wanted = new Set();
    for (let number = this.rowAt(from); number < this.rows.length && this.rows[number].top < to; number += 1) {
      const row = this.rows[number];
      for (const [column, text] of row.heads ?? []) {
        const make = () => el("div", { class: "zone", role: "presentation", title: text }, text);
        this.put(`head ${number} ${column}`, wanted, { ...row, height: HEAD + (row.gap ?? 0) }, column, make, 0);
      }
      row.items.forEach((item, column) => {
        const at = row.first + column;
        this.put(at, wanted, row, column, () => this.option(item, at), row.heads ? HEAD : 0);
      });
    }
    for (const [key, one] of this.shown) {
      if (wanted.has(key)) continue;
      one.remove();
      this.shown.delete(key);
    }
    this.mark();
  }

  /** Puts what `make` gives into a row, so far below its top. */
  put(key, wanted, { top, height, width = this.width, gap = 0 }, column, make, below) {
    wanted.add(key);
    if (this.shown.has(key)) return;
    const one = make();
    const left = column * (width + gap);
    one.style.cssText = `top:${top + below}px;left:${left}px;width:${width}px;height:${height - below - gap}px`;
    this.shown.set(key, one);
    this.box.append(one);
  }

  option(item, at) {
    const one = this.draw(item);
    one.dataset.at = at;
    one.id = `${this.box.id}-${at}`;
    one.setAttribute("role", "option");
    one.setAttribute("aria-posinset", at + 1);
    one.setAttribute("aria-setsize", this.items.length);
    return one;
  }

  /** Tells eyes and ears which one is in front, and which is chosen. */
  mark() {
    for (const [key, one] of this.shown) {
      if (typeof key !== "number") continue;
      const chosen = this.items[key] === this.chosen;
      one.classList.toggle("active", key === this.at);
      one.classList.toggle("chosen", chosen);
      one.setAttribute("aria-selected", chosen);
    }
    if (this.shown.has(this.at)) this.box.setAttribute("aria-activedescendant", `${this.box.id}-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  choose(at) {
    this.at = at;
    this.chosen = this.items[at];
    this.mark();
    this.pick(this.chosen, this);
  }

  leave() {
    this.chosen = null;
    this.mark();
  }

  /** Brings one to the front and into sight. */
  go(at) {
    this.at = Math.max(0, Math.min(at, this.items.length - 1));
    const row = this.rows[this.rowOf(this.at)];
    if (!row) return;
    if (this.own) {
      if (row.top < this.box.scrollTop) this.box.scrollTop = row.top;
      else if (row.top + row.height > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = row.top + row.height - this.box.clientHeight;
    } else {
      const top = this.box.getBoundingClientRect().top + row.top;
      const cover = document.getElementById("controls").getBoundingClientRect().bottom;
      const above = Math.max(cover, 0) + 8;
      if (top < above) window.scrollBy(0, top - above);
      else if (top + row.height > window.innerHeight) window.scrollBy(0, top + row.height - window.innerHeight + 8);
    }
    this.render();
  }

  /** The item above or below in the same column. */
  beside(step) {
    let number = this.rowOf(this.at);
    if (this.items.length === 0) return this.at;
    const column = this.at - this.rows[number].first;
    number += step;
    const row = this.rows[number];
    return row ? row.first + Math.min(column, row.items.length - 1) : this.at;
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const screen = Math.max(1, Math.floor(window.innerHeight / 160));
    const far = (step) => {
      for (let left = screen; left > 0; left -= 1) this.at = this.beside(step);
      return this.at;
    };
    const moves = {
      ArrowRight: () => this.at + 1,
      ArrowLeft: () => this.at - 1,
      ArrowDown: () => this.beside(1),
      ArrowUp: () => this.beside(-1),
      Home: () => 0,
      End: () => this.items.length - 1,
      PageDown: () => far(1),
      PageUp: () => far(-1),
    };
    if (moves[event.key]) this.go(moves[event.key]());
    else if ((event.key === "Enter" || event.key === " ") && this.items.length > 0) this.choose(this.at);
    else return;
    event.preventDefault();
  }
}
