// Shows HTML that Python made, and tells Python which part of it was picked, by mouse or by keyboard.
// Arrow keys go to the next part in that direction, wherever it stands; Enter or the space bar picks it.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(element) {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

// The nearest part in a direction; what lies beside the way counts three times as far.
function next(parts, from, [dx, dy]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const part of parts) {
    const [px, py] = middle(part);
    const ahead = (px - x) * dx + (py - y) * dy;
    const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
    if (part !== from && ahead > 1 && ahead + 3 * aside < least) {
      best = part;
      least = ahead + 3 * aside;
    }
  }
  return best;
}

function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "tkx";
  let scene = null;
  el.appendChild(box);
  const parts = () => [...box.querySelectorAll("[data-pick]")];

  const mark = () => {
    const picked = model.get("picked");
    let entry = null;
    for (const part of parts()) {
      const is = part.dataset.pick === picked;
      part.classList.toggle("tkx-picked", is);
      part.setAttribute("aria-selected", String(is));
      part.tabIndex = -1;
      if (is) entry = part;
    }
    entry = entry ?? parts()[0];
    if (entry) entry.tabIndex = 0;
  };

  const draw = () => {
    const focused = box.contains(document.activeElement) ? document.activeElement.dataset.pick : null;
    const same = scene === model.get("scene");
    const [top, left] = same ? [box.scrollTop, box.scrollLeft] : [0, 0];
    scene = model.get("scene");
    box.innerHTML = model.get("html");
    box.style.height = model.get("height");
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", model.get("label"));
    mark();
    const again = focused && parts().find((part) => part.dataset.pick === focused);
    box.scrollTop = top;
    box.scrollLeft = left;
    if (again) again.focus({ preventScroll: true });
    const here = box.querySelector("[data-here]");
    if (here) {
      box.scrollTop += here.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
      box.scrollLeft += Math.max(0, here.getBoundingClientRect().right - box.getBoundingClientRect().right + 24);
    }
  };

  const pick = (target) => {
    const part = target.closest("[data-pick]");
    if (part) model.send({ pick: part.dataset.pick });
    return part;
  };

  box.addEventListener("click", (event) => {
    const part = pick(event.target);
    if (part) part.focus({ preventScroll: true });
  });
  box.addEventListener("keydown", (event) => {
    const part = event.target.closest("[data-pick]");
    if (!part || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      pick(part);
    } else if (STEPS[event.key]) {
      const found = next(parts(), part, STEPS[event.key]);
      if (found) {
        part.tabIndex = -1;
        found.tabIndex = 0;
        found.focus();
      }
    } else {
      return;
    }
    // JupyterLab has keys of its own for these.
    event.preventDefault();
    event.stopPropagation();
  });
  model.on("change:html", draw);
  model.on("change:picked", mark);
  model.on("change:height", draw);
  draw();
}

export default { render };
