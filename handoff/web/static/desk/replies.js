/** A slash in the reply box: standard replies and the handbook, searched while typing, put in with the keyboard. */
import { say } from "./words.js";

const SLASH = /(^|\s)\/([^/\n]{0,80})$/;
const PAUSE_MS = 140;

export class Replies {
  #box;
  #panel = document.getElementById("replies");
  #list = document.getElementById("replies-list");
  #none = document.getElementById("replies-none");
  #address;
  #hits = [];
  #at = -1;
  #timer = 0;
  #asked = 0;

  constructor(box, conversation) {
    this.#box = box;
    this.#address = `/desk/conversations/${encodeURIComponent(conversation)}/replies`;
    box.addEventListener("input", () => this.#look());
    box.addEventListener("blur", () => setTimeout(() => document.activeElement === box || this.close(), 150));
    // Before the form hears Enter: while the list is open the keys are for the list.
    box.addEventListener("keydown", (event) => this.#key(event), true);
    this.#list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      this.#take(Number(option.dataset.at));
    });
    this.#opener();
    if (document.activeElement === box) this.#look(); // typed before this script was there
    for (const button of document.querySelectorAll("[data-say]")) button.addEventListener("click", () => this.#put(button.dataset.say));
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#panel.hidden = true;
    this.#box.removeAttribute("aria-activedescendant");
    this.#hits = [];
  }

  /** The button does what a slash does, for who does not know of the slash. */
  #opener() {
    const opener = document.getElementById("replies-open");
    if (!opener) return;
    opener.hidden = false;
    opener.addEventListener("click", () => {
      if (!this.#panel.hidden) return this.#box.focus();
      const end = this.#box.value.length;
      this.#insert(end && !/\s$/.test(this.#box.value) ? " /" : "/", end, end);
    });
  }

  #query() {
    const before = this.#box.value.slice(0, this.#box.selectionStart);
    return SLASH.exec(before);
  }

  #look() {
    clearTimeout(this.#timer);
    const match = this.#query();
    if (!match) return this.#panel.hidden || this.close();
    this.#timer = setTimeout(() => this.#ask(match[2]), PAUSE_MS);
  }

  async #ask(query) {
    const mine = ++this.#asked;
    const language = this.#box.dataset.language;
    const answer = await fetch(`${this.#address}?q=${encodeURIComponent(query)}&language=${language}`).catch(() => null);
    if (mine !== this.#asked || !answer?.ok) return;
    const { hits } = await answer.json();
    if (mine !== this.#asked) return;
    this.#hits = hits;
    this.#list.replaceChildren(...hits.map((hit, at) => this.#option(hit, at)));
    this.#none.hidden = hits.length > 0;
    this.#list.hidden = hits.length === 0;
    this.#panel.hidden = false;
    document.getElementById("announce").textContent = say("replies.found", { n: hits.length });
    this.#choose(0);
  }

  #option(hit, at) {
    const item = document.createElement("li");
    item.id = `reply-${at}`;
    item.role = "option";
    item.dataset.at = at;
    item.dataset.testid = "reply-option";
    const top = document.createElement("span");
    top.className = "reply-top";
    const title = document.createElement("strong");
    title.textContent = hit.title;
    const kind = document.createElement("span");
    kind.className = "tag";
    kind.textContent = hit.group;
    top.append(title, " ", kind);
    const text = document.createElement("span");
    text.className = "sum";
    text.textContent = hit.text;
    item.append(top, text);
    return item;
  }

  #choose(at) {
    this.#at = this.#hits.length ? (at + this.#hits.length) % this.#hits.length : -1;
    for (const option of this.#list.children) {
      const chosen = Number(option.dataset.at) === this.#at;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen) option.scrollIntoView({ block: "nearest" });
    }
    if (this.#at >= 0) this.#box.setAttribute("aria-activedescendant", `reply-${this.#at}`);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (this.#panel.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#choose(this.#at + step);
    else if ((event.key === "Enter" || event.key === "Tab") && this.#at >= 0) this.#take(this.#at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.stopPropagation();
  }

  /** The text in place of the slash and what was searched. */
  #take(at) {
    const match = this.#query();
    const end = this.#box.selectionStart;
    const start = match ? match.index + match[1].length : end;
    this.#insert(this.#hits[at].text, start, end);
    this.close();
  }

  #put(text) {
    const gap = this.#box.value && !this.#box.value.endsWith("\n") ? "\n" : "";
    this.#insert(gap + text, this.#box.value.length, this.#box.value.length);
  }

  /** A blank such as [date] is selected, to be filled in. */
  #insert(text, start, end) {
    this.#box.focus();
    this.#box.setRangeText(text, start, end, "end");
    const blank = /\[[^\]\n]+\]/.exec(text);
    if (blank) this.#box.setSelectionRange(start + blank.index, start + blank.index + blank[0].length);
    this.#box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
