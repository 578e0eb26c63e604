"""What the place of a text in a page makes of it."""

import pytest

from optout.browser import surroundings
from optout.browser.element import passages_of
from optout.browser.page import look
from optout.flow.words import says

SIDES = "<div style='display:flex'><div style='width:200px'>"
LISTED = "<ol><li>One<li aria-current=step>Two<li>{}</ol>"
NAME, BESIDE, STEP = surroundings.is_name, surroundings.is_beside, surroundings.is_later_step
ANSWER, FIELDS = surroundings.is_one_answer_of_several, surroundings.is_of_fields
IS = [
    (NAME, "<a href=/x>Thank you</a>"),
    (NAME, "<button>Thank you</button>"),
    (NAME, "<div role=tab>Thank you</div>"),
    (NAME, "<table><tr><th>Thank you<td>No</table>"),
    (NAME, "<dl><dt>Thank you<dd>No</dl>"),
    (BESIDE, "<aside>Thank you</aside>"),
    (BESIDE, "<nav>Thank you</nav>"),
    (BESIDE, "<footer>Thank you</footer>"),
    (BESIDE, "<div role=log>Thank you</div>"),
    (BESIDE, "<div role=tooltip>Thank you</div>"),
    (BESIDE, "<div inert>Thank you</div>"),
    (BESIDE, "<dialog open>Cookies <p>Thank you</p></dialog>"),
    (BESIDE, "<div style='position:fixed;bottom:0'>Our cookies <p>Thank you</p></div>"),
    (STEP, LISTED.format("Thank you")),
    (STEP, "<ul><li class='step is-active'>One<li>Thank you</ul>"),
    (STEP, "<div><div aria-current=step>One</div><div><b>Thank you</b></div></div>"),
    (STEP, "<ul><li>1 of 2: write<li>2 of 2: Thank you</ul>"),
    (STEP, "<div><div class='step current'>One</div><div class=step>Thank you</div></div>"),
    (STEP, "<ol><li class=completed>One<li class=upcoming>Thank you</ol>"),
    (STEP, "<ol><li>One<li aria-disabled=true>Thank you</ol>"),
    (BESIDE, "<aside><iframe srcdoc='<p>Thank you'></iframe></aside>"),
    (ANSWER, "<h3>What?</h3><p>Thank you</p><h3>When?</h3>"),
    (ANSWER, "<dl><dt>What?<dd>Thank you<dt>When?<dd>Later</dl>"),
    (FIELDS, "<fieldset><legend>Thank you</legend><input type=radio></fieldset>"),
]
IS_NOT = [
    (NAME, "<p>Thank you</p>"),
    (NAME, "<a href=/x><h2>Thank you</h2><p>Look at it</p></a>"),
    (NAME, "<div role=alert><button>Thank you</button></div>"),
    (NAME, "<table><tr><th>Status<td>Thank you</table>"),
    (NAME, "<table><tr><th>Thank you</table>"),
    (NAME, "<table><tr><th>Thank you<td>Nov. 27, 2026, 2:29 p.m.</table>"),
    (BESIDE, "<main><p>Thank you</main>"),
    (BESIDE, "<aside role=status>Thank you</aside>"),
    (BESIDE, "<section><footer>Thank you</footer></section>"),
    (BESIDE, "<header>Thank you</header>"),
    (BESIDE, "<div style='position:fixed;inset:0'><p>Thank you</p><a href=/c>Cookies</a></div>"),
    (STEP, "<ol><li>Thank you<li aria-current=step>Two</ol>"),
    (STEP, "<div><div class='step current'>Thank you</div><div class=step>Two</div></div>"),
    (BESIDE, "<div role=dialog>Thank you <a href=/c>Cookies</a></div>"),
    (ANSWER, "<aside><h3>What?</h3><h3>When?</h3></aside><p>Thank you</p>"),
    (STEP, "<ol><li>One<li aria-current=step>Thank you</ol>"),
    (STEP, "<ul><li>2 of 2: Thank you</ul>"),
    (STEP, "<ul><li class=active>Home</ul><ul><li>Thank you</ul>"),
    (ANSWER, "<h1>What now?</h1><p>Thank you</p>"),
    (ANSWER, "<h1>Thank you</h1><h3>What?</h3><h3>When?</h3>"),
    (FIELDS, "<fieldset><legend>Thank you</legend><p>Number 17</fieldset>"),
]


