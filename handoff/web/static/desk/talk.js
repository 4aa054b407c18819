/** One open conversation: messages as they come, what is being sent, typing, read marks. */
import { forget, keep, putBack, restore } from "./drafts.js";
import { Replies } from "./replies.js";
import { tick } from "./time.js";
import { again } from "./watch.js";
import { say } from "./words.js";

const TYPING_SHOWN_MS = 6000;
const TYPING_SENT_MS = 3000;
const NEAR_PX = 120;
const REFRESH_AGAIN_MS = 2000;

const el = (id) => document.getElementById(id);
const uuid = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

export class Talk {
  #line;
  #id;
  #last;
  #seen;
  #got;
  #typingTimer = 0;
  #typedAt = 0;
  #idleTimer = 0;
  #readSent = 0;
  #refreshing = false;
  #atEnd = true;
  #top = 0;
  #sizes = null;

  constructor(line, root) {
    this.#line = line;
    this.#id = root.dataset.conversation;
    this.#last = Number(root.dataset.last);
    this.#seen = Number(root.dataset.seen);
    this.#got = Number(root.dataset.got);
    for (const type of ["message", "status", "typing", "read", "delivered", "note", "ack", "error"]) {
      line.addEventListener(type, ({ detail }) => detail.conversation === this.#id && this[`on_${type}`](detail));
    }
    line.addEventListener("ready", () => this.#sendWaiting());
    line.addEventListener("lost", () => this.#showTyping(""));
    document.addEventListener("visibilitychange", () => document.hidden || this.#markRead());
    document.body.addEventListener("htmx:afterSwap", () => document.querySelectorAll("#notes [data-thread]").forEach((link) => this.#answers(link)));
    this.#wire();
    line.open(this.#id, () => this.#last);
    this.#sendWaiting();
  }

  get id() {
    return this.#id;
  }

  #wire() {
    restore();
    this.#bottom();
    const log = el("log");
    this.#stayAtEnd(log);
    log.addEventListener("scroll", () => {
      // What grows below moves nothing: only who scrolls up has left the end.
      if (this.#near()) this.#atEnd = true;
      else if (log.scrollTop < this.#top) this.#atEnd = false;
      this.#top = log.scrollTop;
      if (this.#near()) {
        el("newer").hidden = true;
        this.#markRead();
      }
    });
    el("newer").addEventListener("click", () => this.#bottom());
    for (const link of document.querySelectorAll("[data-thread]")) this.#answers(link);
    el("attach")?.querySelector("input[type=file]").addEventListener("change", (event) => event.target.files.length && el("attach").requestSubmit());
    const form = el("write");
    if (!form) return;
    const box = el("text");
    new Replies(box, this.#id);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#write(box);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !event.ctrlKey && !event.altKey) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    box.addEventListener("input", () => this.#typing(box.value.trim() !== ""));
    box.addEventListener("blur", () => this.#typing(false));
  }

  /** Who reads the newest keeps reading it when the window turns, a draft grows or a picture comes in. */
  #stayAtEnd(log) {
    this.#sizes?.disconnect();
    this.#sizes = new ResizeObserver(() => this.#atEnd && this.#bottom());
    this.#sizes.observe(log);
    log.addEventListener("load", () => this.#atEnd && this.#bottom(), true);
    for (const fold of document.querySelectorAll("#side > details")) {
      fold.addEventListener("toggle", () => fold.open && el("side").scrollTo({ top: fold.offsetTop - 8 }));
    }
  }

  /** An answer to a colleague goes into the form for notes, so that what is half written is never thrown away. */
  #answers(link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      el("note-thread").value = link.dataset.thread;
      el("note-to").hidden = false;
      el("note").focus();
    });
  }

  // ---- frames

  on_message({ message, html }) {
    if (message.seq <= this.#last) return;
    const stay = this.#near();
    this.#last = message.seq;
    const pending = el("log").querySelector(`[data-id="${CSS.escape(message.id)}"]`);
    if (pending) pending.remove();
    el("log").insertAdjacentHTML("beforeend", html);
    for (const waiting of el("log").querySelectorAll(".is-sending, .is-failed")) el("log").append(waiting);
    this.#forgetSent(message.id);
    if (message.sender === "customer") this.#showTyping("");
    if (message.sender === "agent") el("card").querySelector("[data-first-answer]")?.remove(); // given: the term for it is over
    if (stay || message.sender === "agent") this.#bottom();
    else el("newer").hidden = false;
    this.#markRead();
  }

  on_status({ status, mine }) {
    const root = el("talk");
    if (root.dataset.status !== status || (root.dataset.mine === "true") !== mine) this.#refresh();
  }

  on_typing({ sender, name, on }) {
    this.#showTyping(on ? (sender === "customer" ? say("typing") : say("typing_colleague", { name })) : "");
  }

  on_read({ by, seq }) {
    if (by !== "customer") return;
    this.#seen = Math.max(this.#seen, seq);
    this.#marks();
  }

  on_delivered({ by, seq }) {
    if (by !== "customer") return;
    this.#got = Math.max(this.#got, seq);
    this.#marks();
  }

  /** Sent, delivered or read, under each of our messages; a mark never goes back. */
  #marks() {
    for (const row of document.querySelectorAll('#log [data-sender="agent"][data-seq]')) {
      const mark = row.querySelector(".mark");
      const seq = Number(row.dataset.seq);
      const state = seq <= this.#seen ? "read" : seq <= this.#got ? "delivered" : "";
      if (!mark || !state) continue;
      mark.textContent = say(state);
      mark.className = `mark mark-${state}`;
    }
  }

  on_note() {
    if (el("notes")) htmx.trigger("#notes", "refresh");
  }

  on_ack({ id }) {
    this.#forgetSent(id);
    const row = el("log").querySelector(`.is-sending[data-id="${CSS.escape(id)}"]`);
    if (row) row.querySelector(".mark").textContent = say("sent");
  }

  on_error({ id, text, detail }) {
    if (!id) return;
    const failed = this.#waiting().find((m) => m.id === id);
    this.#forgetSent(id);
    const row = el("log").querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (row) {
      row.className = "msg from-agent is-failed";
      row.querySelector(".mark").textContent = `${say("failed")}: ${text || detail}`;
    }
    const box = el("text");
    if (failed && box && !box.value) {
      box.value = failed.text;
      keep(box);
    } else if (failed) putBack(`text:${this.#id}`, failed.text);
  }

  // ---- sending

  #key() {
    return `balie:sending:${this.#id}`;
  }

  #waiting() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key()) || "[]");
    } catch {
      return [];
    }
  }

  #keepWaiting(list) {
    try {
      sessionStorage.setItem(this.#key(), JSON.stringify(list));
    } catch {
      /* storage is off: sent now or not at all */
    }
  }

  #forgetSent(id) {
    const list = this.#waiting();
    if (list.some((m) => m.id === id)) this.#keepWaiting(list.filter((m) => m.id !== id));
  }

  #write(box) {
    const text = box.value.trim();
    if (!text) return;
    const message = { id: uuid(), text };
    this.#keepWaiting([...this.#waiting(), message]);
    this.#show(message);
    if (this.#line.send({ type: "message", conversation: this.#id, ...message })) this.#line.expect();
    box.value = "";
    forget(box);
    this.#typing(false);
    box.focus();
  }

  /** After a reconnect or a reload: the same id again is the same message. */
  #sendWaiting() {
    for (const message of this.#waiting()) {
      if (!el("log").querySelector(`[data-id="${CSS.escape(message.id)}"]`)) this.#show(message);
      this.#line.send({ type: "message", conversation: this.#id, ...message });
    }
  }

  #show({ id, text }) {
    const row = document.createElement("div");
    row.className = "msg from-agent is-sending";
    row.dataset.id = id;
    row.dataset.sender = "agent";
    row.dataset.testid = "message";
    const by = document.createElement("p");
    by.className = "by";
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.textContent = say("sending");
    by.append(mark);
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    const words = document.createElement("p");
    words.className = "text";
    words.textContent = text;
    bubble.append(words);
    row.append(by, bubble);
    el("log").append(row);
    this.#bottom();
  }

  // ---- small signs

  #typing(on) {
    clearTimeout(this.#idleTimer);
    const time = Date.now();
    if (on) {
      this.#idleTimer = setTimeout(() => this.#typing(false), 4000);
      if (time - this.#typedAt < TYPING_SENT_MS) return;
      this.#typedAt = time;
    } else {
      if (!this.#typedAt) return;
      this.#typedAt = 0;
    }
    this.#line.send({ type: "typing", conversation: this.#id, on });
  }

  #showTyping(words) {
    clearTimeout(this.#typingTimer);
    el("typing").textContent = words;
    if (words) this.#typingTimer = setTimeout(() => this.#showTyping(""), TYPING_SHOWN_MS);
  }

  #markRead() {
    if (document.hidden || el("talk").dataset.mine !== "true" || !this.#near() || this.#last <= this.#readSent) return;
    if (this.#line.send({ type: "read", conversation: this.#id, seq: this.#last })) this.#readSent = this.#last;
  }

  #near() {
    const log = el("log");
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  }

  #bottom() {
    const log = el("log");
    log.scrollTop = log.scrollHeight;
    this.#atEnd = true;
    el("newer").hidden = true;
  }

  /** Somebody took, passed on or closed it: show what can be done now. */
  async #refresh() {
    if (this.#refreshing) return;
    this.#refreshing = true;
    const typing = document.activeElement?.id === "text";
    try {
      const found = await this.#fetched();
      if (!found) return setTimeout(() => this.#refresh(), REFRESH_AGAIN_MS); // no connection: again, until there is
      const talk = new DOMParser().parseFromString(found.text, "text/html").getElementById("talk");
      if (!found.ok || !talk) return location.reload();
      for (const field of el("talk").querySelectorAll("textarea[data-draft]")) keep(field);
      const failed = [...el("log").querySelectorAll(".is-failed")];
      el("talk").replaceWith(document.adoptNode(talk));
      htmx.process(el("talk"));
      this.#last = Number(talk.dataset.last);
      this.#wire();
      el("log").append(...failed);
      again();
      tick();
      this.#line.open(this.#id, () => this.#last); // what came while the page was fetched comes again
      this.#sendWaiting();
      el("announce").textContent = el("state-line").textContent;
      if (typing) el("text")?.focus();
    } finally {
      this.#refreshing = false;
    }
  }

  /** This page as it is now, or null when it cannot be had. */
  async #fetched() {
    try {
      const answer = await fetch(`/desk/conversations/${encodeURIComponent(this.#id)}`, { headers: { accept: "text/html" } });
      return { ok: answer.ok, text: await answer.text() };
    } catch {
      return null;
    }
  }
}
