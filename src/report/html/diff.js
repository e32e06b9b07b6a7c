// Differences between the two sides of a passage, word by word (Myers 1986, the greedy algorithm).

const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu;
// Edits beyond so many are told as one: such a side is another text.
const EDITS_MAX = 400;

// Words of a text with their places in it. Case and composition of letters make no difference.
function wordsOf(text) {
  return [...text.matchAll(WORD)].map((found) => ({
    key: found[0].normalize('NFKD').toLowerCase(), start: found.index, end: found.index + found[0].length,
  }));
}

// Which words of each side the other lacks, as two arrays of flags.
function differences(a, b) {
  const only = [new Uint8Array(a.length), new Uint8Array(b.length)];
  const trace = shortestEdits(a, b);
  if (!trace) {
    only.forEach((flags) => flags.fill(1));
    return only;
  }
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d > 0; d -= 1) {
    const [k, before] = [x - y, trace[d - 1]];
    const down = k === -d || (k !== d && before.get(k - 1) < before.get(k + 1));
    const from = down ? k + 1 : k - 1;
    x = before.get(from);
    y = x - from;
    if (down) only[1][y] = 1;
    else only[0][x] = 1;
  }
  return only;
}

function shortestEdits(a, b) {
  let reached = new Map([[1, 0]]);
  const trace = [];
  for (let d = 0; d <= Math.min(EDITS_MAX, a.length + b.length); d += 1) {
    const next = new Map();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reached.get(k - 1) < reached.get(k + 1));
      let x = down ? reached.get(k + 1) : reached.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x].key === b[x - k].key) x += 1;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        trace.push(next);
        return trace;
      }
    }
    trace.push(next);
    reached = next;
  }
  return null;
}

// Runs of flagged words as [start, end) of the text, what stands between them included.
function runs(words, flags) {
  const found = [];
  words.forEach((word, idx) => {
    if (!flags[idx]) return;
    if (idx > 0 && flags[idx - 1]) found.at(-1)[1] = word.end;
    else found.push([word.start, word.end]);
  });
  return found;
}
