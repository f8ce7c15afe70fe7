// Draws one plotly figure, and says which mark was chosen or which range was drawn over.
const config = { displayModeBar: false, displaylogo: false, doubleClick: false };

// The first figure of a kind takes a browser ten times as long as the next: one is drawn where nobody sees it.
const warm = () => {
  const away = document.createElement("div");
  away.style.cssText = "position:absolute;left:-9999px;width:600px;height:320px;visibility:hidden";
  away.setAttribute("aria-hidden", "true");
  const marker = { symbol: ["circle", "diamond"], size: [9, 12], line: { color: ["#000", "#000"], width: 1.5 } };
  const all = { type: "scatter", x: [0, 1], y: [0, 1], marker, hovertext: ["", ""] };
  const axes = [1, 2, 3, 4].map((place) => ({ xaxis: `x${place}`, yaxis: `y${place}` }));
  const data = axes.flatMap((on) => [
    { ...all, ...on, mode: "lines", fill: "toself" },
    { ...all, ...on, mode: "lines" },
    { ...all, ...on, mode: "markers" },
  ]);
  const layout = { grid: { rows: 2, columns: 2, pattern: "independent" }, annotations: [{ text: "·", x: 0, y: 0 }] };
  const bars = [{ type: "bar", orientation: "h", x: [1, 2], y: [0, 1], text: ["1", "2"], textposition: "outside" }];
  const step = [() => Plotly.react(away, data, layout, config), () => Plotly.react(away, bars, {}, config)];
  const next = () => {
    const draw = step.shift() || (() => (Plotly.purge(away), away.remove()));
    Promise.resolve(draw()).then(() => away.isConnected && (window.requestIdleCallback || setTimeout)(next));
  };
  document.body.append(away);
  (window.requestIdleCallback || setTimeout)(next);
};

// In a root of its own a figure's hundreds of marks are not held against the page's thousands of rules.
const apart = (box) => {
  const root = box.attachShadow({ mode: "open" });
  const rules = document.getElementById("plotly.js-style-global");
  const own = new CSSStyleSheet();
  own.replaceSync([...rules.sheet.cssRules].map((rule) => rule.cssText).join("\n"));
  root.adoptedStyleSheets = [own];
  const inner = document.createElement("div");
  root.append(inner);
  return inner;
};

export default {
  render({ model, el }) {
    const box = document.createElement("div");
    box.className = "cl-chart";
    box.setAttribute("role", "img");
    el.append(box);
    const inner = apart(box);
    const draw = () => {
      const figure = model.get("figure");
      box.hidden = !figure.data;
      if (!figure.data) {
        box.dataset.drawn = model.get("turn");
        return;
      }
      box.setAttribute("aria-label", model.get("told"));
      // Plotly writes into what it is given, and the model's own figure must stay as it was sent.
      const fresh = structuredClone(figure);
      Plotly.react(inner, fresh.data, fresh.layout, config).then(() => {
        box.dataset.drawn = model.get("turn");
        if (!box.dataset.heard) {
          listen();
          warm();
        }
      });
    };
    const listen = () => {
      box.dataset.heard = "yes";
      inner.on("plotly_click", (event) => {
        const point = event.points.find((each) => each.customdata);
        if (point) model.send({ go: point.customdata });
      });
      inner.on("plotly_selected", (event) => {
        if (event && event.range) model.send({ range: event.range.x });
      });
    };
    model.on("change:turn", draw);
    draw();
    // In a notebook the cell gets its width only after the figure was drawn.
    const wide = new ResizeObserver(() => box.dataset.heard && !box.hidden && Plotly.Plots.resize(inner));
    wide.observe(el);
    return () => {
      wide.disconnect();
      Plotly.purge(inner);
    };
  },
};
