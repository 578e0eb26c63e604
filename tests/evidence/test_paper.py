"""Compiled templates are kept between runs, and no document fails where they cannot be."""

import pytest

from optout.evidence import paper


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """The folder for compiled templates, which is not there yet; each test begins a run with it."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(paper, "cache_folder", lambda: folder)
    paper._environment.cache_clear()
    yield folder
    paper._environment.cache_clear()


@pytest.fixture
def templates(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "note.html.j2").write_text("<p>{{ name }}</p>", "utf-8")
    return folder


def note(templates):
    return paper.rendered(templates, "note", {"name": "Ada"})


def kept(cache):
    return [file.stat().st_mtime_ns for file in cache.iterdir()]


def test_a_template_is_compiled_in_one_run_for_all(templates, cache):
    note(templates)
    first = kept(cache)
    paper._environment.cache_clear()  # as in the next run
    assert note(templates) == "<p>Ada</p>"
    assert len(first) == 1
    assert kept(cache) == first


def test_without_a_folder_for_them_a_template_is_filled_all_the_same(templates, cache):
    cache.write_text("a file in its place", "utf-8")
    assert note(templates) == "<p>Ada</p>"


def test_where_nothing_can_be_written_a_template_is_filled_all_the_same(templates, cache):
    paper._environment(templates, str)
    cache.rmdir()
    assert note(templates) == "<p>Ada</p>"
