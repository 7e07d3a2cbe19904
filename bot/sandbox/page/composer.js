// The foot of a phone: what can be written or pressed there now, and what it answers or edits.

import { summary } from "./bubble.js";
import { make, short } from "./dom.js";

export class Composer {
  constructor(chat, phone) {
    this.phone = phone;
    this.aim = null; // {kind: "reply" | "edit", message}
    this.aimLine = make("div", { class: "aim", hidden: true });
    this.keyboard = make("div", { class: "keyboard", role: "group", "aria-label": "Keyboard" });
    this.input = make("textarea", {
      rows: "1", maxlength: "4096", "aria-label": `Message as ${chat.group ? "moderator" : chat.title}`, placeholder: "Message",
      onkeydown: (event) => this.keydown(event),
    });
    this.form = make("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      this.attachments(), this.input, make("button", { class: "send", "aria-label": "Send" }, "➤"));
    this.element = make("div", { class: "foot" });
  }

  attachments() {
    const sheet = make("details", { class: "attach" }, make("summary", { "aria-label": "Send something that is not text" }, "+"));
    const attach = (what, label) => make("button", {
      type: "button", onclick: () => { sheet.open = false; this.phone.act({ do: "stand_in", what }); },
    }, label);
    sheet.append(make("div", { class: "sheet" },
      attach("voice", "Voice message"), attach("photo", "Photo"), attach("sticker", "Sticker")));
    return sheet;
  }

  show({ started, blocked, group, keyboard, bot_is_here: here }) {
    const had = this.element.contains(document.activeElement);
    const wide = (label, wanted) => make("button", { type: "button", class: "wide", onclick: () => this.phone.act(wanted) }, label);
    if (group && here === false) this.element.replaceChildren(make("p", { class: "part" }, "The bot has left this group."));
    else if (blocked) this.element.replaceChildren(wide("Unblock the bot", { do: "unblock" }));
    else if (!started) this.element.replaceChildren(wide("Start", { do: "say", text: "/start" }));
    else if (!this.element.contains(this.form)) this.element.replaceChildren(this.aimLine, this.form, this.keyboard);
    this.showKeyboard(keyboard);
    if (had && !this.element.contains(document.activeElement)) this.focus();
  }

  showKeyboard(keyboard) {
    const rows = keyboard?.keyboard ?? [];
    this.keyboard.hidden = !rows.length;
    this.keyboard.replaceChildren(...rows.map((row) => make("div", { class: "keys-row" }, ...row.map((key) =>
      make("button", { type: "button", class: "key", onclick: () => this.phone.act({ do: "say", text: key.text }) }, key.text)))));
    this.input.placeholder = keyboard?.input_field_placeholder ?? "Message";
  }

  focus() {
    const first = this.element.contains(this.input) ? this.input : this.element.querySelector("button");
    first?.focus({ preventScroll: true });
  }

  setAim(aim) {
    if (this.aim?.kind === "edit" && aim?.kind !== "edit") this.input.value = "";
    this.aim = aim;
    this.aimLine.replaceChildren();
    this.aimLine.hidden = !aim;
    if (!aim) return;
    const words = aim.kind === "edit" ? "Editing: " : `Replying to ${aim.message.from.first_name}: `;
    this.aimLine.append(make("span", {}, make("strong", {}, words), short(summary(aim.message), 60)),
      make("button", { type: "button", "aria-label": "Stop", onclick: () => { this.setAim(null); this.input.focus(); } }, "×"));
    if (aim.kind === "edit") this.input.value = aim.message.text;
    this.input.focus();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { kind, message } = this.aim ?? {};
    const wanted = kind === "edit" ? { do: "edit", message: message.message_id, text }
      : kind === "reply" ? { do: "say", text, reply_to: message.message_id, thread: message.message_thread_id ?? null }
        : { do: "say", text };
    const done = await this.phone.act(wanted);
    if (!done.error) {
      this.input.value = "";
      this.setAim(null);
    }
  }

  keydown(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.aim) {
      this.setAim(null);
    }
  }
}
