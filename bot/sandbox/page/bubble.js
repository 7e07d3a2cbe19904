// One message to one article: who, what it answers, what it says, its buttons, and what can be done with it.

import { clock, make, short } from "./dom.js";
import { formatted } from "./rich.js";

const EVENTS = {
  forum_topic_created: (it) => `Topic opened: ${it.name}`,
  forum_topic_edited: (it) => `Topic renamed: ${it.name}`,
  forum_topic_closed: () => "Topic closed",
  forum_topic_reopened: () => "Topic opened again",
  pinned_message: (it) => `Pinned: ${short(summary(it), 50)}`,
};

export function bubble(message, view) {
  const item = make("article", { class: "message", dataset: { id: message.message_id } });
  const event = Object.keys(EVENTS).find((name) => name in message);
  if (event) {
    item.classList.add("event");
    item.append(make("p", {}, EVENTS[event](message[event])));
    return item;
  }
  const mine = message.from.id === view.humanId;
  item.classList.add(mine ? "mine" : "theirs");
  if (message.from.is_bot) item.classList.add("from-bot");
  item.append(body(message, view, mine), ...keys(message, view), tools(message, view, mine));
  return item;
}

export function summary(message) {
  if (message.text ?? message.caption) return message.text ?? message.caption;
  const kind = ["photo", "voice", "sticker", "document"].find((name) => name in message);
  return kind ? kind[0].toUpperCase() + kind.slice(1) : "Message";
}

function body(message, view, mine) {
  const name = make("p", { class: mine && !view.group ? "who unseen" : "who" }, mine && !view.group ? "You" : message.from.first_name);
  const topic = view.group && view.topicName(message);
  if (topic) {
    name.append(make("button", {
      type: "button", class: "topic", title: "Show only this topic", onclick: () => view.showTopic(message.message_thread_id),
    }, topic));
  }
  const meta = make("p", { class: "meta" },
    message.has_protected_content ? make("span", { title: "Cannot be forwarded or copied" }, "protected") : null,
    message.edited ? make("span", {}, "edited") : null, clock(message.date));
  return make("div", { class: "bubble" }, name, quote(message, view), attachment(message), words(message, view),
    reactions(message), meta);
}

function quote(message, view) {
  const replied = message.reply_to_message;
  if (!replied || replied.forum_topic_created) return null;
  return make("button", {
    type: "button", class: "quote", "aria-label": `In reply to ${replied.from.first_name}: ${short(summary(replied))}`,
    onclick: () => view.find(replied.message_id),
  }, make("strong", {}, replied.from.first_name), " ", short(summary(replied)));
}

function words(message, view) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  return make("div", { class: "text" }, formatted(text, message.entities ?? message.caption_entities, view.does));
}

function attachment(message) {
  if (message.sticker) return make("p", { class: "sticker", role: "img", "aria-label": `Sticker ${message.sticker.emoji}` }, message.sticker.emoji);
  if (message.voice) return chip("🎙", `Voice message, ${message.voice.duration} seconds`);
  if (message.document) return chip("📄", message.document.file_name ?? "Document");
  if (!message.photo) return null;
  const largest = message.photo.at(-1);
  if (largest.file_id === "sandbox-photo") return chip("🖼", "Photo");
  return make("img", {
    class: "photo", src: `/sandbox/files/${encodeURIComponent(largest.file_id)}`, alt: message.caption ?? "Photo",
    width: largest.width, height: largest.height,
  });
}

function chip(sign, label) {
  return make("p", { class: "chip" }, make("span", { "aria-hidden": "true" }, sign), label);
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return make("p", { class: "reactions", "aria-label": `Reaction ${message.reactions.join(" ")}` }, message.reactions.join(" "));
}

function keys(message, view) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return [];
  let place = 0;
  const shown = rows.map((row) => make("div", { class: "keys-row" }, ...row.map((button) => key(button, place++, message, view))));
  return [make("div", { class: "keys", role: "group", "aria-label": "Choices" }, ...shown)];
}

function key(button, place, message, view) {
  if (button.url) {
    return make("a", { class: "key", href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text,
      make("span", { "aria-hidden": "true" }, " ↗"), make("span", { class: "unseen" }, " (opens another page)"));
  }
  if (button.copy_text) {
    return make("button", { type: "button", class: "key", onclick: () => view.does.copy(button.copy_text.text) }, button.text);
  }
  return make("button", {
    type: "button", class: "key", dataset: { place },
    onclick: (event) => view.does.press(message.message_id, place, event.currentTarget),
  }, button.text);
}

function tools(message, view, mine) {
  const about = short(summary(message), 40);
  const reply = make("button", {
    type: "button", "aria-label": `Reply to: ${about}`, onclick: () => view.does.reply(message),
  }, "Reply");
  const edit = mine && message.text ? make("button", {
    type: "button", "aria-label": `Edit: ${about}`, onclick: () => view.does.edit(message),
  }, "Edit") : null;
  return make("div", { class: "tools" }, reply, edit);
}
