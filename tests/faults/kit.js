// What the made-up pages do with what is typed into them, each thing in the ways in which pages do it.
const form = document.forms[0];
const all = (more) => ({ ...Object.fromEntries(new FormData(form)), ...more });
const coded = (more) => new URLSearchParams(all(more));
const json = (more) => JSON.stringify(all(more));
const quiet = (promise) => promise.catch(() => 0);
const post = (to, body, more) => quiet(fetch(to, { method: 'POST', body, ...more }));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const say = (words) => {
  const part = document.createElement('p');
  part.setAttribute('role', 'status');
  part.textContent = words;
  form.replaceWith(part);
};
const received = () => say('Your objection was received');
const shown = (answer) => { if (answer && answer.ok) received(); return answer; };
// Sends in place of the browser, once the button is pressed.
const submits = (does) => form.addEventListener('submit', (event) => { event.preventDefault(); quiet((async () => does(event))()); });
// Does something once the comment is in the form, while the program is still filling it.
const filled = (does) => {
  let done = false;
  addEventListener('input', () => {
    if (done || form.elements.why.value.length < 40) return;
    done = true;
    does();
  });
};
const await_answer = () => { const asks = new XMLHttpRequest(); asks.open('GET', '/', false); asks.send() }; // what left before is seen by then
const put = (parent, name, more) => parent.appendChild(Object.assign(document.createElement(name), more));
const inWorker = (Kind, to, text) => {
  const does = `fetch(${JSON.stringify(new URL(to, location).href)}, {method: 'POST', mode: 'no-cors', body: ${JSON.stringify(text)}})`;
  const worker = new Kind(URL.createObjectURL(new Blob([does])));
  return worker;
};