@pytest.fixture
def thanks(shown):
    """Give the passage of a page that says thank you."""

    def of(html):
        [found] = [p for d in look(shown(html)).documents for p in passages_of(d) if says(p.text(), ["Thank you"])]
        return found

    return of


def words_of(passage):
    return next(one for one in passage.pieces if "Thank you" in one.text)


@pytest.mark.parametrize(("is_so", "html"), IS)
def test_what_is_something_else_by_its_place(thanks, is_so, html):
    assert is_so(words_of(thanks(html)))


@pytest.mark.parametrize(("is_so", "html"), IS_NOT)
def test_what_is_not(thanks, is_so, html):
    assert not is_so(words_of(thanks(html)))


@pytest.mark.parametrize(
    ("html", "titles"),
    [
        ("<h1>One</h1><h2>Two</h2><p>Thank you", ["Two", "One"]),
        ("<h2>Two</h2><h1>One</h1><p>Thank you", ["One"]),
        ("<section><h2>Other</h2></section><p>Thank you", []),
        ("<section aria-label=Preview><p>Thank you</section>", ["Preview"]),
        ("<table><caption>Archive</caption><tr><td>Thank you</table>", ["Archive"]),
        ("<h2>Earlier</h2><div role=alert>Thank you</div>", []),
        ("<h2>Thank you</h2>", []),
        ("<details open><summary>Preview</summary><p>Thank you</details>", ["Preview"]),
        ("<details open><summary>Thank you</summary><p>Case 4711</details>", []),
        ("<fieldset><legend>Preview</legend><p>Thank you</fieldset>", ["Preview"]),
        ("<h2>Preview</h2><iframe title=Mail srcdoc='<p>Thank you'></iframe>", ["Mail", "Preview"]),
        (f"{SIDES}<h2>FAQ</h2><p>One</div><div><p>Thank you</div></div>", []),
        (f"{SIDES}<h2>Preview</h2></div><div><p>Thank you</div></div>", ["Preview"]),
    ],
)
def test_titles_over_a_text(thanks, html, titles):
    assert [*surroundings.titles_over(words_of(thanks(html)))] == titles


@pytest.mark.parametrize(
    ("html", "row"),
    [
        ("<div style='display:flex'><b>Not</b><span>Thank you</span><i>yet</i></div>", (["Not"], ["yet"])),
        ("<table><tr><td>Day<td>Thank you</table>", (["Day"], [])),
        ("<dl><dt>From<dd>Us<dt>Subject<dd>Thank you</dl>", (["Subject"], [])),
        ("<div style='display:flex'><span>Thank you</span><button>Undo?</button></div>", ([], [])),
        ("<div style='display:flex;flex-direction:column'><b>Not</b><span>Thank you</span></div>", ([], [])),
        ("<div><p>Not</p><p>Thank you</p></div>", ([], [])),
    ],
)
def test_what_stands_on_the_same_line(thanks, html, row):
    assert surroundings.beside_in_row(thanks(html)) == row


def test_what_a_style_writes_is_read_with_the_rest(thanks):
    style = "<style>b::before{content:'not '}p::after{content:'?'}</style>"
    assert surroundings.with_drawn(thanks(f"{style}<p>Is it <b></b>so: Thank you</p>")) == "Is it not so: Thank you ?"


def test_what_a_button_says_is_no_part_of_the_sentence_that_it_stands_in(thanks):
    assert surroundings.with_drawn(thanks("<p><button>\u274c</button> Thank you")) == "Thank you"
    assert surroundings.with_drawn(thanks("<button>Thank you</button>")) == "Thank you"
