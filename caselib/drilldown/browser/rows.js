// A real table: rows that lead somewhere have a button, so that the keyboard and a screen reader reach them.
const cell = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });

// So many rows fill what is seen of a table; the others follow once the frame is drawn.
const SEEN = 16;
const LATER = 60;

export default {
  render({ model, el }) {
    const send = (name, key) => model.send({ [name]: key });
    const draw = () => {
      const { heads = [], rows = [], keys = [], caption = "" } = JSON.parse(model.get("text"));
      const act = model.get("act");
      const table = document.createElement("table");
      table.className = "cl-rows";
      if (caption) table.append(cell("caption", caption));
      const top = table.createTHead().insertRow();
      heads.forEach((head) => top.append(Object.assign(cell("th", head), { scope: "col" })));
      if (act) top.append(cell("th", ""));
      const body = table.createTBody();
      const write = (texts, place) => {
        const line = body.insertRow();
        texts.forEach((text, column) => {
          const box = line.insertCell();
          if (column === 0 && keys[place]) {
            const button = cell("button", text);
            button.className = "cl-go";
            button.onclick = () => send("go", keys[place]);
            box.append(button);
          } else box.textContent = text;
          if (/^[\d<>+−–[]/.test(text) && text.length < 30 && column > 0) box.className = "num";
        });
        if (act) {
          const button = cell("button", model.get("done").includes(texts[0]) ? model.get("did") : act);
          button.className = "cl-act";
          // Twelve buttons say the same: to whom does not see the row, each says its case.
          button.setAttribute("aria-label", `${button.textContent}: ${texts[0]}`);
          button.onclick = () => send("act", texts[0]);
          line.insertCell().append(button);
        }
      };
      // A list of cases is short, and the keyboard may stand in any of its rows.
      const seen = act ? rows.length : Math.min(SEEN, rows.length);
      for (let place = 0; place < seen; place += 1) write(rows[place], place);
      // A head stands over its digits.
      const numbers = (column) => [...body.rows].filter((line) => line.cells[column]?.className === "num").length;
      [...top.cells].forEach((head, column) => 2 * numbers(column) > seen && (head.className = "num"));
      // Who went down by keyboard goes on from the first row; who put a case into the plan stays beside it.
      const held = el.contains(document.activeElement) ? document.activeElement : null;
      const place = held && held.className === "cl-act" ? [...el.querySelectorAll(".cl-act")].indexOf(held) : 0;
      const kind = held ? held.className : "";
      el.replaceChildren(table);
      if (kind) [...el.querySelectorAll(`.${kind}`)].at(place)?.focus({ preventScroll: true });
      const turn = model.get("turn");
      el.dataset.seen = turn;
      const rest = () => {
        // Another table may stand here by now.
        if (turn !== model.get("turn")) return;
        for (let place = seen; place < rows.length; place += 1) write(rows[place], place);
        el.dataset.turn = turn;
      };
      if (seen < rows.length) setTimeout(rest, LATER);
      else rest();
    };
    model.on("change:turn", draw);
    draw();
  },
};
