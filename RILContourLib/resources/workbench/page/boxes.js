// A text box that keeps what is being written: what the server says meanwhile is shown once nobody writes in it.
import { leave } from "./keys.js";

export const box = {
  props: { value: { default: null }, lines: { default: 1 }, live: Boolean },
  emits: ["commit", "enter"],
  inheritAttrs: false,
  data() {
    return { written: this.shown(), writing: false };
  },
  watch: {
    value() {
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
      if (!this.live && this.written !== this.shown()) this.$emit("commit", this.written);
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
        this.commit();
        this.$emit("enter", this.written);
        leave(event.target);
      }
    },
  },
  render() {
    const several = this.lines > 1;
    return Vue.h(several ? "textarea" : "input", {
      ...this.$attrs,
      ...(several ? { rows: this.lines } : { type: this.$attrs.type || "text" }),
      value: this.written,
      onInput: this.write,
      onFocus: () => (this.writing = true),
      onBlur: this.leave,
      onKeydown: this.key,
    });
  },
};
