// Suggestions below a question box. Without this script the box is a plain form that works the same.
"use strict";
(() => {
  const PAUSE = 160; // milliseconds without a key before asking

  const attach = (input, index) => {
    const form = input.form;
    const list = document.createElement("ul");
    list.id = `suggestions-${index}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    input.parentElement.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.autocomplete = "off";

    let timer = 0;
    let asked = 0;
    let active = -1;

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const point = (to) => {
      const options = [...list.children];
      active = options.length ? (to + options.length) % options.length : -1;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      if (active >= 0) {
        input.setAttribute("aria-activedescendant", options[active].id);
        options[active].scrollIntoView({ block: "nearest" });
      }
    };

    const take = (option) => {
      input.value = option.dataset.value;
      close();
      form.requestSubmit();
    };

    const show = (suggestions) => {
      list.replaceChildren(
        ...suggestions.map((suggestion, at) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${at}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.value = suggestion.value;
          const value = document.createElement("span");
          value.textContent = suggestion.value;
          const count = document.createElement("span");
          count.className = "count";
          count.textContent = String(suggestion.units);
          option.append(value, count);
          option.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            take(option);
          });
          return option;
        }),
      );
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = suggestions.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };

    const ask = async () => {
      const typed = input.value.trim();
      const mine = ++asked;
      if (!typed) {
        close();
        return;
      }
      try {
        const reply = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed)}`);
        if (!reply.ok || mine !== asked || document.activeElement !== input) return;
        show((await reply.json()).suggestions.slice(0, 8));
      } catch {
        close(); // suggestions are a kindness: without them the box still asks
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("blur", () => {
      clearTimeout(timer);
      asked += 1;
      close();
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // an input method is choosing characters
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" && !list.hidden) {
        event.preventDefault();
        point(active + 1);
      } else if (event.key === "ArrowUp" && !list.hidden) {
        event.preventDefault();
        point(active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        take(list.children[active]);
      }
    });
  };

  document.querySelectorAll("input[data-suggest-label]").forEach(attach);
})();
