// The page of a unit: steps from hit to hit, zooms and turns pages by key without asking the server again.
// Without this script every one of these is a link that does the same.
"use strict";
(() => {
  const sheet = document.querySelector(".sheet");
  const frame = document.querySelector(".frame");
  const steps = document.querySelector(".hit-steps");
  const marks = [...document.querySelectorAll(".words mark[data-hit]")];
  const count = Math.max(0, ...marks.map((mark) => Number(mark.dataset.hit)));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const zooms = [50, 100, 150, 200, 300, 400];

  // What is shown is kept in the address, and in the links that lead on.
  const keep = (name, value, usual) => {
    const change = (url) => {
      if (value === usual) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      return url;
    };
    history.replaceState(null, "", change(new URL(location.href)));
    if (name === "hit") return;
    const typed = document.querySelector(".jump");
    if (typed) {
      let kept = typed.querySelector(`input[name="${name}"]`);
      if (!kept) {
        kept = document.createElement("input");
        kept.type = "hidden";
        kept.name = name;
        typed.prepend(kept);
      }
      kept.value = value;
    }
    document.querySelectorAll(".turn a, .hit-steps a, .quarter").forEach((link) => {
      link.href = change(new URL(link.href)).href;
    });
    for (const side of steps ? ["pageBefore", "pageAfter"] : []) {
      if (steps.dataset[side]) steps.dataset[side] = change(new URL(steps.dataset[side], location.href)).href;
    }
  };

  // ---------------------------------------------------------------------------------------- hits
  let now = Number(document.querySelector(".words mark.now")?.dataset.hit ?? 0);

  const stand = (element) => element.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });

  const centre = (element) => {
    if (!frame) return;
    const box = element.getBoundingClientRect();
    const window_ = frame.getBoundingClientRect();
    frame.scrollBy({
      left: box.left + box.width / 2 - window_.left - window_.width / 2,
      top: box.top + box.height / 2 - window_.top - window_.height / 2,
      behavior: calm ? "auto" : "smooth",
    });
  };

  const show = (number, asked) => {
    now = number;
    document.querySelectorAll("[data-hit]").forEach((element) => {
      element.classList.toggle("now", Number(element.dataset.hit) === number);
    });
    const which = steps?.querySelector(".which");
    if (which) which.textContent = which.textContent.replace(/\d+/, String(number));
    for (const link of steps?.querySelectorAll("a[data-step]") ?? []) {
      const by = Number(link.dataset.step);
      const beyond = by < 0 ? steps.dataset.pageBefore : steps.dataset.pageAfter;
      link.hidden = !(number + by >= 1 && number + by <= count) && !beyond;
    }
    const found = document.getElementById(`hit${number}`);
    const first = found?.querySelector("rect");
    if (first) centre(first);
    if (asked) {
      if (first) stand(frame);
      else {
        const mark = marks.find((each) => Number(each.dataset.hit) === number);
        if (mark) stand(mark);
      }
      keep("hit", String(number), "1");
    }
  };

  const step = (by) => {
    if (!steps) return;
    const to = now + by;
    if (count && to >= 1 && to <= count) show(to, true);
    else {
      const beyond = by < 0 ? steps.dataset.pageBefore : steps.dataset.pageAfter;
      if (beyond) location.assign(beyond);
    }
  };

  steps?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    step(Number(link.dataset.step));
  });
  document.querySelector(".leaf").addEventListener("click", (event) => {
    const hit = event.target.closest("[data-hit]");
    if (hit) show(Number(hit.dataset.hit), true);
  });

  // ---------------------------------------------------------------------------------------- zoom
  const zoomTo = (at) => {
    if (!sheet || at < 0 || at >= zooms.length) return;
    const zoom = zooms[at];
    const middle = [
      (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth,
      (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight,
    ];
    zooms.forEach((each) => sheet.classList.toggle(`z${each}`, each === zoom));
    sheet.dataset.zoom = String(zoom);
    const image = sheet.querySelector("image");
    const source = sheet.getAttribute(`data-at-${zoom}`);
    if (image.getAttribute("href") !== source) image.setAttribute("href", source);
    frame.scrollLeft = middle[0] * frame.scrollWidth - frame.clientWidth / 2;
    frame.scrollTop = middle[1] * frame.scrollHeight - frame.clientHeight / 2;
    document.querySelector(".zoom").textContent = `${zoom}%`;
    document.querySelectorAll("[data-zoom-by]").forEach((link) => {
      const next = at + Number(link.dataset.zoomBy);
      link.hidden = next < 0 || next >= zooms.length;
    });
    keep("zoom", String(zoom), "100");
  };
  const zoomBy = (by) => zoomTo(zooms.indexOf(Number(sheet?.dataset.zoom)) + by);

  document.querySelector(".tools")?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-zoom-by]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    zoomBy(Number(link.dataset.zoomBy));
  });

  // ---------------------------------------------------------------------------------------- keys
  // Single keys can be switched off (WCAG 2.2, 2.1.4): who speaks to a machine sets them off unawares.
  const KEPT = "lantai-keys";
  const help = document.querySelector(".keys");
  let keys = true;
  try {
    keys = localStorage.getItem(KEPT) !== "off";
  } catch {
    // A browser that keeps nothing has the keys on.
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  const say = () => {
    button.textContent = keys ? help.dataset.off : help.dataset.on;
  };
  say();
  button.addEventListener("click", () => {
    keys = !keys;
    say();
    try {
      localStorage.setItem(KEPT, keys ? "on" : "off");
    } catch {
      // It holds for this page.
    }
  });
  help.querySelector(".keys-need").replaceWith(button);

  const follow = (selector) => document.querySelector(selector)?.click();
  const acts = {
    n: () => step(1),
    p: () => step(-1),
    "+": () => zoomBy(1),
    "=": () => zoomBy(1),
    "-": () => zoomBy(-1),
    0: () => zoomTo(zooms.indexOf(100)),
    r: () => follow(".quarter"),
    "]": () => follow('.turn a[rel="next"]'),
    g: () => {
      const field = document.getElementById("jump");
      field?.focus();
      field?.scrollIntoView({ block: "nearest" });
    },
    "[": () => follow('.turn a[rel="prev"]'),
  };
  document.addEventListener("keydown", (event) => {
    if (!keys || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  if (now) show(now, false);
})();
