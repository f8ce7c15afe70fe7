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

// The browser's entries. A step of the page back or forward is the browser's own, and not one entry more: both buttons
// lead through the same states.
const trail = () => {
  const seen = [];
  let place = history.state?.place ?? 0;
  let arrived = null;
  let untold = false;
  let last = Promise.resolve();
  const put = (how, hash) => {
    seen[place] = hash;
    history[how]({ place }, "", hash);
  };
  const step = (by) => {
    const walked = new Promise((done) => {
      place += by;
      arrived = done;
      history.go(by);
      // Where the browser goes nowhere, the next state must still be written.
      setTimeout(done, 500);
    });
    return walked.finally(() => (arrived = null));
  };
  const write = (hash, wrong) => {
    const here = wrong || untold || hash === location.hash;
    untold = false;
    if (here) return put("replaceState", hash);
    if (seen[place - 1] === hash) return step(-1);
    if (seen[place + 1] === hash) return step(1);
    place += 1;
    seen.length = place;
    return put("pushState", hash);
  };
  // A step takes the browser a while, and what follows it is written after it.
  const to = (hash, wrong) => (last = last.then(() => write(hash, wrong)));
  // Whether the browser went to another entry by itself.
  const heard = () => {
    if (arrived) {
      arrived();
      return false;
    }
    place = history.state?.place ?? place + 1;
    if (!history.state) seen.length = place;
    put("replaceState", location.hash);
    return true;
  };
  const ask = () => (untold = true);
  return { to, heard, ask };
};

// JupyterLab would take the keys of whatever has the focus here: D twice deletes the cell. It leaves them to what says so
// itself; what is around it may say so in vain, as its rules look at the focus first.
const keepKeys = ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true");

export default {
  render({ model, el }) {
    // Nothing stands in the page yet.
    const placed = new ResizeObserver(() => el.closest(".cl-explorer")?.addEventListener("focusin", keepKeys));
    placed.observe(el);
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
      if (!alone()) return;
      sessionStorage.setItem(shelf(), JSON.stringify(model.get("plan")));
      const wrong = model.get("wrong");
      if (model.get("state") === told && !wrong) return;
      told = model.get("state");
      const hash = `#${told}`;
      // Writing the address takes the browser some milliseconds: the figure has them first.
      setTimeout(() => entries.to(hash, wrong), 60);
    };
    const shelf = () => `caselib-plan-${model.get("book")}`;
    const entries = alone() ? trail() : null;
    let told = model.get("state");
    const fromAddress = (how) => {
      entries.ask();
      model.send({ [how]: location.hash.slice(1) });
    };
    const hear = () => {
      if (alone() && entries.heard() && location.hash && location.hash !== `#${model.get("state")}`) fromAddress("ask");
    };
    window.addEventListener("popstate", hear);
    const kept = alone() ? JSON.parse(sessionStorage.getItem(shelf()) || "[]") : [];
    if (kept.length && !model.get("plan").length) model.send({ plan: kept });
    const asked = alone() ? location.hash.slice(1) : "";
    const led = asked && asked !== model.get("state");
    if (led) {
      // A link to a state: the page opens there, and not where it began.
      entries.heard();
      fromAddress("arrive");
    } else if (alone()) entries.to(`#${model.get("state")}`, true);
    model.on("change:turn", show);
    const words = model.get("words");
    if (!led) show();
    else {
      state.said.textContent = words.state;
      code.said.textContent = words.python;
    }
    return () => {
      placed.disconnect();
      window.removeEventListener("popstate", hear);
    };
  },
};
