// What the made-up pages do with what is typed into them, each thing in the ways in which pages do it.
const form = document.forms[0];
const all = (more) => ({ ...Object.fromEntries(new FormData(form)), ...more });
const coded = (more) => new URLSearchParams(all(more));
const json = (more) => JSON.stringify(all(more));
const quiet = (promise) => promise.catch(() => 0);
const post = (to, body, more) => quiet(fetch(to, { method: 'POST', body, ...more }));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const bytes = (text) => new TextEncoder().encode(text);
const base64 = (text) => btoa(String.fromCharCode(...bytes(text)));
const hex = (text) => [...bytes(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const escaped = (text) => text.replace(/[@.]/g, (sign) => '\\u00' + sign.charCodeAt(0).toString(16));
const zipped = (text) => new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
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
const put = (parent, name, more) => parent.appendChild(Object.assign(document.createElement(name), more));
const inWorker = (Kind, to, text) => {
  const does = `fetch(${JSON.stringify(new URL(to, location).href)}, {method: 'POST', mode: 'no-cors', body: ${JSON.stringify(text)}})`;
  const worker = new Kind(URL.createObjectURL(new Blob([does])));
  return worker;
};
const asked = (to, text) => `${to}?d=${encodeURIComponent(text)}`;
// The ways in which a text leaves a page.
const leave = {
  fetch: (to, text) => post(to, text, { mode: 'no-cors' }),
  keepalive: (to, text) => post(to, text, { mode: 'no-cors', keepalive: true }),
  gzip: async (to, text) => post(to, await zipped(text), { mode: 'no-cors' }),
  base64: (to, text) => post(to, base64(text), { mode: 'no-cors' }),
  hex: (to, text) => post(to, hex(text), { mode: 'no-cors' }),
  multipart: (to, text) => { const parts = new FormData(); parts.append('d', text); return post(to, parts, { mode: 'no-cors' }); },
  xhr: (to, text) => { const x = new XMLHttpRequest(); x.open('POST', to); x.send(text); },
  beacon: (to, text) => navigator.sendBeacon(to, text),
  get: (to, text) => quiet(fetch(asked(to, text), { mode: 'no-cors' })),
  path: (to, text) => quiet(fetch(`${to}/${encodeURIComponent(text)}`, { mode: 'no-cors' })),
  header: (to, text) => quiet(fetch(to, { headers: { 'x-draft': encodeURIComponent(text) } })),
  image: (to, text) => { new Image().src = asked(to, text); },
  events: (to, text) => new EventSource(asked(to, text)),
  script: (to, text) => put(document.head, 'script', { src: asked(to, text) }),
  style: (to, text) => put(document.head, 'link', { rel: 'stylesheet', href: asked(to, text) }),
  prefetch: (to, text) => put(document.head, 'link', { rel: 'prefetch', href: asked(to, text) }),
  frame: (to, text) => put(document.body, 'iframe', { hidden: true, src: asked(to, text) }),
  form: (to, text) => {
    put(document.body, 'iframe', { hidden: true, name: 'aside' });
    const other = put(document.body, 'form', { method: 'post', action: to, target: 'aside', hidden: true });
    put(other, 'input', { name: 'd', value: text });
    other.submit();
  },
  ping: (to, text) => {
    const link = put(document.body, 'a', { href: '#', ping: asked(to, text) });
    link.click();
    link.remove();
  },
  worker: (to, text) => inWorker(Worker, to, text),
  shared: (to, text) => inWorker(SharedWorker, to, text),
  socket: (to, text) => {
    const socket = new WebSocket(new URL(to, location).href.replace('https', 'wss'));
    socket.onopen = () => socket.send(text);
  },
};
