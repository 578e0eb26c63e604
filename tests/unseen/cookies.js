// Any answer to the cookie notice closes it.
for (const notice of document.querySelectorAll('[data-cookies]')) {
  notice.addEventListener('click', (event) => { if (event.target.closest('button')) notice.remove(); });
}
