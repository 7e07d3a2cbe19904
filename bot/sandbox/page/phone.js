// One chat as on a phone: its head, its messages, and at its foot the composer.

import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { make } from "./dom.js";

const PARTS = {
  young_person: "Young person", parent: "Parent or carer", moderator: "Moderator", lead: "Safeguarding lead",
  group: "Moderators' group",
};
const TYPING_SECONDS = 6;
const WAITING_SECONDS = 30;

export class Phone {
  constructor(chat, page) {
    this.page = page;
    this.id = chat.id;
    this.group = chat.group;
    this.humanId = this.rememberedHuman(chat);
    this.topic = "all";
    this.messages = new Map();
    this.items = new Map();
    this.pressed = new Map();
    this.unread = 0;
    this.does = {
      copy: (words) => this.copy(words), say: (text) => this.act({ do: "say", text }),
      press: (message, place, button) => this.press(message, place, button),
      reply: (message) => this.composer.setAim({ kind: "reply", message }),
      edit: (message) => this.composer.setAim({ kind: "edit", message }),
    };
    this.build(chat);
    this.load(chat);
  }

  build(chat) {
    const key = `phone${chat.id}`;
    this.title = make("h2", { id: key });
    this.part = make("p", { class: "part" });
    this.menu = make("details", { class: "menu" }, make("summary", { "aria-label": `More for ${chat.title}` }, "⋯"));
    this.choosers = make("div", { class: "choosers" });
    this.log = make("div", { class: "log", role: "log", tabindex: "0", "aria-labelledby": key, "aria-relevant": "additions text" });
    this.typing = make("p", { class: "typing", "aria-hidden": "true" }, make("i"), make("i"), make("i"), " Waymark is writing");
    this.typing.hidden = true;
    this.toast = make("p", { class: "toast", role: "status" });
    this.composer = new Composer(chat, this);
    this.atBottom = true;
    this.log.addEventListener("scroll", () => { this.atBottom = this.atEnd(); }, { passive: true });
    new ResizeObserver(() => { if (this.atBottom) this.toEnd(); }).observe(this.log);
    this.element = make("section", { class: "phone", "aria-labelledby": key, dataset: { part: chat.part } },
      make("header", { class: "head" }, make("span", { class: "face", "aria-hidden": "true" }, chat.title[0]),
        make("div", { class: "names" }, this.title, this.part), this.menu),
      this.choosers, make("div", { class: "screen" }, this.log, this.typing, this.toast), this.composer.element);
  }

  // what the server tells

  load(chat) {
    this.log.setAttribute("aria-live", "off"); // the past is not news
    this.messages.clear();
    this.items.clear();
    this.log.replaceChildren();
    this.update(chat);
    for (const message of chat.messages ?? []) this.place(message);
    this.showEmpty();
    this.toEnd();
    this.typing.hidden = true;
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  update(chat) {
    const topicsChanged = JSON.stringify(this.chat?.topics) !== JSON.stringify(chat.topics);
    const footChanged = !this.chat || ["started", "blocked", "keyboard", "bot_is_here"].some(
      (name) => JSON.stringify(this.chat[name]) !== JSON.stringify(chat[name]));
    this.chat = chat;
    const main = chat.group || chat.key === chat.part;
    this.title.textContent = main ? PARTS[chat.part] : chat.title;
    this.part.textContent = chat.group ? chat.title : `${main ? chat.title : PARTS[chat.part]}, with Waymark`;
    if (chat.group ? topicsChanged : !this.menu.built) this.showChoosers();
    this.showMenu();
    if (footChanged) this.composer.show(chat);
    if (topicsChanged && this.messages.size) this.redraw();
  }

  place(message) {
    const known = this.items.get(message.message_id);
    const item = bubble(message, this);
    item.hidden = !this.inTopic(message);
    this.messages.set(message.message_id, message);
    this.items.set(message.message_id, item);
    const end = this.atBottom;
    if (known) {
      const focused = known.contains(document.activeElement) ? document.activeElement.dataset.place ?? "" : null;
      known.replaceWith(item);
      if (focused !== null) (item.querySelector(`[data-place="${focused}"]`) ?? item.querySelector(".key") ?? this.log).focus();
    } else {
      this.log.querySelector(".empty")?.remove();
      this.log.append(item);
    }
    if (message.from.is_bot) this.typing.hidden = true;
    if (end || message.from.id === this.humanId) this.toEnd();
    return !known;
  }

  remove(messageId) {
    const item = this.items.get(messageId);
    if (item?.contains(document.activeElement)) this.log.focus();
    item?.remove();
    this.items.delete(messageId);
    this.messages.delete(messageId);
    if (this.composer.aim?.message.message_id === messageId) this.composer.setAim(null);
    this.showEmpty();
  }

  showTyping() {
    this.typing.hidden = false;
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => { this.typing.hidden = true; }, TYPING_SECONDS * 1000);
  }

