"""What no byte of output may hold: the person's values, and what the site hands out."""

EMAIL = "ada.lovelace@example.eu"
COMMENT = "Nobody may learn anything from my garden in Kew."
COOKIE = "cookie-canary-5f2e"
TOKEN = "token-canary-8c1d"
QUERY = "query-canary-77ab"
OF_THE_SITE = (COOKIE, TOKEN, QUERY)
CANARIES = (EMAIL, COMMENT, *OF_THE_SITE)
