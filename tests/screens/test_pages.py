"""Every page in every dress: nothing is cut off, nothing lies outside, and QML has no complaint."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QFontMetricsF

from tests.support.access import nodes, place, scrolls
from tests.support.pages import DRESSES, PAGES, SMALL, WIDE, dress
from tests.support.screen import LANDSCAPE, PORTRAIT, OnScreen
from tests.support.touch import items, shown, wait_until


@pytest.mark.parametrize(("size", "language", "large"), DRESSES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole(
    make_screen: Callable[..., OnScreen],
    page: str,
    size: tuple[int, int],
    language: str,
    large: bool,
) -> None:
    screen = make_screen(size)
    PAGES[page](screen)
    dress(screen, language, large)

    assert cut_off(screen) == []
    assert spilling(screen) == []


def cut_off(screen: OnScreen) -> list[str]:
    """Texts that do not fit their place, or lie outside the window."""
    window = QRectF(0, 0, screen.window.width(), screen.window.height()).adjusted(-1, -1, 1, 1)
    return [
        f"{text.property('text')!r} {place(text)}"
        for text in items(screen.window)
        if text.inherits("QQuickText") and shown(text) and text.property("text")
        if text.property("truncated")
        or text.property("contentWidth") > text.width() + 1
        or (not scrolls(text) and not window.contains(place(text)))
    ]


@pytest.mark.parametrize(("size", "more"), [((800, 600), True), (LANDSCAPE, False), (PORTRAIT, False)])
def test_reasons_that_reach_below_their_place_say_so(
    make_screen: Callable[..., OnScreen], size: tuple[int, int], more: bool
) -> None:
    screen = make_screen(size)
    PAGES["all_reasons"](screen)
    dress(screen, "en", False)
    seen = [item for item in items(screen.window) if shown(item)]
    hints = [place(item) for item in seen if item.objectName() == "more-reasons-below"]
    reasons = [place(item) for item in seen if item.objectName().startswith("reason-")]
    assert len(hints) == more
    assert len(reasons) == 8
    assert all(one.right() < size[0] for one in hints)
    assert not any(one.intersects(reason) for one in hints for reason in reasons)


def test_what_a_citizen_touches_lies_in_the_lower_two_thirds(make_screen: Callable[..., OnScreen]) -> None:
    for size in (LANDSCAPE, PORTRAIT):
        screen = make_screen(size)
        screen.ask()
        low = size[1] / 3
        for node in nodes(screen.window):
            assert node.place.bottom() > low, node
        stars = [place(screen.find(f"star-{n}")) for n in range(1, 6)]
        assert all(star.center().y() > low for star in stars)


def test_the_five_stars_are_of_one_size_and_distance(make_screen: Callable[..., OnScreen]) -> None:
    for size in (LANDSCAPE, PORTRAIT, SMALL, WIDE):
        screen = make_screen(size)
        screen.ask()
        stars = [screen.find(f"star-{n}") for n in range(1, 6)]
        assert len({(round(star.width(), 3), star.height(), star.y()) for star in stars}) == 1
        steps = {round(b.x() - a.x(), 3) for a, b in pairwise(stars)}
        assert len(steps) == 1
        colours = {star.childItems()[0].property("filled") for star in stars}
        assert colours == {False}


def test_a_star_is_at_least_120_pixels_on_a_ten_inch_tablet(make_screen: Callable[..., OnScreen]) -> None:
    for size in (LANDSCAPE, PORTRAIT):
        screen = make_screen(size)
        screen.ask()
        assert screen.find("star-1").childItems()[0].width() >= 120


def spilling(screen: OnScreen) -> list[str]:
    """Writings on a button that are higher than the button, or broken in the middle of a word."""
    found = []
    for node in nodes(screen.window):
        for text in items(node.item):
            if text.inherits("QQuickText") and shown(text):
                measure = QFontMetricsF(text.property("font"))
                words = [word for word in str(text.property("text")).split() if word.isascii()]
                if text.property("contentHeight") > node.place.height() + 1:
                    found.append(f"{text.property('text')!r} on {node}: too high")
                if any(measure.horizontalAdvance(word) > text.width() + 2 for word in words):
                    found.append(f"{text.property('text')!r} on {node}: a word is broken")
    return found


def test_a_writing_too_long_for_its_button_is_found(screen: OnScreen) -> None:
    """The positive control."""
    screen.ask()
    assert spilling(screen) == []
    button = screen.find("not-now")
    button.setProperty("text", "Unaccommodatingness of all things on a button")
    button.setWidth(120)
    button.setHeight(72)
    screen.settle()
    assert len(spilling(screen)) == 2


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT, SMALL])
@pytest.mark.parametrize("large", [False, True])
def test_the_words_under_the_stars_are_of_one_size_and_no_word_is_broken(
    make_screen: Callable[..., OnScreen], size: tuple[int, int], large: bool
) -> None:
    screen = make_screen(size)
    screen.ask()
    for language in ("zh-CN", "en"):
        dress(screen, language, large)
        words = [one for one in items(screen.find("stars")) if one.inherits("QQuickText")]
        assert len({one.property("font").pixelSize() for one in words}) == 1
        for one in words:
            measure = QFontMetricsF(one.property("font"))
            assert one.property("lineCount") <= len(str(one.property("text")).split())
            assert max(measure.horizontalAdvance(word) for word in one.property("text").split()) <= one.width()


def test_assistive_technology_can_rate(screen: OnScreen) -> None:
    screen.ask()
    star = QAccessible.queryAccessibleInterface(screen.find("star-4"))
    assert star.text(QAccessible.Text.Name) == "满意"
    assert star.role() == QAccessible.Role.RadioButton
    assert not star.state().checked
    star.actionInterface().doAction("Press")
    screen.on_page("Explaining")
    assert screen.kinds().count("rated") == 1


def test_language_and_large_type_end_with_the_citizen(screen: OnScreen) -> None:
    screen.ask()
    screen.tap("language", "large-type")
    assert (screen.comfort.language, screen.scene.page) == ("en", "Asking")
    assert screen.text("prompt") == "Please rate this service"
    screen.tap("star-5")
    assert screen.disk.kept[-1].body.language == "en"
    screen.on_page("Explaining")
    screen.tap("done")
    assert screen.comfort.large
    screen.pass_by(10)
    screen.on_page("Idle")
    assert (screen.comfort.language, screen.comfort.large) == ("zh-CN", False)


def test_without_motion_nothing_moves_and_with_it_the_same_page_arrives(make_screen: Callable[..., OnScreen]) -> None:
    for motion in (False, True):
        screen = make_screen(motion=motion)
        screen.ask()
        screen.tap("star-3")
        screen.on_page("Explaining")
        assert screen.find("done")


def test_the_line_of_time_grows_shorter_and_starts_again_with_more_time(make_screen: Callable[..., OnScreen]) -> None:
    screen = make_screen(motion=True)
    screen.ask()
    line = next(item for item in items(screen.window) if item.property("rest") is not None and item.isVisible())
    wait_until(lambda: line.property("rest") < 0.999)
    screen.tap("more-time")
    assert line.property("rest") > 0.99
    assert line.property("limit") == screen.settings.limits.more_s
