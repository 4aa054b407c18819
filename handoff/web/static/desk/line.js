/**
 * The one connection of this tab to the desk. It comes back by itself; after every connection each open conversation
 * is asked for from the last message that was received, so nothing is missed and nothing is shown twice.
 */
import { say } from "./words.js";

const ALIVE_MS = 20000;
const ANSWER_MS = 6000; // whoever is asked for a sign of life gives it within this

export class Line extends EventTarget {
  #socket = null;
  #open = new Map();
  #tries = 0;
  #heard = 0;
  #timer = 0;

  constructor() {
    super();
    setInterval(() => this.#alive(), ALIVE_MS);
    addEventListener("online", () => this.#alive());
    document.addEventListener("visibilitychange", () => document.hidden || this.#alive());
    addEventListener("pageshow", (event) => event.persisted && this.connect());
  }

  get ready() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.#timer);
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/desk/ws`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#tries = 0;
      this.#heard = Date.now();
      this.#show("on");
      for (const [conversation, after] of this.#open) this.send({ type: "open", conversation, after: after() });
      this.dispatchEvent(new Event("ready"));
    };
    socket.onmessage = (event) => {
      this.#heard = Date.now();
      const frame = JSON.parse(event.data);
      this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
    };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      if (event.code === 4401) {
        location.href = `/desk/login?next=${encodeURIComponent(document.body.dataset.here)}`;
        return;
      }
      this.#show("off");
      this.dispatchEvent(new Event("lost"));
      this.#timer = setTimeout(() => this.connect(), Math.min(10000, 500 * 2 ** this.#tries++) * (0.7 + Math.random() * 0.6));
    };
  }

  /** Send now; false when there is no connection. */
  send(frame) {
    if (!this.ready) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Follow a conversation; `after()` gives the number of the last message that is shown. */
  open(conversation, after) {
    this.#open.set(conversation, after);
    this.send({ type: "open", conversation, after: after() });
  }

  #alive() {
    if (this.send({ type: "alive" })) this.expect();
    else this.connect();
  }

  /** Something that is answered was sent: a line on which nothing comes then is dead, whatever the browser says of it. */
  expect() {
    const socket = this.#socket;
    const asked = Date.now();
    setTimeout(() => {
      if (this.#socket !== socket || this.#heard >= asked) return;
      this.#socket = null;
      socket.close();
      this.#show("off");
      this.dispatchEvent(new Event("lost"));
      this.connect();
    }, ANSWER_MS);
  }

  #show(state) {
    const el = document.getElementById("line");
    if (!el || el.dataset.state === state) return;
    el.dataset.state = state;
    const words = el.querySelector(".words");
    words.textContent = say(`line.${state}`);
    words.classList.toggle("hush", state !== "off");
  }
}
