// A message's text and entities to elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { make } from "./dom.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export function formatted(text, entities, does) {
  const waiting = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fill = (parent, start, end) => {
    let at = start;
    while (waiting.length && waiting[0].offset < end) {
      const entity = waiting.shift();
      const stop = Math.min(entity.offset + entity.length, end);
      if (entity.offset < at || stop <= at) continue;
      parent.append(text.slice(at, entity.offset));
      const [outer, inner] = element(entity, text.slice(entity.offset, stop), does);
      fill(inner, entity.offset, stop);
      parent.append(outer);
      // A block ends its own line, so that the line break after it would show as an empty line.
      at = BLOCKS.has(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
    }
    parent.append(text.slice(at, end));
    return parent;
  };
  return fill(document.createDocumentFragment(), 0, text.length);
}

function element(entity, words, does) {
  const same = (one) => [one, one];
  switch (entity.type) {
    case "text_link": return same(link(entity.url));
    case "url": return same(link(words));
    case "email": return same(link(`mailto:${words}`));
    case "spoiler": return spoiler();
    case "code":
    case "pre":
      return same(make("button", {
        type: "button", class: entity.type, title: "Copy", "aria-label": `Copy ${words}`, onclick: () => does.copy(words),
      }));
    case "bot_command":
      return same(make("button", { type: "button", class: "command", onclick: () => does.say(words) }));
    default: return same(make(PLAIN[entity.type] ?? "span"));
  }
}

function link(address) {
  let protocol = "";
  try {
    protocol = new URL(address).protocol;
  } catch {
    return make("span");
  }
  if (!["http:", "https:", "mailto:", "tel:", "tg:"].includes(protocol)) return make("span");
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address });
}

function spoiler() {
  const words = make("span", { "aria-hidden": "true" });
  const cover = make("button", { type: "button", class: "spoiler", "aria-label": "Hidden text, press to show" }, words);
  cover.addEventListener("click", () => {
    cover.classList.add("shown");
    cover.removeAttribute("aria-label");
    words.removeAttribute("aria-hidden");
  }, { once: true });
  return [cover, words];
}
