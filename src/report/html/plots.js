// Plots, drawn as SVG.

// Bins of time: days, weeks, months or years, so that there are at most some sixty.
function timeBins(dates) {
  const days = dates.map((date) => Date.parse(`${date}T00:00:00Z`) / 864e5).filter(Number.isFinite);
  if (!days.length) return null;
  // Single dates far from all others would leave no room for these.
  const sorted = [...days].sort((x, y) => x - y);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const [first, last] = [at(0.005), at(0.995)];
  const span = last - first + 1;
  const unit = span <= 62 ? 'day' : span <= 430 ? 'week' : span <= 1900 ? 'month' : 'year';
  const of = (dayNumber) => {
    const date = new Date(dayNumber * 864e5);
    if (unit === 'day') return dayNumber;
    if (unit === 'week') return Math.floor((dayNumber + 3) / 7);
    if (unit === 'month') return date.getUTCFullYear() * 12 + date.getUTCMonth();
    return date.getUTCFullYear();
  };
  const label = (bin) => {
    const iso = (dayNumber) => new Date(dayNumber * 864e5).toISOString().slice(0, 10);
    if (unit === 'day') return iso(bin);
    if (unit === 'week') return `week of ${iso(bin * 7 - 3)}`;
    if (unit === 'month') return `${Math.floor(bin / 12)}-${String((bin % 12) + 1).padStart(2, '0')}`;
    return String(bin);
  };
  const n = Math.min(400, of(last) - of(first) + 1);
  const binOf = (date) => {
    const bin = of(Date.parse(`${date}T00:00:00Z`) / 864e5) - of(first);
    return bin >= 0 && bin < n ? bin : -1;
  };
  return { n, unit, label: (bin) => label(bin + of(first)), binOf };
}

// Documents over time: those that stand in a cluster below, the others above.
function timeline(documents) {
  const dated = documents.filter((doc) => doc.published);
  const bins = timeBins(dated.map((doc) => day(doc.published)));
  if (!bins) return h('p', { class: 'quiet' }, 'No document is dated.');
  const [alone, reused] = [new Array(bins.n).fill(0), new Array(bins.n).fill(0)];
  let outside = 0;
  for (const doc of dated) {
    const bin = bins.binOf(day(doc.published));
    if (bin < 0) outside += 1;
    else (doc.cluster ? reused : alone)[bin] += 1;
  }
  const most = Math.max(1, ...alone.map((n, bin) => n + reused[bin]));
  const [width, height, step] = [720, 150, 720 / bins.n];
  const scale = (n) => (n / most) * height;
  const columns = alone.flatMap((n, bin) => {
    const x = bin * step;
    const gap = step > 4 ? 1 : 0;
    const [low, high] = [scale(reused[bin]), scale(n)];
    const told = `${bins.label(bin)}: ${counted(n + reused[bin], 'document')}, ${count(reused[bin])} in clusters`;
    return [svg('g', {}, svg('title', {}, told),
      svg('rect', { class: 'reused', x, y: height - low, width: Math.max(0.5, step - gap), height: low }),
      svg('rect', { class: 'alone', x, y: height - low - high, width: Math.max(0.5, step - gap), height: high }))];
  });
  const label = `Documents by ${bins.unit}, ${bins.label(0)} to ${bins.label(bins.n - 1)}; at most ${count(most)}`;
  const notes = [`${counted(documents.length - dated.length, 'document has', 'documents have')} no date`];
  if (outside) notes.push(`${count(outside)} lie outside`);
  return h('figure', { class: 'plot' },
    svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, preserveAspectRatio: 'none' }, columns),
    h('div', { class: 'axis' }, h('span', {}, bins.label(0)), h('span', {}, `most in a ${bins.unit}: ${count(most)}`),
      h('span', {}, bins.label(bins.n - 1))),
    h('figcaption', {}, h('span', { class: 'key reused' }), 'in a cluster ', h('span', { class: 'key alone' }), `alone. ${notes.join('; ')}.`));
}

// Names with counts as bars, each a link where `link` gives one.
function bars(entries, link, most = Math.max(1, ...entries.map((entry) => entry[1]))) {
  return h('ol', { class: 'bars' }, entries.map(([name, n, shown]) => h('li', {},
    h('a', { href: link(name) }, bdi(shown || name), h('b', {}, count(n)), bar(n / most)))));
}

// How often each key occurs, the most frequent first.
function frequencies(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) || 0) + 1);
  return [...counts].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1));
}
