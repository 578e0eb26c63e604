// What every page of the suite has in common: what the site wrote into it, and how it is sent.
const page = JSON.parse(document.getElementById('page').textContent);
export const {action, answer, countries, given, language, texts: t, variant} = page;

/** Send values by the names of the site; gives {received, title, text}. */
export const send = async (values) => {
  const form = values instanceof FormData ? values : Object.entries(values);
  return (await fetch(action, {method: 'POST', body: new URLSearchParams([...form])})).json();
};
export const isAddress = (text) => /^\S+@\S+\.\S+$/.test(text ?? '');
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
/** Escape a text for HTML. */
export const h = (text) => new Option(text).innerHTML.replaceAll('"', '&quot;');
export const app = document.getElementById('app');
export const $ = (selector, root = document) => root.querySelector(selector);
export const on = (selector, event, act) => $(selector).addEventListener(event, act);
