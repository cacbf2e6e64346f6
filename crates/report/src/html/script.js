"use strict";
(() => {
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const before = (element, tools) => element && element.before(tools);

  // Anomalies and the entries around them by severity and by text.
  const kinds = [...document.querySelectorAll(".kind")];
  if (kinds.length) {
    const articles = [...document.querySelectorAll(".anomaly")];
    const search = make("input", { type: "search", placeholder: "Words to look for" });
    search.setAttribute("aria-label", "Words to look for in anomalies and the entries around them");
    const boxes = [...new Set(kinds.map((kind) => kind.dataset.severity))].map((value) =>
      make("input", { type: "checkbox", checked: true, value }));
    const told = make("output");
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const has = (text) => words.every((word) => text.toLowerCase().includes(word));
      const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      let shown = 0;
      for (const kind of kinds) {
        let any = false;
        for (const article of kind.querySelectorAll(".anomaly")) {
          const excerpt = document.getElementById("e" + article.id.slice(1));
          const text = kind.querySelector("h3").textContent + article.textContent + (excerpt ? excerpt.textContent : "");
          const is = wanted.has(kind.dataset.severity) && has(text);
          article.hidden = !is;
          if (excerpt) excerpt.hidden = !is;
          any = any || is;
          shown += is;
        }
        kind.hidden = !any;
      }
      told.textContent = shown + " of " + articles.length + " anomalies are shown";
    };
    const labels = boxes.map((box) => make("label", {}, box, " " + box.value));
    before(kinds[0], make("div", { className: "tools" }, search, ...labels, told));
    for (const input of [search, ...boxes]) input.addEventListener("input", filter);
    filter();
    // A link leads to what it is about, also where that was filtered away.
    const reveal = () => {
      const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
      if (!target || !target.closest("[hidden]")) return;
      search.value = "";
      for (const box of boxes) box.checked = true;
      filter();
      target.scrollIntoView();
    };
    addEventListener("hashchange", reveal);
  }

  // The timeline: what a column holds, and a part of it in full width.
  const timeline = document.querySelector("svg.timeline");
  if (timeline) {
    const plots = [...timeline.querySelectorAll("svg.zoom")];
    const hits = [...timeline.querySelectorAll(".hit")];
    const axis = timeline.querySelector(".axis");
    const marks = [...axis.childNodes];
    const count = hits.length;
    const title = (hit) => hit.querySelector("title").textContent;
    const begin = (hit) => title(hit).split(",")[0];
    const place = { x: 56, width: 936 };
    let from = 0;
    let to = count;
    const rest = "Point at a column to read it; drag across columns to enlarge them.";
    const told = make("output", { textContent: rest });

    const label = (x, text, anchor) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", "text");
      for (const [name, value] of [["class", "tick"], ["x", x], ["y", 238], ["text-anchor", anchor]]) element.setAttribute(name, value);
      element.textContent = text;
      return element;
    };
    const show = (start, end) => {
      const width = Math.min(count, Math.max(4, Math.round(end - start)));
      from = Math.min(Math.max(0, Math.round(start)), count - width);
      to = from + width;
      for (const plot of plots) plot.setAttribute("viewBox", from * 10 + " 0 " + width * 10 + " 1000");
      if (width === count) {
        axis.replaceChildren(...marks);
        return;
      }
      const labels = Math.min(5, width);
      axis.replaceChildren(...Array.from({ length: labels }, (_, index) => {
        const column = from + Math.floor((index * width) / labels);
        return label(place.x + ((column - from) * place.width) / width, begin(hits[column]), "start");
      }));
    };
    const button = (text, act) => make("button", { type: "button", textContent: text, onclick: act });
    const width = () => to - from;
    before(timeline.parentElement, make("div", { className: "tools" },
      button("Enlarge", () => show(from + width() / 4, to - width() / 4)),
      button("Reduce", () => show(from - width() / 2, to + width() / 2)),
      button("Earlier", () => show(from - width() / 2, to - width() / 2)),
      button("Later", () => show(from + width() / 2, to + width() / 2)),
      button("All", () => show(0, count)), told));

    const column = (event) => hits.indexOf(event.target);
    let pressed = -1;
    timeline.addEventListener("pointerdown", (event) => { pressed = column(event); });
    timeline.addEventListener("pointerover", (event) => {
      if (column(event) >= 0) told.textContent = title(event.target);
    });
    timeline.addEventListener("pointerup", (event) => {
      const [one, other] = [pressed, column(event)].sort((a, b) => a - b);
      pressed = -1;
      if (one >= 0 && other - one > 1) show(one, other + 1);
    });
    timeline.addEventListener("pointerleave", () => { told.textContent = rest; pressed = -1; });
  }
})();