  answered(answer) {
    this.release(answer.callback_id);
    if (!answer.text) return;
    if (answer.alert) this.page.alert(answer.text);
    else this.say(answer.text);
  }

  // what the visitor does

  async act(wanted) {
    const topic = this.thread();
    const place = ["say", "stand_in"].includes(wanted.do) && topic ? { thread: topic } : {};
    const done = await this.page.act({ human: this.humanId, chat: this.id, ...place, ...wanted });
    if (done.error) this.say(done.error);
    return done;
  }

  async press(message, place, button) {
    button.setAttribute("aria-busy", "true");
    const done = await this.act({ do: "press", message, place });
    if (done.error) {
      button.removeAttribute("aria-busy");
      return;
    }
    this.pressed.set(done.callback_id, button);
    if (this.answeredEarly?.delete(done.callback_id)) this.release(done.callback_id);
    setTimeout(() => this.release(done.callback_id), WAITING_SECONDS * 1000);
  }

  release(callbackId) {
    const button = this.pressed.get(callbackId);
    if (!button) (this.answeredEarly ??= new Set()).add(callbackId);
    button?.removeAttribute("aria-busy");
    this.pressed.delete(callbackId);
  }

  async copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      this.say("Copied");
    } catch {
      this.say("Copying is not allowed in this browser");
    }
  }

  // how it shows

  showEmpty() {
    if (this.items.size || this.log.querySelector(".empty")) return;
    const about = this.page.bot.description || (this.group
      ? "Cases will appear here when somebody needs a person."
      : "Press Start to begin, as one does with any bot on Telegram.");
    this.log.append(make("p", { class: "empty" }, about));
  }

  showMenu() {
    const wanted = this.group ? "" : this.chat.blocked ? "Unblock the bot" : "Block the bot";
    this.menu.hidden = this.group;
    if (this.menu.built === wanted) return;
    this.menu.built = wanted;
    this.menu.querySelector(".sheet")?.remove();
    this.menu.append(make("div", { class: "sheet" }, make("button", {
      type: "button",
      onclick: () => { this.menu.open = false; this.act({ do: this.chat.blocked ? "unblock" : "block" }); },
    }, wanted)));
  }

  showChoosers() {
    this.choosers.hidden = !this.group;
    if (!this.group) return;
    const focused = [...this.choosers.querySelectorAll("select")].indexOf(document.activeElement);
    const select = (label, options, chosen, choose) => make("label", {}, make("span", {}, label),
      make("select", { onchange: (event) => choose(event.target.value) }, ...options.map(([value, words]) =>
        make("option", { value, selected: String(value) === String(chosen) }, words))));
    const topics = this.chat.topics.map((topic) => [topic.id, topic.closed ? `${topic.name} (closed)` : topic.name]);
    if (this.topic !== "all" && !topics.some(([id]) => String(id) === this.topic) && this.topic !== "general") this.topic = "all";
    this.choosers.replaceChildren(
      select("Speaking as", this.chat.members.map((member) => [member.id, member.name]), this.humanId, (id) => this.speakAs(Number(id))));
    if (this.chat.forum) {
      this.choosers.append(select("Topic", [["all", "All topics"], ["general", "General"], ...topics], this.topic,
        (topic) => this.showTopic(topic)));
    }
    this.choosers.querySelectorAll("select")[focused]?.focus();
  }

  rememberedHuman(chat) {
    if (!chat.group) return chat.id;
    const kept = Number(sessionStorage.getItem(`speaker${chat.id}`));
    return chat.members.some((member) => member.id === kept) ? kept : chat.members[0].id;
  }

  speakAs(humanId) {
    this.humanId = humanId;
    sessionStorage.setItem(`speaker${this.id}`, String(humanId));
    this.composer.setAim(null);
    this.redraw();
  }

  showTopic(topic) {
    this.topic = String(topic);
    this.showChoosers();
    this.composer.setAim(null);
    this.redraw();
    this.toEnd();
  }

  redraw() {
    this.log.setAttribute("aria-live", "off");
    for (const message of this.messages.values()) this.place(message);
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  topicName(message) {
    if (this.topic !== "all" || !message.message_thread_id) return "";
    return this.chat.topics.find((topic) => topic.id === message.message_thread_id)?.name ?? "";
  }

  thread() {
    return /^\d+$/.test(this.topic) ? Number(this.topic) : null;
  }

  inTopic(message) {
    if (this.topic === "all") return true;
    return this.topic === String(message.message_thread_id ?? "general");
  }

  find(messageId) {
    const item = this.items.get(messageId);
    if (!item) return;
    item.scrollIntoView({ block: "center" });
    item.classList.add("found");
    setTimeout(() => item.classList.remove("found"), 1500);
  }

  say(words) {
    this.toast.textContent = words;
    this.toast.classList.add("shown");
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => this.toast.classList.remove("shown"), 4000);
  }

  atEnd(slack = 60) {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < slack;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.atBottom = true;
  }
}
