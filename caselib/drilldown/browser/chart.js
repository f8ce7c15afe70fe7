// Draws one plotly figure, and says which mark was chosen or which range was drawn over.
const config = { displayModeBar: false, displaylogo: false, doubleClick: false };

const OVER = `
  .cl-over .nsewdrag { cursor: crosshair !important; touch-action: pan-y; }
  .cl-band { position: absolute; pointer-events: none; background: rgba(16, 72, 128, 0.12); border: solid #104880; border-width: 0 1px; }
`;
// So many pixels make a press a range, as in plotly: a hand that shakes has clicked.
const MOVED = 8;

// A range of a history is drawn over with a band of its own: plotly's answers a tenth of a second after it was let go.
// Gives a function that says whether the last press drew a range, as it is no click then.
const over = (root, tell) => {
  const band = document.createElement("div");
  band.className = "cl-band";
  let begun = null;
  const place = ({ clientX }) => Math.min(Math.max(clientX, begun.field.left), begun.field.right);
  const moved = (event) => {
    const [left, right] = [begun.from, place(event)].sort((a, b) => a - b);
    if (!band.isConnected && right - left < MOVED) return;
    const { field, at } = begun;
    Object.assign(band.style, { left: `${left - at.left}px`, width: `${right - left}px` });
    Object.assign(band.style, { top: `${field.top - at.top}px`, height: `${field.height}px` });
    root.append(band);
  };
  const ended = (event) => {
    const { field, from, range } = begun;
    const drawn = band.isConnected && event.type === "pointerup";
    const ends = [from, place(event)].map((x) => range[0] + ((x - field.left) / field.width) * (range[1] - range[0]));
    for (const [name, heard] of Object.entries(heards)) document.removeEventListener(name, heard, true);
    band.remove();
    begun.drawn = drawn;
    if (drawn) tell(ends.sort((a, b) => a - b));
  };
  const heards = { pointermove: moved, pointerup: ended, pointercancel: ended };
  root.addEventListener("pointerdown", (event) => {
    const inner = event.target.closest(".cl-over");
    const target = event.target.closest(".nsewdrag");
    // A second finger ends nothing.
    if (!event.isPrimary) return;
    begun = null;
    if (!inner || !target || event.button !== 0) return;
    const [field, at] = [target, root.host].map((each) => each.getBoundingClientRect());
    begun = { field, at, from: event.clientX, range: inner.layout.xaxis.range };
    for (const [name, heard] of Object.entries(heards)) document.addEventListener(name, heard, true);
  });
  return () => Boolean(begun?.drawn);
};

// In a root of its own a figure's hundreds of marks are not held against the page's thousands of rules.
const apart = (box) => {
  const root = box.attachShadow({ mode: "open" });
  const rules = document.getElementById("plotly.js-style-global");
  const own = new CSSStyleSheet();
  own.replaceSync([...rules.sheet.cssRules].map((rule) => rule.cssText).join("\n") + OVER);
  root.adoptedStyleSheets = [own];
  return root;
};

// Where figures are drawn that nobody sees yet: as wide as they will be.
const away = () => {
  const box = document.createElement("div");
  box.style.cssText = "position:absolute;left:-9999px;visibility:hidden";
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  return apart(box);
};

const idle = window.requestIdleCallback || setTimeout;

// Figures that were drawn lately, or that may be asked for next, wait outside the page: to show them draws nothing.
const KEPT = 60;

// Figures with as many axes are drawn into each other's place faster than anew.
const kindOf = (figure) => `${figure.data[0]?.type} ${Object.keys(figure.layout).filter((key) => /^yaxis/.test(key)).length}`;

class Places {
  constructor(root, hear) {
    Object.assign(this, { root, hear, away: away(), kept: new Map(), shown: null, coming: [], awake: false, width: 0 });
  }

  // Shows the figure of a text; what comes back is done once it stands there.
  async show(text) {
    this.rest();
    const known = this.kept.get(text);
    const place = (this.shown = known || this.draw(text));
    this.keep(place, text);
    place.seen = true;
    // What was said of a mark under the pointer is not said of it when it comes back.
    place.inner.querySelector(".hoverlayer")?.replaceChildren();
    if (this.root.firstChild !== place.inner) this.root.replaceChildren(place.inner);
    await (place.done ||= this.react(place));
    if (known) this.fit();
  }

  // Draws, while nothing else is to be done, what may be asked for next.
  foresee(text) {
    this.coming.push(text);
    this.wake();
  }

