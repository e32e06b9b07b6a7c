// A list of any length of which only the rows in view are elements. Rows have one height; arrow keys, Page Up, Page Down,
// Home and End move between them, Enter opens one.

const ROWS_BESIDE = 6;
// Browsers make nothing higher than 33 million pixels, and Firefox nothing at all of what is higher than 17.8 million.
const HEIGHT_MAX = CSS.supports('-moz-orient', 'inline') ? 17_000_000 : 30_000_000;
const ROWS_PRINTED = 300;

class VirtualList {
  constructor(label, makeRow, kind) {
    this.makeRow = makeRow;
    this.items = [];
    this.shown = new Map();
    this.current = 0;
    this.room = h('ul', { class: 'rows', role: 'list', 'aria-label': label });
    this.element = h('div', { class: `list ${kind}`, tabindex: '-1' }, this.room);
    this.element.addEventListener('scroll', () => this.draw(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.element.addEventListener('focusin', (event) => {
      const row = event.target.closest('[data-idx]');
      if (row) this.current = Number(row.dataset.idx);
    });
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.element);
  }

  show(items) {
    this.items = items;
    this.current = 0;
    this.clear();
    this.element.scrollTop = 0;
    this.measure();
  }

  clear() {
    this.shown.forEach((row) => row.remove());
    this.shown.clear();
  }

  measure() {
    const height = parseFloat(getComputedStyle(this.element).getPropertyValue('--row')) || 64;
    if (height !== this.height) this.clear();
    this.height = height;
    this.n = Math.min(this.items.length, Math.floor(HEIGHT_MAX / height));
    this.room.style.height = `${this.n * height}px`;
    this.draw();
  }

  draw() {
    if (!this.height || this.printing) return;
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.height) - ROWS_BESIDE);
    const last = Math.min(this.n, first + Math.ceil(this.element.clientHeight / this.height) + 2 * ROWS_BESIDE);
    const kept = document.activeElement && document.activeElement.closest('[data-idx]');
    for (const [idx, row] of this.shown) {
      if ((idx < first || idx >= last) && row !== kept) {
        row.remove();
        this.shown.delete(idx);
      }
    }
    for (let idx = first; idx < last; idx += 1) this.row(idx);
  }

  row(idx) {
    let row = this.shown.get(idx);
    if (!row) {
      row = h('li', { 'data-idx': idx, 'aria-setsize': this.items.length, 'aria-posinset': idx + 1,
        style: { transform: `translateY(${idx * this.height}px)` } }, this.makeRow(this.items[idx]));
      this.shown.set(idx, row);
      // Rows stand in the order of the list for those who hear them.
      const next = [...this.shown.keys()].filter((other) => other > idx).sort((x, y) => x - y)[0];
      this.room.insertBefore(row, next === undefined ? null : this.shown.get(next));
    }
    return row;
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey || !this.n) return;
    event.preventDefault();
    const idx = Math.max(0, Math.min(this.n - 1, this.current + steps[event.key]));
    this.current = idx;
    const [top, bottom] = [idx * this.height, (idx + 1) * this.height];
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    if (bottom > this.element.scrollTop + this.element.clientHeight) this.element.scrollTop = bottom - this.element.clientHeight;
    const link = this.row(idx).querySelector('a');
    if (link) link.focus({ preventScroll: true });
    this.draw();
  }

  // Paper does not scroll: the first rows are laid out one below the other.
  print(printing) {
    this.printing = false;
    this.clear();
    if (printing) for (let idx = 0; idx < Math.min(this.n, ROWS_PRINTED); idx += 1) this.row(idx);
    this.printing = printing;
    if (!printing) this.draw();
  }
}

let listOnPage = null;
addEventListener('beforeprint', () => listOnPage && listOnPage.print(true));
addEventListener('afterprint', () => listOnPage && listOnPage.print(false));
