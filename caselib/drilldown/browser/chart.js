// Draws one plotly figure, and says which mark was chosen or which range was drawn over.
const config = { displayModeBar: false, displaylogo: false, doubleClick: false };

export default {
  render({ model, el }) {
    const box = document.createElement("div");
    box.className = "cl-chart";
    box.setAttribute("role", "img");
    el.append(box);
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
      Plotly.react(box, fresh.data, fresh.layout, config).then(() => {
        box.dataset.drawn = model.get("turn");
        if (!box.dataset.heard) listen();
      });
    };
    const listen = () => {
      box.dataset.heard = "yes";
      box.on("plotly_click", (event) => {
        const point = event.points.find((each) => each.customdata);
        if (point) model.send({ go: point.customdata });
      });
      box.on("plotly_selected", (event) => {
        if (event && event.range) model.send({ range: event.range.x });
      });
    };
    model.on("change:turn", draw);
    draw();
    // In a notebook the cell gets its width only after the figure was drawn.
    const wide = new ResizeObserver(() => box.dataset.heard && !box.hidden && Plotly.Plots.resize(box));
    wide.observe(el);
    return () => {
      wide.disconnect();
      Plotly.purge(box);
    };
  },
};
