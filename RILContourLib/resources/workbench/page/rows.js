// A list of which only the visible rows are here: it is as high as all of them, and asks for those that are seen.
const MARGIN = 40; // rows that are fetched before and after those that are seen

export const rows = {
  props: { total: Number, first: Number, have: Number, height: { type: Number, default: 24 }, at: Object },
  emits: ["wanted"],
  data() {
    return { asked: null };
  },
  mounted() {
    this.watcher = new ResizeObserver(() => this.look());
    this.watcher.observe(this.$el);
    this.go();
  },
  unmounted() {
    this.watcher.disconnect();
  },
  watch: {
    total() {
      this.$nextTick(() => this.look());
    },
    first() {
      this.asked = null;
      this.$nextTick(() => this.look());
    },
    "at.number"() {
      this.$nextTick(() => this.go()); // once the list is as high as all of them
    },
  },
  methods: {
    look() {
      const start = Math.floor(this.$el.scrollTop / this.height);
      const stop = Math.min(this.total, start + Math.ceil(this.$el.clientHeight / this.height));
      if (start >= this.first && stop <= this.first + this.have) return;
      const wanted = Math.max(0, start - MARGIN);
      if (wanted === this.asked) return;
      this.asked = wanted;
      this.$emit("wanted", { first: wanted, count: stop - start + 2 * MARGIN });
    },
    walk(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const row = step && document.activeElement.closest(".series-row");
      const next = row && (step > 0 ? row.nextElementSibling : row.previousElementSibling);
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
    go() {
      if (!this.at || this.at.row === null || this.at.row === undefined) return;
      const top = this.at.row * this.height;
      const { scrollTop, clientHeight } = this.$el;
      if (top < scrollTop || top + this.height > scrollTop + clientHeight)
        this.$el.scrollTop = Math.max(0, top - clientHeight / 2);
    },
  },
  render() {
    const inside = { position: "absolute", left: 0, minWidth: "100%", top: `${this.first * this.height}px` };
    const all = { position: "relative", height: `${this.total * this.height}px` };
    return Vue.h("div", { onScroll: this.look, onKeydown: this.walk, style: { overflow: "auto" } }, [
      Vue.h("div", { style: all }, [Vue.h("div", { style: inside }, this.$slots.default())]),
    ]);
  },
};
