// Finds words in the pages that a list links to. Without this script the list is simply all pages.
// <form role="search" hidden><input type="search"><p role="status" data-found="{count} pages" data-none="Nothing"></p></form>
// <ul data-search="/search.sv.json"><li><a href="/a/">A</a></li></ul>
(() => {
  const list = document.querySelector("[data-search]");
  const field = document.querySelector("[role=search] input[type=search]");
  if (!list || !field) return;
  const form = field.form;
  const status = form.querySelector("[role=status]");
  const items = [...list.children];
  const path = item => new URL(item.querySelector("a").href).pathname;

  const unified = { "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u0491": "\u0433" };
  const marks = /[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u135d-\u135f]/g;
  const sign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*/gu;
  const parts = word => {
    const signs = [...word.matchAll(sign)];
    const pairs = signs.map((own, i) => {
      const next = signs[i + 1];
      return own[0] + (next && next.index === own.index + own[0].length ? next[0] : "");
    });
    return [...pairs, ...word.split(sign).filter(rest => rest)];
  };
  const words = text =>
    (text.normalize("NFKD").replace(marks, "").toLowerCase()
      .replace(/[\u0649\u06cc\u06a9\u0629\u0491]/g, letter => unified[letter]).match(/[\p{L}\p{M}\p{N}]+/gu) || [])
      .flatMap(parts)
      .map(word => word.replace(/^(?:\u0648?[\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(.{3,})$/, "$1"));

  // The pages with a word that begins so; when there is none, the ending is another than in the text: leave letters off.
  const pagesOf = (index, word) => {
    for (let start = word; start.length > 0; start = start.slice(0, -1)) {
      const found = new Map();
      for (const [known, places] of Object.entries(index.words)) {
        if (!known.startsWith(start)) continue;
        for (let i = 0; i < places.length; i += 2) {
          const weight = places[i + 1] * (known === word ? 2 : 1);
          found.set(places[i], (found.get(places[i]) || 0) + weight);
        }
      }
      if (found.size || start.length <= Math.max(3, word.length - 3)) return found;
    }
    return new Map();
  };

  const show = index => {
    const wanted = words(field.value).map(word => pagesOf(index, word));
    const score = item => {
      const page = index.pages.indexOf(path(item));
      return wanted.every(found => found.has(page)) ? wanted.reduce((sum, found) => sum + found.get(page), 0) : -1;
    };
    const ranked = items.map((item, place) => ({ item, place, score: wanted.length ? score(item) : 0 }));
    ranked.sort((a, b) => b.score - a.score || a.place - b.place);
    for (const { item, score } of ranked) {
      item.hidden = score < 0;
      list.append(item);
    }
    const count = ranked.filter(({ score }) => score >= 0).length;
    if (status) status.textContent = wanted.length ? (count ? status.dataset.found.replace("{count}", count) : status.dataset.none) : "";
  };

  fetch(list.dataset.search).then(answer => answer.json()).then(index => {
    form.hidden = false;
    field.value = new URLSearchParams(location.search).get("q") || field.value;
    field.addEventListener("input", () => show(index));
    form.addEventListener("submit", event => { event.preventDefault(); show(index); });
    show(index);
  });
})();
