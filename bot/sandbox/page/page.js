// The whole page: listens to the server, keeps a phone for each chat, and sends what the visitor does.

import { make } from "./dom.js";
import { Phone } from "./phone.js";

const TABS = { young_person: "Young person", parent: "Parent", moderator: "Moderator", lead: "Lead", group: "Moderators" };

class Page {
  constructor() {
    this.phones = new Map();
    this.bot = {};
    this.shown = null;
    this.place = (id) => document.getElementById(id);
    this.place("add").addEventListener("click", () => this.place("add-person").showModal());
    this.place("add-person").addEventListener("close", (event) => this.addPerson(event.target));
    document.addEventListener("click", (event) => closeSheets(event.target));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheets(null); });
  }

  listen() {
    const events = new EventSource("/sandbox/events");
    events.onmessage = (event) => this.told(JSON.parse(event.data));
    events.onopen = () => { this.place("connection").textContent = ""; };
    events.onerror = () => { this.place("connection").textContent = "The sandbox is not answering; trying again."; };
  }

  told(change) {
    if (change.kind === "state") {
      this.showState(change);
      return;
    }
    if (change.chat) this.phoneOf(change.chat);
    const phone = this.phones.get(change.chat_id);
    if (!phone) return;
    switch (change.kind) {
      case "message":
        if (phone.place(change.message) && change.message.from.id !== phone.humanId) this.countUnread(phone);
        break;
      case "deleted": phone.remove(change.message_id); break;
      case "typing": phone.showTyping(); break;
      case "answer": phone.answered(change); break;
    }
  }

  showState({ bot, chats, links }) {
    this.bot = bot;
    this.place("links").replaceChildren(...links.map(([label, href]) => make("a", { href }, label)));
    for (const chat of chats) {
      const known = this.phones.get(chat.id);
      if (known) known.load(chat);
      else this.add(chat);
    }
    if (this.shown === null && chats.length) this.show(chats[0].id);
  }

  phoneOf(chat) {
    const known = this.phones.get(chat.id);
    if (known) known.update(chat);
    else this.add(chat);
  }

  add(chat) {
    const phone = new Phone(chat, this);
    this.phones.set(chat.id, phone);
    // The main parts keep their order, the group third; whoever joins comes after.
    const first = (one) => ["young_person", "parent"].includes(one.chat.key) ? 0 : one.group ? 1 : 2;
    const sorted = [...this.phones.values()].sort((a, b) => first(a) - first(b));
    const next = sorted[sorted.indexOf(phone) + 1];
    this.place("phones").insertBefore(phone.element, next?.element ?? null);
    const name = ["young_person", "parent"].includes(chat.key) || chat.group ? TABS[chat.part] : chat.title;
    phone.count = make("span", { class: "count" });
    phone.tab = make("button", { type: "button", dataset: { part: chat.part }, onclick: () => this.show(chat.id) }, name, phone.count);
    this.place("tabs").insertBefore(phone.tab, next?.tab ?? null);
    phone.toEnd();
  }

  show(chatId) {
    this.shown = chatId;
    for (const [id, phone] of this.phones) {
      const current = id === chatId;
      phone.element.classList.toggle("current", current);
      if (current) phone.tab.setAttribute("aria-current", "true");
      else phone.tab.removeAttribute("aria-current");
    }
    const phone = this.phones.get(chatId);
    phone.unread = 0;
    phone.count.textContent = "";
    phone.toEnd();
  }

  countUnread(phone) {
    if (phone.id === this.shown) return;
    phone.unread += 1;
    phone.count.replaceChildren(String(phone.unread), make("span", { class: "unseen" }, " new"));
  }

  async act(action) {
    try {
      const answer = await fetch("/sandbox/actions", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(action),
      });
      return await answer.json();
    } catch {
      return { error: "The sandbox is not answering." };
    }
  }

  async addPerson(dialog) {
    const form = dialog.querySelector("form");
    const wanted = new FormData(form);
    if (dialog.returnValue !== "add") return;
    const added = await this.act({ do: "add_person", name: wanted.get("name").trim(), part: wanted.get("part") });
    form.reset();
    if (added.human) this.showAdded(added.human);
  }

  showAdded(chatId, tries = 20) {
    const phone = this.phones.get(chatId);
    if (!phone) {
      if (tries) setTimeout(() => this.showAdded(chatId, tries - 1), 50);
      return;
    }
    this.show(chatId);
    phone.element.scrollIntoView({ block: "nearest" });
    phone.composer.focus();
  }

  alert(words) {
    this.place("alert-text").textContent = words;
    this.place("alert").showModal();
  }
}

function closeSheets(target) {
  for (const open of document.querySelectorAll("details[open]")) {
    if (!open.contains(target)) {
      const focused = open.contains(document.activeElement);
      open.open = false;
      if (focused && target === null) open.querySelector("summary").focus();
    }
  }
}

new Page().listen();
