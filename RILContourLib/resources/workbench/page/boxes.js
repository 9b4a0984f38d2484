// A text box that keeps what is being written: what the server says meanwhile is shown once nobody writes in it. Nothing
// is cut off: it counts the characters where there are nearly as many as may be, and the server refuses too many.
import { leave } from "./keys.js";

const ANSWER_MS = 1500;
const NEARLY = 0.8; // of `most` characters: from there on they are counted
const SENDABLE = 1000000;

export const box = {
  props: { value: { default: null }, lines: { default: 1 }, live: Boolean, most: Number },
  emits: ["commit", "enter"],
  inheritAttrs: false,
  data() {
    return { written: this.shown(), writing: false, sent: null };
  },
  watch: {
    value() {
      this.sent = null;
      if (!this.writing) this.written = this.shown();
    },
  },
  methods: {
    shown() {
      return this.value === null || this.value === undefined ? "" : String(this.value);
    },
    write(event) {
      this.written = event.target.value;
      if (this.live) this.$emit("commit", this.written);
    },
    commit() {
      if (this.live || this.written === this.shown() || this.written === this.sent) return;
      if (this.written.length > SENDABLE) return;
      this.sent = this.written;
      this.$emit("commit", this.written);
      if (this.isNumber()) setTimeout(this.showAgain, ANSWER_MS);
    },
    // Characters as people and the server count them: most signs beyond the basic ones are two units in JavaScript.
    count() {
      const length = [...this.written].length;
      if (!this.most || length < NEARLY * this.most) return null;
      const isOver = length > this.most;
      const words = `${length.toLocaleString("en")} of at most ${this.most.toLocaleString("en")} characters`;
      const text = isOver ? `${words}: too long to be kept, shorten it` : words;
      return Vue.h("span", { class: ["count", isOver ? "error" : "muted"], role: "status" }, text);
    },
    isNumber() {
      return this.$attrs.type === "number";
    },
    // A number that did not fit may have become the one that was shown before.
    showAgain() {
      this.sent = null;
      if (!this.writing) this.written = this.shown();
    },
    leave() {
      this.writing = false;
      this.commit();
    },
    key(event) {
      event.stopPropagation();
      if (event.key === "Escape") {
        if (!this.live) this.written = this.shown();
        this.$nextTick(() => event.target.blur());
      } else if (event.key === "Enter" && (this.lines <= 1 || event.ctrlKey)) {
        event.preventDefault();
        const changed = this.written !== this.shown();
        this.commit();
        this.$emit("enter", { text: this.written, changed });
        leave(event.target);
      }
    },
  },
  render() {
    const several = this.lines > 1;
    const entry = Vue.h(several ? "textarea" : "input", {
      ...this.$attrs,
      ...(several ? { rows: this.lines } : { type: this.$attrs.type || "text" }),
      value: this.written,
      onInput: this.write,
      ...(this.isNumber() ? { onChange: this.commit } : {}), // its arrows do not wait until one leaves
      onFocus: () => (this.writing = true),
      onBlur: this.leave,
      onKeydown: this.key,
    });
    return [entry, this.count()];
  },
};
