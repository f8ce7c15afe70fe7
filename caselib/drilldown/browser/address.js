// The state as text that can be copied and put back; on a page of its own it also stands in the address bar.
const alone = () => document.body.dataset.voila !== undefined;
const copy = async (field, text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    field.select();
    document.execCommand("copy");
  }
};

export default {
  render({ model, el }) {
    const row = (name) => {
      const label = document.createElement("label");
      const said = document.createElement("span");
      const field = Object.assign(document.createElement("input"), { type: "text", spellcheck: false });
      const button = document.createElement("button");
      field.className = `cl-${name}`;
      button.className = `cl-copy-${name}`;
      button.onclick = async () => {
        await copy(field, field.value);
        button.textContent = model.get("words").copied;
      };
      label.append(said, field);
      const line = document.createElement("div");
      line.className = "cl-line";
      line.append(label, button);
      el.append(line);
      return { said, field, button };
    };
    const state = row("state");
    const code = row("code");
    code.field.readOnly = true;
    const ask = (text) => model.send({ ask: text });
    state.field.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key === "Enter") ask(state.field.value);
    };
    const show = () => {
      const words = model.get("words");
      state.said.textContent = words.state;
      code.said.textContent = words.python;
      state.button.textContent = code.button.textContent = words.copy;
      // What was mistyped stays in its field, where it can be put right.
      if (!model.get("wrong")) state.field.value = model.get("state");
      code.field.value = model.get("code");
      document.documentElement.lang = words.lang;
      const hash = `#${model.get("state")}`;
      // Writing the address takes the browser some milliseconds: the figure has them first.
      const write = model.get("wrong") ? "replaceState" : "pushState";
      if (alone()) setTimeout(() => location.hash !== hash && history[write](null, "", hash), 60);
      if (alone()) sessionStorage.setItem(shelf(), JSON.stringify(model.get("plan")));
    };
    const shelf = () => `caselib-plan-${model.get("book")}`;
    const hear = () => {
      if (alone() && location.hash && location.hash !== `#${model.get("state")}`) ask(location.hash.slice(1));
    };
    window.addEventListener("popstate", hear);
    const kept = alone() ? JSON.parse(sessionStorage.getItem(shelf()) || "[]") : [];
    if (kept.length && !model.get("plan").length) model.send({ plan: kept });
    const asked = alone() ? location.hash.slice(1) : "";
    if (asked && asked !== model.get("state")) {
      // A link to a state: the page opens there, and not where it began.
      ask(asked);
    } else if (alone()) history.replaceState(null, "", `#${model.get("state")}`);
    model.on("change:turn", show);
    const words = model.get("words");
    if (!asked) show();
    else {
      state.said.textContent = words.state;
      code.said.textContent = words.python;
    }
    return () => window.removeEventListener("popstate", hear);
  },
};