  // Who clicks is not kept waiting for what nobody asked for.
  rest() {
    this.coming = [];
  }

  wake() {
    if (this.awake || !this.coming.length) return;
    this.awake = true;
    idle(() => this.next().catch(console.error).finally(() => ((this.awake = false), this.wake())));
  }

  async next() {
    const text = this.coming.shift();
    const known = this.kept.get(text);
    if (known) return this.keep(known, text);
    if (!text || !this.wide()) return;
    const place = this.draw(text);
    this.keep(place, text);
    this.away.host.style.width = `${this.wide()}px`;
    this.away.replaceChildren(place.inner);
    await (place.done = this.react(place));
  }

  // A place for a figure that has none yet.
  draw(text) {
    const figure = JSON.parse(text);
    const kind = kindOf(figure);
    return Object.assign(this.spare(kind), { figure, kind, seen: false, done: null });
  }

  keep(place, text) {
    this.kept.delete(place.text);
    this.kept.set(text, Object.assign(place, { text }));
  }

  async react(place) {
    const { inner, figure } = place;
    place.figure = null;
    inner.classList.toggle("cl-over", Boolean(figure.layout.meta?.over));
    try {
      await Plotly.react(inner, figure.data, figure.layout, config);
    } catch (error) {
      this.kept.delete(place.text);
      throw error;
    }
    place.width = this.wide();
    if (!place.heard) this.hear(inner);
    place.heard = true;
  }

  // What nobody has looked at gives its place first.
  spare(kind) {
    const all = [...this.kept.values()].filter((place) => place !== this.shown);
    if (all.length < KEPT) return { inner: document.createElement("div") };
    const like = (place) => place.kind === kind;
    return all.find((place) => like(place) && !place.seen) || all.find((place) => !place.seen) || all.find(like) || all[0];
  }

  // While there is no figure the width is that of the last.
  wide() {
    return (this.width = this.root.host.clientWidth || this.width);
  }

  // In a notebook the cell gets its width only after the figure was drawn.
  fit() {
    const width = this.root.host.clientWidth;
    const place = this.shown;
    if (!place || !place.heard || !width || place.width === width) return;
    // What left the page meanwhile was not resized, and is when it comes back.
    const resized = () => (place.width = this.root.contains(place.inner) ? width : 0);
    Plotly.Plots.resize(place.inner).then(resized, () => (place.width = 0));
  }

  clear() {
    this.rest();
    this.away.host.remove();
    this.kept.forEach((place) => Plotly.purge(place.inner));
  }
}

// Where a click leads: to what a mark says, or to what a band says of the place at which it was clicked.
const chosen = ({ points, xvals }) => {
  const point = points.find((each) => each.customdata);
  if (point) return point.customdata;
  const bands = points.flatMap((each) => each.data.meta || []);
  return bands.find(({ to }) => xvals[0] < to)?.go;
};

// With what somebody asks for something else.
const ASKING = ["click", "change", "keydown", "pointerup"];

export default {
  render({ model, el }) {
    const box = document.createElement("div");
    box.className = "cl-chart";
    box.setAttribute("role", "img");
    el.append(box);
    const hear = (inner) => {
      inner.on("plotly_click", (event) => {
        const go = chosen(event);
        if (go && !wasOver()) model.send({ go });
      });
    };
    const places = new Places(apart(box), hear);
    const wasOver = over(places.root, (range) => model.send({ range }));
    const draw = () => {
      const text = model.get("text");
      const turn = model.get("turn");
      box.hidden = text === "{}";
      if (box.hidden) {
        box.dataset.drawn = turn;
        return;
      }
      box.setAttribute("aria-label", model.get("told"));
      places.show(text).then(() => {
        if (turn === model.get("turn")) box.dataset.drawn = turn;
      });
    };
    model.on("change:turn", draw);
    model.on("msg:custom", ({ ahead }) => ahead && places.foresee(ahead));
    draw();
    // What was sent ahead before anything was drawn is lost: it is sent once more.
    model.send({ ready: true });
    const rest = () => places.rest();
    for (const name of ASKING) document.addEventListener(name, rest, true);
    const wide = new ResizeObserver(() => box.hidden || places.fit());
    wide.observe(el);
    return () => {
      wide.disconnect();
      for (const name of ASKING) document.removeEventListener(name, rest, true);
      places.clear();
    };
  },
};
